"""HTML that is valid, harmless, within its caps, and legible without any style."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import get_args
from xml.etree.ElementTree import Element

import pytest

from headroom_lab import display
from headroom_lab.display import render_html, render_text
from headroom_lab.display.html import page_html
from headroom_lab.display.page import Kind, Page
from headroom_lab.display.pictures import picture
from headroom_lab.display.styles import FILLS, KEYS, STYLES, role_cell, role_key
from headroom_lab.display.terms import TERMS
from tests.display.parsing import XHTML, bare_text, numbers, parsed, tags
from tests.display.samples import HOSTILE, SAMPLES, poisoned
from tests.display.test_snapshots import FOLDER

TAGS = {
    "div", "style", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "span",
    "details", "summary", "del", "ins", "pre", "em",
}  # fmt: skip
ATTRIBUTES = {
    "class",
    "role",
    "aria-label",
    "aria-hidden",
    "style",
    "scope",
    "tabindex",
    "open",
    "title",
}
GROUNDS = {"white": "#ffffff", "light row": "#f5f5f5", "dark": "#111111", "dark row": "#212121"}


@cache  # drawn and read once; nothing changes it
def page_of(name: str) -> str:
    """Return a sample's HTML."""
    return render_html(SAMPLES[name]())


@cache
def read(name: str) -> Element:
    """Return the body of a sample's HTML."""
    return parsed(page_of(name))


@pytest.mark.parametrize("name", SAMPLES)
def test_html_is_valid_and_of_known_elements_only(name: str) -> None:
    body = read(name)
    assert tags(body) <= TAGS
    assert {attribute for element in body.iter() for attribute in element.attrib} <= ATTRIBUTES


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", SAMPLES)
def test_hostile_text_in_every_field_stays_text(name: str, hostile: str) -> None:
    record = poisoned(SAMPLES[name](), HOSTILE[hostile])
    html = render_html(record)
    assert len(html.encode("utf-8")) <= picture(record.picture).CAP
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", html
    )
    body = parsed(html)
    assert tags(body) <= TAGS
    assert {attribute for element in body.iter() for attribute in element.attrib} <= ATTRIBUTES
    ours = read(name)
    assert styles(body) <= set(map(without_numbers, ALL_STYLES)) | styles(ours)


def styles(body: object) -> set[str]:
    """Return the inline styles of a body, widths left out."""
    return {without_numbers(e.attrib["style"]) for e in body.iter() if "style" in e.attrib}  # type: ignore[attr-defined]


def without_numbers(style: str) -> str:
    """Return a style without its widths."""
    return re.sub(r"width:[\d.e+-]+(%|ch)", "width", style)


ALL_STYLES = [
    *STYLES.values(),
    *KEYS.values(),
    *(STYLES[kind] + STYLES["long"] for kind in ("label", "word", "text", "number")),
    *(
        STYLES[frame] + STYLES["scrolls"]
        for frame in ("grid", "grid_bars", "grid_drawn", "grid_strip")
    ),
    *(f"width:1%;{fill}" for fill in FILLS.values()),
    STYLES["facts"] + ";font-weight:400",
    role_key("other"),
    *(f"width:1%;{role_cell('other', goes, False)}" for goes in (True, False)),
    *(STYLES[kind] + STYLES["head"] for kind in ("drawn_head", "text")),
    "flex:none;min-width:1ch;text-align:right",
]


def test_hostile_words_are_shown_as_they_are() -> None:
    text = bare_text(parsed(render_html(poisoned(SAMPLES["removals"](), HOSTILE["script"]))))
    assert HOSTILE["script"] in text
    text = bare_text(parsed(render_html(poisoned(SAMPLES["removals"](), HOSTILE["bidi"]))))
    assert "abc\\u202efdp.exe" in text


def test_whatever_a_template_puts_out_is_made_harmless() -> None:
    """A preparation that forgets to make a text visible doesn't let it act."""
    html = page_html(Page('"><b>', "<i>\x1b[1m\u202e", facts=("\x00",)), "nothing")
    assert "<b>" not in html
    assert "&lt;i&gt;<span>\\</span>x1b[1m<span>\\</span>u202e" in html
    assert "<span>\\</span>x00" in html


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_record_gives_the_same_bytes(name: str) -> None:
    assert render_html(SAMPLES[name]()) == render_html(SAMPLES[name]())


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_acts_and_nothing_is_fetched(name: str) -> None:
    html = page_of(name)
    assert not re.search(r"<script|<link|<img|<svg|url\(|https?:|var\(|currentColor|\sid=", html)


