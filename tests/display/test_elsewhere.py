"""Where a notebook is only read, every figure and every word of a picture is still there."""

from __future__ import annotations

import pytest

from headroom_lab.display import render_html, render_text
from tests.display.elsewhere import GITHUB, GITHUB_ATTRIBUTES, on_github
from tests.display.parsing import XHTML, bare_text, numbers, parsed, tags
from tests.display.samples import SAMPLES


@pytest.mark.parametrize("name", SAMPLES)
def test_github_shows_every_figure_and_word(name: str) -> None:
    body = parsed(render_html(SAMPLES[name]()))
    left = on_github(body)
    assert tags(left) <= GITHUB
    assert {
        attribute for element in left.iter() for attribute in element.attrib
    } <= GITHUB_ATTRIBUTES
    assert bare_text(left).split() == bare_text(body).split()


@pytest.mark.parametrize("name", SAMPLES)
def test_on_github_each_cell_stands_under_its_head(name: str) -> None:
    for table in on_github(parsed(render_html(SAMPLES[name]()))).iter(f"{XHTML}table"):
        rows = [len(list(row)) for row in table.iter(f"{XHTML}tr")]
        assert len(set(rows)) == 1


@pytest.mark.parametrize("name", SAMPLES)
def test_where_no_html_is_shown_the_text_has_the_headline(name: str) -> None:
    record = SAMPLES[name]()
    lines = bare_text(parsed(render_html(record))).split("\n")
    headline = next(line for line in lines if line.strip())
    assert numbers(headline) <= numbers(render_text(record))
