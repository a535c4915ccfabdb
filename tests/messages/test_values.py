"""Candidate values of a text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.messages.values import (
    LONGEST,
    SHORTEST,
    kinds,
    leaf_kinds,
    leaves,
    parsed,
    values,
)


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("see https://example.com/a?b=1&c=2).", "https://example.com/a?b=1&c=2", "url"),
        ("open src/app/main.py now", "src/app/main.py", "path"),
        ("open /usr/lib/x", "/usr/lib/x", "path"),
        ("due 2026-11-23.", "2026-11-23", "date"),
        ("costs $326.88, total", "326.88", "number"),
        ("price ¥5,030 for", "5,030", "number"),
        ("order ORD-1042 is", "ORD-1042", "id"),
        ("use allowed_domains here", "allowed_domains", "id"),
        ("call Math.random()", "Math.random", "dotted"),
        ("pass --noEmit to", "noEmit", "camel"),
        ("by Rainer Heynke, 2013", "Rainer Heynke", "name"),
        ('says "not present!" at', "not present!", "quoted"),
        ("run `npm run build` first", "npm run build", "quoted"),
        ("ValueError: bad row 7\nnext", "ValueError: bad row 7", "error"),
        ("key=abc_123&x=1", "abc_123", "id"),
        ("https://shop.example/dp/B08MVBYWGQ", "B08MVBYWGQ", "id"),
    ],
)
def test_kinds(text: str, value: str, kind: str) -> None:
    assert kinds(text).get(value) == kind
    assert value in values(text)


@pytest.mark.parametrize(
    "text", ["", "a plain sentence of words", "Then we stop", "x=1 y=2", "a/b"]
)
def test_plain_words_and_short_ones_are_none(text: str) -> None:
    assert values(text) == []


@given(st.text())
def test_values_stand_in_the_text_and_have_a_size(text: str) -> None:
    for value in values(text):
        assert value in text
        assert SHORTEST <= len(value) <= LONGEST


@pytest.mark.parametrize(
    "unit", ["a", "1,234", "A", "/a", "Ab ", "'", '"', "a.", "=", "http://", "Error:", "\\"]
)
def test_a_megabyte_of_one_thing(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    assert all(len(value) <= LONGEST for value in values(text))


def test_arguments_are_values_as_a_whole() -> None:
    found = leaf_kinds(
        {"a": [{"id": 283326}], "title": "my own thing", "word": "celsius", "no": None}
    )
    assert found["283326"] == found["my own thing"] == "argument"
    assert "celsius" not in found
    assert leaf_kinds({"u": "https://a.example"})["https://a.example"] == "url"


def test_what_stands_between_two_quoted_passages_is_none() -> None:
    found = kinds('--format "text" (default), or "stream-json" as "one line" each')
    assert "(default), or" not in found
    assert found["stream-json"] == found["one line"] == "quoted"


def test_flags_of_a_command_are_values() -> None:
    found = kinds("  -p/--print, --output-format=json  Print --- and -x --no")
    assert {v for v, kind in found.items() if kind == "flag"} == {"--print", "--output-format"}
    assert "path" not in found.values()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def texts_in(value: Any) -> list[str]:
    """Return the leaves the plain way."""
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in texts_in(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in texts_in(item)]
    return [] if value is None or isinstance(value, bool) else [str(value)]


@given(JSON)
def test_leaves_in_reading_order(value: Any) -> None:
    assert leaves(value) == texts_in(value)


def test_text_that_is_no_json_stays_text() -> None:
    assert parsed('{"a": 1}') == {"a": 1}
    for text in ("", "plain", "{broken", "[" * 100_000, "12", "null"):
        assert parsed(text) is text
