"""Plain text of one screen that says what the HTML says."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from headroom_lab.display import render_html, render_text
from headroom_lab.display.colours import CLASSES
from headroom_lab.display.text import FILLS
from headroom_lab.display.visible import columns
from headroom_lab.results import Removals
from headroom_lab.results.record import Record
from tests.display.parsing import bare_text, numbers, parsed
from tests.display.samples import HOSTILE, REMOVALS, SAMPLES, grown, poisoned, simulation, transform


@pytest.mark.parametrize("name", SAMPLES)
def test_text_fits_one_screen(name: str) -> None:
    lines = render_text(SAMPLES[name]()).split("\n")
    assert len(lines) <= 24
    assert max(map(columns, lines)) <= 100


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", SAMPLES)
def test_hostile_text_neither_acts_nor_breaks_the_screen(name: str, hostile: str) -> None:
    text = render_text(poisoned(SAMPLES[name](), HOSTILE[hostile]))
    lines = text.split("\n")
    assert len(lines) <= 24
    assert max(map(columns, lines)) <= 100
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text
    )


@pytest.mark.parametrize(
    "record",
    [
        simulation(removals=Removals(REMOVALS[:3])),
        grown(),
        SAMPLES["waste"](),
        replace(transform(), removals=Removals()),
    ],
    ids=lambda record: record.picture,
)
def test_text_says_every_figure_of_the_html(record: Record) -> None:
    html = bare_text(parsed(render_html(record)))
    assert numbers(html) - numbers(render_text(record)) == set()


@pytest.mark.parametrize("name", SAMPLES)
def test_the_headline_is_the_first_line(name: str) -> None:
    first = render_text(SAMPLES[name]()).split("\n")[0]
    assert first in " ".join(bare_text(parsed(render_html(SAMPLES[name]()))).split())


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_record_gives_the_same_text(name: str) -> None:
    assert render_text(SAMPLES[name]()) == render_text(SAMPLES[name]())


def test_a_simulation_has_bars() -> None:
    text = render_text(simulation())
    assert "█" in text
    assert "░" in text
    assert "JJJ" in text


def test_a_result_shows_itself_in_a_terminal() -> None:
    assert repr(simulation()) == render_text(simulation())


def test_each_class_of_tokens_has_a_letter_in_text() -> None:
    assert set(CLASSES) <= set(FILLS)
    assert len({FILLS[name] for name in CLASSES}) == len(CLASSES)
