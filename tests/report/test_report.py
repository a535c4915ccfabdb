"""generate_report(): both formats, wrong use, files, an empty store, hostile rows."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import html5lib
import pytest

from headroom_lab import generate_report
from headroom_lab.errors import ConfigError, StoreError
from headroom_lab.store import open_store
from tests.report.samples import HOSTILE, KEY, ROWS, filled

XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def page() -> str:
    """Return the page of the sample rows."""
    return generate_report(filled())


def text_of(page: str) -> str:
    """Return the text of a page, without its tags."""
    return unescape(re.sub(r"<[^>]*>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.S)))


def test_it_is_valid_html(page: str) -> None:
    html5lib.HTMLParser(strict=True).parse(page)


def test_it_needs_nothing_from_outside(page: str) -> None:
    tree = html5lib.HTMLParser(strict=True).parse(page)
    names = {str(element.tag).rpartition("}")[2] for element in tree.iter()}
    assert names.isdisjoint({"script", "link", "img", "image", "iframe", "object", "use", "a"})
    (sheet,) = re.findall(r"<style>(.*?)</style>", page, flags=re.S)
    assert "@import" not in sheet
    assert "url(" not in page


def test_it_is_for_light_dark_and_paper(page: str) -> None:
    assert "prefers-color-scheme:dark" in page.replace(" ", "")
    assert "@media print" in page


def test_its_style_stays_within_the_report(page: str) -> None:
    (sheet,) = re.findall(r"<style>(.*?)</style>", page, flags=re.S)
    depth, selectors, start = 0, [], 0
    for place, char in enumerate(sheet):
        if char == "{":
            if depth == 0:
                selectors.append(sheet[start:place].strip())
            depth += 1
        elif char == "}":
            depth -= 1
            start = place + 1 if depth == 0 else start
    assert depth == 0
    inside = (
        ".headroom",
        "body:has(> .headroom-report)",
        "body:has(>.headroom-report)",
        "@media",
        "@container",
    )
    assert [one for one in selectors if not one.startswith(inside)] == []


def test_tables_have_captions_and_heads(page: str) -> None:
    tree = html5lib.HTMLParser(strict=True).parse(page)
    tables = list(tree.iter(f"{XHTML}table"))
    assert len(tables) > 8
    for table in tables:
        assert table.find(f"{XHTML}caption") is not None
        heads = table.findall(f".//{XHTML}th")
        assert all(head.get("scope") in ("col", "row") for head in heads)


def test_the_plot_says_in_words_what_it_shows(page: str) -> None:
    tree = html5lib.HTMLParser(strict=True).parse(page)
    told = [plot.get("aria-label") for plot in tree.iter(f"{SVG}svg")]
    assert told[0] == (
        "realised savings (optimize): 2,500 input tokens before, 1,860 after, in 2 days; "
        "the table below has each."
    )
    assert len(told) == 3


def test_possible_and_realised_savings_stand_apart(page: str) -> None:
    text = text_of(page)
    assert "640 of 2,500 input tokens in 3 answered requests, optimize" in text
    assert "3,000 of 6,000 input tokens in 2 answered requests, audit" in text
    assert "3,640" not in text


def test_costs_name_how_many_requests_have_a_price(page: str) -> None:
    assert "in 1 priced of 2 answered requests" in text_of(page)


def test_price_dates_and_versions_are_told(page: str) -> None:
    text = text_of(page)
    assert "2026-02-01" in text
    assert "headroom-ai" in text
    assert "Made by headroom-lab" in text


def test_hostile_names_show_as_text(page: str) -> None:
    tree = html5lib.HTMLParser(strict=True).parse(page)
    assert not list(tree.iter(f"{XHTML}script"))
    assert not list(tree.iter(f"{XHTML}img"))
    assert "\u202e" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_hostile_modes_and_errors_harm_nothing() -> None:
    rows = tuple(replace(one, mode=HOSTILE, error=HOSTILE, version=HOSTILE) for one in ROWS)
    html5lib.HTMLParser(strict=True).parse(made := generate_report(filled(rows)))
    assert "<img src" not in made
    markdown = generate_report(filled(rows), format="markdown")
    assert "<script" not in markdown
    assert "](javascript" not in markdown


@pytest.mark.parametrize("format", ["html", "markdown"])
def test_secrets_are_masked(format: str) -> None:
    rows = (replace(ROWS[0], model=KEY, request_id=KEY), *ROWS[1:])
    assert KEY not in generate_report(filled(rows), format=format)


@pytest.mark.parametrize("format", ["html", "markdown"])
def test_the_same_rows_give_the_same_bytes(format: str) -> None:
    once = generate_report(filled(), format=format)
    assert generate_report(filled(ROWS[::-1]), format=format) == once


def test_markdown_has_the_figures_of_the_page(page: str) -> None:
    markdown = unescape(generate_report(filled(), format="markdown")).replace("\\", "")
    heads = re.findall(r"<h2>(.*?)</h2>", page)
    assert heads == re.findall(r"^## (.*)$", markdown, flags=re.M)
    numbers = set(
        re.findall(r"\d+[,.]\d+", text_of(re.sub(r"<svg.*?</svg>", "", page, flags=re.S)))
    )
    assert len(numbers) > 20
    assert [one for one in sorted(numbers) if one not in markdown] == []


@pytest.mark.parametrize("url", ["sqlite:///headroom.db", "duckdb:///headroom.duckdb", None])
@pytest.mark.parametrize("format", ["html", "markdown"])
def test_an_empty_store_gives_a_page_that_says_so(
    url: str | None, format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = generate_report(store_url=url, format=format)
    assert "No requests are recorded in" in made
    if format == "html":
        html5lib.HTMLParser(strict=True).parse(made)


def test_the_sample_of_the_reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with open_store("sqlite:///headroom.db") as store:
        store.record(ROWS[0])
    report = generate_report(
        store_url="sqlite:///headroom.db",
        format="html",
        period="day",
    )
    assert "600 of 1,000 input tokens" in text_of(report)
    assert str(tmp_path) not in report


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"format": "htm"}, "unknown format 'htm', did you mean 'html'?"),
        ({"format": "pdf"}, "unknown format 'pdf', known: html, markdown"),
        ({"period": "days"}, "unknown period 'days', did you mean 'day'?"),
        ({"period": "decade"}, "unknown period 'decade'"),
    ],
)
def test_wrong_use_names_the_nearest(given: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(said)):
        generate_report(**given)  # type: ignore[arg-type]


def test_an_unknown_store_is_an_error() -> None:
    with pytest.raises(StoreError, match="allowed"):
        generate_report("mongodb://x")


def test_the_file_holds_what_is_returned(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old", encoding="utf-8")
    made = generate_report(filled(), output_path=path)
    assert path.read_text(encoding="utf-8") == made
    assert os.listdir(tmp_path) == ["report.html"]


def test_a_file_that_cannot_be_replaced_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.html"
    path.write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(StoreError, match="no space left"):
        generate_report(filled(), output_path=path)
    assert path.read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["report.html"]


def test_a_missing_folder_is_told_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="doesn't exist"):
        generate_report("mongodb://x", output_path=tmp_path / "no" / "report.html")
    with pytest.raises(ConfigError, match="found a folder"):
        generate_report("mongodb://x", output_path=tmp_path)


@pytest.mark.parametrize("name", ["r.md", "R.MD", "r.markdown", "r.html", "r.htm", "r", "r.txt"])
def test_the_suffix_tells_the_format(name: str, tmp_path: Path) -> None:
    told = generate_report(filled(), output_path=tmp_path / name)
    format = "markdown" if name.lower().startswith("r.m") else "html"
    assert told == generate_report(filled(), format=format)
    assert (tmp_path / name).read_text(encoding="utf-8") == told
    asked = generate_report(filled(), format="html", output_path=tmp_path / name)
    assert asked == generate_report(filled(), format="html")
