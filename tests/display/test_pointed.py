"""Names beside points cover neither one another nor a point; plots say what they were measured on."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg

from headroom_lab.display.plots import KINDS
from headroom_lab.display.plots.canvas import canvas
from headroom_lab.display.plots.measured import measured_on
from headroom_lab.display.plots.pointed import name_points
from tests.display.samples import SAMPLES

PLACE = st.tuples(st.floats(0, 100), st.floats(0, 100))


@settings(max_examples=15, deadline=None)
@given(st.lists(PLACE, min_size=1, max_size=10))
def test_no_name_covers_another(places: list[tuple[float, float]]) -> None:
    axes, figure = canvas(None)
    axes.set(xlim=(0, 100), ylim=(0, 100))
    name_points(axes, places, [(x, y, "balanced, 10") for x, y in places])
    drawn = FigureCanvasAgg(figure).get_renderer()
    boxes = [text.get_window_extent(drawn) for text in axes.texts]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_a_point_alone_is_named() -> None:
    axes, _ = canvas(None)
    axes.set(xlim=(0, 100), ylim=(0, 100))
    name_points(axes, [(50.0, 50.0)], [(50.0, 50.0, "balanced")])
    assert [text.get_text() for text in axes.texts] == ["balanced"]


@pytest.mark.parametrize("name", [n for n in SAMPLES if SAMPLES[n]().picture in KINDS])
def test_a_plot_says_what_it_was_measured_on(name: str) -> None:
    record = SAMPLES[name]()
    said = measured_on(record)
    assert said
    assert said[0] in record.plot().axes[0].get_xlabel()
