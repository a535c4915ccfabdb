"""The structure of a tool output, and that no value gets into it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.telemetry.signature import FIELDS, take_apart

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=30,
)


@pytest.mark.parametrize(
    ("content", "shape", "fields"),
    [
        ('[{"id": 1, "name": "a"}, {"id": 2}]', "records", ("id", "name")),
        ([["a", 1], ["b", 2]], "list", ("[]",)),
        ("[1, 2, 3]", "list", ("[]",)),
        ({"total": 2, "hits": [{"id": 1}]}, "object", ("hits[].id", "total")),
        ("plain output", "text", ()),
        ("{broken", "text", ()),
        ("", "text", ()),
        ("12", "text", ()),
        (None, "text", ()),
    ],
)
def test_shapes(content: Any, shape: str, fields: tuple[str, ...]) -> None:
    signature = take_apart(content).signature
    assert (signature.shape, signature.fields) == (shape, fields)


@given(JSON)
def test_text_and_data_have_one_signature(value: Any) -> None:
    if isinstance(value, (dict, list)):
        assert take_apart(json.dumps(value)).signature == take_apart(value).signature


@given(st.lists(st.fixed_dictionaries({"id": st.integers(), "at": st.text()}), min_size=1))
def test_values_are_not_part_of_it(rows: list[Any]) -> None:
    assert take_apart(rows).signature == take_apart([{"id": 0, "at": "x"}]).signature


@pytest.mark.parametrize("key", ["jo@example.com", "credit_card_4421486", "12345", "a" * 41, "a b"])
def test_a_key_that_is_a_value_is_not_shown(key: str) -> None:
    assert take_apart({key: 1, "name": 2}).signature.fields == ("*", "name")


def test_a_map_is_no_record() -> None:
    people = {
        "staff": {f"{chr(97 + i)}nna": {"age": 3} for i in range(26)} | dict.fromkeys("abcdefgh")
    }
    assert take_apart(people).signature.fields == ("staff.*", "staff.*.age")


@given(JSON)
def test_fields_are_bounded(value: Any) -> None:
    assert len(take_apart([value] * 3).signature.fields) <= FIELDS


def test_deep_and_wide_outputs() -> None:
    deep: Any = 1
    for _ in range(1000):
        deep = {"a": [deep]}
    assert take_apart(deep).signature.fields == ()
    wide = [{f"f{chr(97 + i % 26)}{chr(97 + i // 26)}": i} for i in range(200)]
    assert len(take_apart(wide).signature.fields) == FIELDS


def test_scalars_in_reading_order() -> None:
    output = take_apart([{"b": 1, "a": [2, 3]}, {"b": None}])
    assert list(output.scalars()) == [("b", 1), ("a[]", 2), ("a[]", 3), ("b", None)]