@pytest.mark.parametrize("hostile", ["table", "broken", "script"])
@pytest.mark.parametrize("name", SAMPLES)
def test_prices_and_hostile_text_are_no_mathematics(name: str, hostile: str) -> None:
    """MathJax reads ``$…$`` in outputs; it neither looks across elements nor into a ``<pre>``."""
    body = parsed(render_html(poisoned(SAMPLES[name](), HOSTILE[hostile])))
    assert "mathjax_ignore" in body[0].attrib["class"]
    skipped = {id(e) for pre in body.iter(f"{XHTML}pre") for e in pre.iter()}
    texts = [t for e in body.iter() if id(e) not in skipped for t in (e.text, e.tail) if t]
    assert not [text for text in texts if re.search(r"[$\\]", text) and len(text) > 1]


def untrusted(html: str) -> str:
    """Return what is left of a fragment in a notebook that isn't trusted, or on GitHub."""
    html = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return re.sub(r'\s(style|class|role|tabindex|title|aria-[a-z]+)="[^"]*"', "", html)


@pytest.mark.parametrize("name", SAMPLES)
def test_without_styles_every_number_is_still_there_as_text(name: str) -> None:
    html = page_of(name)
    bare = parsed(untrusted(html))
    assert not any(a for e in bare.iter() for a in e.attrib if a not in ("scope", "open"))
    assert bare_text(bare).split() == bare_text(read(name)).split()
    figures = numbers(render_text(SAMPLES[name]()))
    assert figures - numbers(bare_text(bare)) == set()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_bar_stands_beside_its_numbers(name: str) -> None:
    """Every element without text is a bar's segment, within a table that has its figures."""
    for table in read(name).iter(f"{XHTML}table"):
        for row in table.iter(f"{XHTML}tr"):
            if any(e.tag == f"{XHTML}span" and not e.text for e in row.iter()):
                assert bare_text(row).strip()


@pytest.mark.parametrize("name", SAMPLES)
def test_tables_have_captions_and_scoped_heads(name: str) -> None:
    body = read(name)
    for table in body.iter(f"{XHTML}table"):
        assert bare_text(table.find(f"{XHTML}caption")).strip()  # type: ignore[arg-type]
        for head in table.iter(f"{XHTML}th"):
            assert head.attrib["scope"] in ("col", "row")
            assert "text-align" in head.attrib["style"]
    named = [e.attrib for e in body.iter() if "role" in e.attrib]
    assert {a["role"] for a in named} == {"group"}
    assert all(a["aria-label"] for a in named)


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", GROUNDS)
def test_fills_and_lines_stand_out_on_light_and_dark(ground: str) -> None:
    everything = " ".join([*FILLS.values(), *STYLES.values()])
    colours = set(re.findall(r"#[0-9a-f]{6}\b", everything))
    assert len(colours) >= 5
    assert {
        c: contrast(c, GROUNDS[ground]) for c in colours if contrast(c, GROUNDS[ground]) < 3
    } == {}


def test_letters_on_fills_are_legible() -> None:
    lettered = [re.search(r"background:(#\w{6});color:(#\w{3})$", fill) for fill in FILLS.values()]
    found = [(match[1], match[2].replace("#", "#" + match[2][1:])) for match in lettered if match]
    assert len(found) >= 10
    assert all(contrast(letter, fill) >= 4.5 for fill, letter in found)


def test_text_keeps_the_colour_it_inherits() -> None:
    coloured = [
        name for name, style in STYLES.items() if re.search(r"(^|;)color:(?!inherit)", style)
    ]
    assert coloured == []


def test_no_fill_is_told_apart_by_its_colour_alone() -> None:
    """Sent, saved and added differ in their outlines; kinds of waste have letters of their own."""
    outlines = {fill: "border" in FILLS[fill] for fill in ("sent", "saved")}
    assert outlines == {"sent": False, "saved": True}
    assert "dotted" in FILLS["added"]
    letters = [kind.label[0].upper() for kind in SAMPLES["waste"]().kinds]  # type: ignore[attr-defined]
    assert len(set(letters)) == 5


def test_every_style_and_term_is_used() -> None:
    templates = " ".join(
        path.read_text() for path in (Path(display.__file__).parent / "templates").iterdir()
    )
    used = {*re.findall(r"\bS\.(\w+)", templates), *get_args(Kind)}
    assert set(STYLES) <= used
    pages = {path.stem: path.read_text() for path in FOLDER.glob("*.html")}
    for term, said in TERMS.items():
        picture, _, word = term.rpartition(":")
        drawn = (page for name, page in pages.items() if name.startswith(picture))
        assert not said or any(f"<em>{escape(word)}</em>: " in page for page in drawn), term
