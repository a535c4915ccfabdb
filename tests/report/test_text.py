"""A report as a notebook shows it."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import html5lib
import IPython.display
import pytest
from IPython.core.formatters import DisplayFormatter

from headroom_lab import generate_report
from headroom_lab.report import inline
from tests.report.samples import filled

Shown = Callable[[Any], dict[str, str]]


def test_it_is_a_text_and_stays_one() -> None:
    made = generate_report(filled())
    assert isinstance(made, str)
    again = pickle.loads(pickle.dumps(made))
    assert (again, again.mime, again.summary) == (made, made.mime, made.summary)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """Return what a shell is given to show for an object."""

    def asked(value: Any) -> dict[str, str]:
        given: list[dict[str, str]] = []
        monkeypatch.setattr(IPython.display, "display", lambda data, raw: given.append(data))
        assert DisplayFormatter().format(value) == ({}, {})
        return given[0]

    return asked


def test_a_notebook_shows_the_page_without_a_second_head_or_main(shown: Shown) -> None:
    made = generate_report(filled())
    given = shown(made)
    assert given["text/html"] == inline(made)
    assert given["text/plain"].startswith("Headroom report: 8 requests in a store in memory")
    page = f"<!DOCTYPE html><html><head><title>t</title></head><body>{inline(made)}</body></html>"
    html5lib.HTMLParser(strict=True).parse(page)
    for tag in ("<main", "<title", "<meta"):
        assert tag not in inline(made)


def test_a_notebook_shows_markdown_as_markdown(shown: Shown) -> None:
    made = generate_report(filled(), format="markdown")
    assert shown(made)["text/markdown"] == made
