"""What is read as JSON doesn't depend on who calls, only on how deep it is nested."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab.json_text.nesting import DEEPEST, is_deep, loads, value_of
from headroom_lab.json_text.writing import dumps

TEXTS = st.text(max_size=5) | st.sampled_from(("[", "]", '"', "\\", '\\"', "}]{[", "\ud800"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def nested(levels: int) -> Any:
    value: Any = "leaf"
    for level in range(levels):
        value = [value] if level % 2 else {"a": value}
    return value


@pytest.mark.parametrize(
    ("opening", "each"),
    [("[", 1), ('{"a":', 1), ('[{"b":', 2), ('{"]}":[', 2), ('["\\"]",', 1), ('["\\\\",', 1)],
)
def test_the_bound_is_on_nesting_alone(opening: str, each: int) -> None:
    assert not is_deep(opening * (DEEPEST // each))
    assert is_deep(opening * (DEEPEST // each + 1))


@pytest.mark.parametrize("text", ['["' + "[" * 500 + '"]', "[]," * 500, '{"a":"\\"' + "{" * 500])
def test_brackets_in_strings_and_side_by_side_do_not_nest(text: str) -> None:
    assert not is_deep(text)


@settings(max_examples=40)
@given(VALUES, st.booleans())
def test_what_is_no_deeper_is_read_as_the_standard_library_does(value: Any, ascii: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii)
    assert loads(text) == json.loads(text)


def test_what_is_deeper_is_text() -> None:
    text = json.dumps(nested(DEEPEST + 1))
    with pytest.raises(ValueError, match="nested deeper"):
        loads(text)
    assert value_of(text) is text
    assert value_of(json.dumps(nested(DEEPEST))) == nested(DEEPEST)


def test_lines_of_json_are_a_list_and_other_texts_themselves() -> None:
    assert value_of('{"a":1}\n\n[2]\n') == [{"a": 1}, [2]]
    assert value_of("") == ""
    assert value_of("no JSON") == "no JSON"


@settings(max_examples=40)
@given(VALUES, st.booleans())
def test_compact_json_is_the_standard_library_s(value: Any, ascii: bool) -> None:
    assert dumps(value, ascii=ascii) == json.dumps(value, ensure_ascii=ascii, separators=(",", ":"))


def test_data_of_any_depth_is_written() -> None:
    inner = {"a": [1, None, (True,), {}, [], "é"], 2: 1.5}
    value: Any = inner
    for _ in range(3_000):
        value = [value, {}]
    text = dumps(value)
    assert text == "[" * 3_000 + dumps(inner) + ",{}]" * 3_000


def test_what_has_no_json_is_refused_at_any_depth() -> None:
    value: Any = object()
    for _ in range(3_000):
        value = {"a": value}
    with pytest.raises(TypeError):
        dumps(value)
    assert dumps(value, default=lambda _: "x").count("x") == 1
