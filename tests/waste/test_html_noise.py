"""HTML and what only looks like it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.waste.html_noise import without_html

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Orders</title>
<style>p > a { color: red }</style>
<script>if (a < b && c > d) { document.write("<p>no</p>") }</script></head>
<body><!-- the <b>menu</b> --><p class="x" title="a > b">Order 7</p><br/></body></html>
"""
CODE = """
function cheapest<T>(items: Array<T>, by: Map<string, number>): T {
  return items.filter(a => a < limit && limit > 0)[0];
}
"""
JSX = """
export function Row({ item }) {
  return <div className="row" onClick={() => pick(item)}><span>{item.name}</span></div>;
}
"""
PROMPT = """<ROLE>You are a helpful agent.</ROLE>
<output>Put the answer in <answer></answer>, your <summary>summary</summary> first.</output>
"""


def test_text_stays_and_tags_scripts_styles_and_comments_go() -> None:
    left = without_html(PAGE)
    assert left.split() == ["Orders", "Order", "7"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<div><p>Hello</p></div>", "Hello"),
        ("<DIV CLASS='a'>Hello</DIV>", "Hello"),
        ("<ul><li>a < b</li></ul>", "a < b"),
        ("<p>see <x-note>this</x-note></p>", "see this"),
        (
            "<p>mail <me@there.org> or <https://there.org/a></p>",
            "mail <me@there.org> or <https://there.org/a>",
        ),
        ("<p>List<int></p>", "List<int>"),
        ("<p>a<script>never closed</p>", "anever closed"),
        ("<p>a<!-- never closed</p>", "a<!-- never closed"),
        ("<p title=it's>a</p>", "a"),
    ],
)
def test_what_goes(text: str, left: str) -> None:
    assert without_html(text) == left


def test_html_inside_json_strings_goes() -> None:
    text = json.dumps({"body": '<div class="x"><a href="/7">Order 7</a></div>'})
    assert without_html(text) == '{"body": "Order 7"}'
    assert without_html(text.replace("</", "<\\/")) == '{"body": "Order 7"}'


def test_a_less_than_b_is_no_html() -> None:
    text = "if a < b and c > d or a <b and c> d: pass"
    assert without_html(text) == text


@pytest.mark.parametrize(
    "text", [CODE, "std::vector<b> v; List<List<i>> w; a<p>(x)", "x << 2 >> 1"]
)
def test_type_parameters_are_no_html(text: str) -> None:
    assert without_html(text) == text


def test_jsx_is_no_html() -> None:
    assert without_html(JSX) == JSX
    assert without_html("<a href={url}>x</a>") == "<a href={url}>x</a>"


def test_sections_of_a_prompt_are_no_html() -> None:
    assert without_html(PROMPT) == PROMPT


def test_xml_is_no_html() -> None:
    text = '<?xml version="1.0"?><feed><title>News</title><link>a</link><!-- c --></feed>'
    assert without_html(text) == text


def test_a_text_that_mentions_one_tag_is_no_html() -> None:
    text = "Put bold words in <b>bold</b>. " + "This is plain prose about something else. " * 20
    assert without_html(text) == text


def test_code_in_a_script_of_a_fragment_does_not_make_it_jsx() -> None:
    assert without_html("<div>x</div><script>var a={b:1}</script>") == "x"


@given(st.text(st.sampled_from("<>/!-abp \"'=\\"), max_size=80))
def test_any_text_gives_a_part_of_itself(text: str) -> None:
    for whole in (text, f"<!doctype html>{text}", f"<p>{text}</p>"):
        left = without_html(whole)
        rest = iter(whole)
        assert all(character in rest for character in left)


@pytest.mark.parametrize(
    "text",
    [
        "<" * 100_000,
        "<p></p>" + "<div " * 100_000,
        "<p></p>" + "<!--" * 100_000,
        "<p></p>" + "<script>" * 50_000,
        "</p><p>" + '<a "' * 100_000,
        "</p><p>" + "<a '\"" * 100_000,
        "<html " + "a=" * 200_000,
        "<p></p>" + "\ud800" * 1000,
    ],
    ids=lambda text: text[:12],
)
@pytest.mark.timeout(20)
def test_hostile_text_ends(text: str) -> None:
    assert len(without_html(text)) <= len(text)
