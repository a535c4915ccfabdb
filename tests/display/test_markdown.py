"""Markdown that no text in it can break."""

from __future__ import annotations

import re
from functools import cache

import pytest

from headroom_lab.display import render_markdown
from headroom_lab.display.markdown import escape
from tests.display.parsing import bare_text, numbers, parsed, tags
from tests.display.samples import HOSTILE, SAMPLES, poisoned, simulation

TAGS = {"p", "strong", "table", "thead", "tbody", "tr", "th", "td"}


def html_of(markdown: str) -> str:
    """Return Markdown as nbconvert shows it."""
    filters = pytest.importorskip("nbconvert.filters.markdown_mistune")
    return str(filters.markdown2html_mistune(markdown))


@pytest.mark.parametrize("name", SAMPLES)
def test_markdown_holds_the_tables(name: str) -> None:
    body = parsed(html_of(render_markdown(SAMPLES[name]())))
    assert tags(body) <= TAGS
    rows = [line for line in render_markdown(SAMPLES[name]()).split("\n") if line.startswith("|")]
    assert len([e for e in body.iter() if e.tag.endswith("}tr")]) == len(
        [row for row in rows if not re.fullmatch(r"[|:\- ]+", row)]
    )


@cache
def clean_tags(name: str) -> set[str]:
    """Return the elements of a sample with texts that do no harm."""
    return tags(parsed(html_of(render_markdown(SAMPLES[name]()))))


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", SAMPLES)
def test_hostile_text_breaks_no_table_and_smuggles_no_html(name: str, hostile: str) -> None:
    markdown = render_markdown(poisoned(SAMPLES[name](), HOSTILE[hostile]))
    for block in markdown.split("\n\n"):
        widths = {
            len(re.findall(r"(?<!\\)\|", line)) for line in block.split("\n") if line[:1] == "|"
        }
        assert len(widths) <= 1
    body = parsed(html_of(markdown))
    assert tags(body) <= TAGS
    assert clean_tags(name) >= tags(body)


@pytest.mark.parametrize("text", [t for t in HOSTILE.values() if len(t) < 200])
def test_escaped_text_reads_as_it_was(text: str) -> None:
    body = parsed(html_of(f"**x** {escape(text)} y"))
    seen = " ".join(bare_text(body).split())
    assert "<a" not in seen
    if text.isprintable():
        assert " ".join(text.split()) in seen


@pytest.mark.parametrize(
    "text", ["# a", "- a", "+ a", "1. a", "12) a", "> a", "| a", "    a", "---"]
)
def test_text_at_the_beginning_of_a_line_begins_nothing(text: str) -> None:
    assert tags(parsed(html_of(escape(text)))) == {"p"}


def test_markdown_says_the_figures() -> None:
    body = parsed(html_of(render_markdown(simulation())))
    assert {"5,415", "1,715", "68.3", "128,000", "0.0135", "0.0043"} <= numbers(bare_text(body))


def test_money_is_no_mathematics() -> None:
    assert not re.search(r"(?<!\\)\$", render_markdown(simulation()))
