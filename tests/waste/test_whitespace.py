"""White space beyond one, and what only looks like it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.waste import whitespace
from headroom_lab.waste.whitespace import without_extra_space, without_layout

TEXTS = st.text(st.sampled_from(" \t\n\rax→|:\\n"), max_size=60)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("one  two   three", "one two three"),
        ("at the end   \nnext \t\n", "at the end\nnext\n"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("a\r\n\r\n\r\n\r\nb", "a\r\n\r\nb"),
        ("a\n   \n   \n   \nb", "a\n\nb"),
        ("a \t b", "a \t b"),
        (" " * 50, ""),
    ],
)
def test_what_goes(text: str, left: str) -> None:
    assert without_extra_space(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "one two three\n",
        "a paragraph\n\nanother one\n",
        "def f():\n    if x:\n        return 1\n",
        "\tif x:\n\t\treturn 1\n",
        "    12→        return 1\n",
        "a.py:12:        return 1\n",
        "+        return 1\n-        return 2\n",
        "id\t\t\tname\n",
        "",
    ],
)
def test_indentation_margins_and_empty_cells_are_no_waste(text: str) -> None:
    assert without_extra_space(text) == text


def test_indentation_of_code_inside_a_json_string_is_no_waste() -> None:
    text = json.dumps({"code": "def f():\n        return 1"})
    assert without_extra_space(text) == text
    assert without_extra_space('"two  blanks"') == '"two blanks"'


@given(TEXTS)
def test_only_white_space_goes(text: str) -> None:
    left = without_extra_space(text)
    assert "".join(left.split()) == "".join(text.split())
    assert len(left) <= len(text)


@given(TEXTS)
def test_nothing_is_left_to_find(text: str) -> None:
    left = without_extra_space(text)
    assert without_extra_space(left) == left


@given(VALUES, st.sampled_from([None, 1, 4, "\t"]), st.booleans())
def test_json_without_layout_means_the_same(
    value: object, indent: int | str | None, ascii_only: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    left = without_layout(text)
    assert json.loads(left) == value
    assert len(left) <= len(text)


def test_json_on_one_line_has_no_layout() -> None:
    text = json.dumps({"a": [1, 2], "b": "x   y"})
    assert without_layout(text) == text


def test_pretty_json_becomes_one_line() -> None:
    value = {"a": [1, {"b": "x   y"}], "c": None}
    assert without_layout(json.dumps(value, indent=4)) == '{"a": [1,{"b": "x   y"}],"c": null}'
    windows = json.dumps(value, indent="\t").replace("\n", "\r\n")
    assert without_layout(windows) == '{"a": [1,{"b": "x   y"}],"c": null}'


@given(TEXTS, TEXTS, st.integers(0, 9))
def test_a_long_text_is_read_like_a_short_one(first: str, last: str, shift: int) -> None:
    """The same runs at the joints of the parts that a long text is looked at in."""
    filler = "x" * (whitespace._PART - len(first) // 2 - shift)
    text = f"{filler}{first}{filler}{last}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whitespace, "LONG", 10**9)
        short = without_extra_space(text)
    assert without_extra_space(text) == short
