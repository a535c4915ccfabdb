"""Plots: shown once, small, legible on light and dark, drawn into axes where given."""

from __future__ import annotations

import io
from base64 import b64decode
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from PIL import Image

from headroom_lab import load_example, simulate
from headroom_lab.display.colours import INK, SERIES, WASTE
from headroom_lab.display.plots import KINDS
from headroom_lab.display.plots.style import style
from headroom_lab.display.plots.swarm import WIDE, swarm
from headroom_lab.errors import UnknownNameError
from headroom_lab.results import SimulationResult, WasteSignals
from headroom_lab.transforms.windows.message_scorer import MessageScorer
from tests.display.measured import history
from tests.display.parsing import XHTML, parsed, tags
from tests.display.samples import HOSTILE, poisoned, simulation
from tests.display.studied import STUDIED, measured_without_limit

LIMIT = 60_000
STUDIED_PLOTS = [(name, kind) for name in STUDIED for kind in KINDS[name.partition("-")[0]]]


@pytest.fixture(scope="module")
def result() -> SimulationResult:
    return simulate(load_example("long_session"), model="gpt-4o")


def shown(figure: Any) -> tuple[bytes, str]:
    """Return the PNG and the HTML of a plot after asserting that they fit."""
    bundle = figure._repr_mimebundle_()
    assert sum(map(len, bundle.values())) <= LIMIT
    return b64decode(bundle["image/png"]), bundle["text/html"]


def description(html: str) -> str:
    """Return the text that stands for an image."""
    images = list(parsed(html).iter(f"{XHTML}img"))
    assert len(images) == 1
    return str(images[0].attrib["alt"])


@pytest.mark.parametrize("kind", KINDS["simulation"])
def test_a_plot_is_one_small_transparent_figure(result: SimulationResult, kind: str) -> None:
    figure = result.plot(kind)
    assert isinstance(figure, Figure)
    png, _ = shown(figure)
    corner = Image.open(io.BytesIO(png)).convert("RGBA").getpixel((1, 1))
    assert corner[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("kind", KINDS["scores"])
def test_scores_are_plotted(kind: str) -> None:
    scores = MessageScorer().score_messages(load_example("package_audit"))
    assert "forward reference" in description(shown(scores.plot(kind))[1])


def test_a_score_stands_beside_its_weight_in_a_waterfall() -> None:
    score = MessageScorer().score_messages(load_example("package_audit"))[6]
    said = description(shown(score.plot("waterfall"))[1])
    for (_, weight), factor in zip(score.weights, score.factors, strict=True):
        assert f"{factor:.2f} × {weight:.2f}" in said


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0, 1), max_size=7))
def test_marks_of_a_swarm_cover_no_other(places: list[float]) -> None:
    marks = list(zip(places, swarm(places), strict=True))
    for (x, y), (other, lane) in combinations(marks, 2):
        assert y != lane or abs(x - other) >= WIDE - 1e-9


def test_savings_are_plotted() -> None:
    assert "before, after, saved" in description(shown(history().plot())[1])


def test_a_plot_is_described_in_words_and_figures(result: SimulationResult) -> None:
    said = description(shown(result.plot("roles"))[1])
    assert "Tokens by role" in said
    for role in result.roles:
        assert role.role in said
        assert f"{role.tokens_before:,}" in said


@pytest.mark.parametrize("kind", KINDS["simulation"])
@pytest.mark.parametrize("text", [t for t in HOSTILE.values() if len(t) < 300])
def test_hostile_names_of_roles_are_drawn_as_they_are(kind: str, text: str) -> None:
    """``$…$`` is mathematics to matplotlib, and an error where it is none."""
    rows = tuple(replace(row, role=text, tool=text) for row in simulation().rows)
    html = shown(simulation(rows=rows).plot(kind))[1]
    assert tags(parsed(html)) == {"div", "img"}


def test_a_kind_of_waste_has_its_own_colour_whichever_others_there_are() -> None:
    waste = WasteSignals(total_tokens=900, schema_tokens=40)
    bars = simulation(waste_signals=waste).plot("waste").axes[0].patches
    assert [to_hex(bar.get_facecolor()) for bar in bars][-1] == WASTE["schema"]


@pytest.mark.parametrize(("name", "kind"), STUDIED_PLOTS)
def test_studies_are_plotted_whatever_their_names(name: str, kind: str) -> None:
    record = STUDIED[name]()
    for text in ("_hidden", "$x^{$" + "W" * 9000):
        png, _ = shown(poisoned(record, text).plot(kind))
        assert Image.open(io.BytesIO(png)).size[0] <= 8 * 96


def test_axes_given_are_drawn_into_and_given_back(result: SimulationResult) -> None:
    axes: Any = Figure().add_subplot()
    assert result.plot("roles", ax=axes) is axes
    assert axes.get_title(loc="left") == "Tokens by role"


def test_the_same_record_draws_the_same_bytes(result: SimulationResult) -> None:
    first, again = (shown(result.plot("roles")) for _ in range(2))
    assert first == again


def test_an_unknown_plot_names_the_nearest(result: SimulationResult) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'messages'"):
        result.plot("mesages")


@pytest.mark.parametrize("ground", ["#ffffff", "#111111"])
@pytest.mark.parametrize("color", [INK, *SERIES])
def test_colours_stand_out_on_light_and_dark(color: str, ground: str) -> None:
    lighter, darker = sorted((luminance(color), luminance(ground)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 3


def luminance(color: str) -> float:
    """Return the relative luminance of a colour, by WCAG."""
    parts = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_figure_is_as_large_as_asked(result: SimulationResult) -> None:
    figure = result.plot("context", figsize=(5, 2), dpi=144)
    assert tuple(figure.get_size_inches()) == (5, 2)
    assert Image.open(io.BytesIO(shown(figure)[0])).size == (720, 288)


def test_the_limit_stands_in_the_plot_of_a_context_near_it(result: SimulationResult) -> None:
    near = replace(result, context_limit=result.tokens_before + 10)
    assert f"limit {near.context_limit:,}" in description(shown(near.plot("context"))[1])


def test_one_message_is_a_bar_and_not_a_wall() -> None:
    scores = MessageScorer().score_messages(load_example("package_audit"))
    axes = scores[6].plot("breakdown").axes[0]
    left, right = axes.get_xlim()
    assert right - left >= 5
    assert list(axes.get_xticks()) == [6]


def test_our_look_can_be_used_for_other_figures() -> None:
    import matplotlib as mpl

    with mpl.rc_context(style()):
        axes = Figure().add_subplot()
    assert not axes.spines["top"].get_visible()
    assert {entry["color"] for entry in mpl.rcParams["axes.prop_cycle"]} != set(SERIES)


def test_a_baseline_of_none_is_written_as_its_points_are() -> None:
    record = measured_without_limit()
    assert record.plot("differences").axes[0].get_title(loc="left").endswith("against none")
    assert "Best against none: " in " ".join(record.to_text().split())
