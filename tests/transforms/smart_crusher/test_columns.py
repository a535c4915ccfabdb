"""Fields as columns, and what kind they are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from headroom_lab.transforms.smart_crusher.columns import Column, columns_of, shapes_of

from . import samples

UUID = "0f8fad5b-d9cb-469f-a165-7086772895{:02d}"


def columns(items: list[Any]) -> dict[str, Column]:
    return {c.name: c for c in columns_of(items, shapes_of(items))}


def kind(values: list[Any], name: str = "x") -> str:
    return columns([{name: value, "other": 1} for value in values])[name].kind


@pytest.mark.parametrize(
    ("values", "name", "expected"),
    [
        ([UUID.format(i) for i in range(20)], "x", "identifier"),
        ([f"ORD-{i * 7}" for i in range(20)], "x", "identifier"),
        ([f"thing {i}" for i in range(20)], "x", "text"),
        ([f"thing_{chr(97 + i)}" for i in range(20)], "user_id", "identifier"),
        (list(range(100, 130)), "x", "identifier"),
        (list(range(130, 100, -2)), "x", "identifier"),
        ([5, 3, 9, 1, 7, 2, 8], "customerId", "identifier"),
        ([5, 3, 9, 1, 7, 2, 8], "size", "number"),
        ([1, 1, 2, 2, 1, 1, 2, 2], "category_id", "number"),
        ([0.5, None, 7, "n/a", 3], "x", "number"),
        ([1700000000 + i * i % 77 for i in range(20)], "ts", "time"),
        ([1700000000.5 + i for i in range(20)], "x", "time"),
        ([0.2, 0.4, 0.3], "response_time", "number"),
        (["2026-01-02T03:04:05Z"] * 3, "x", "time"),
        (["2026-01-02", "2026-01-03"], "x", "time"),
        (["12:30:01", "12:30:07"], "x", "time"),
        (["Mon, 02 Jan 2026 03:04:05 GMT"], "x", "time"),
        (["ok", "ok", "bad", "ok"], "x", "category"),
        ([True, False, None], "x", "category"),
        ([None, None], "x", "category"),
        (["the first message", "the first message"], "x", "text"),
        ([[1], [2]], "x", "other"),
    ],
    ids=str,
)
def test_kinds(values: list[Any], name: str, expected: str) -> None:
    assert kind(values, name) == expected


def test_objects_become_columns_of_their_own() -> None:
    found = columns([{"a": {"b": {"c": i}}, "d": i} for i in range(4)])
    assert list(found) == ["a.b.c", "d"]
    assert list(found["a.b.c"].values) == [0, 1, 2, 3]


def test_a_field_that_some_items_lack_keeps_their_places() -> None:
    found = columns([{"a": 1}, {"b": 2}, {"a": 3, "b": None}, 7, {"a": {"c": 4}}])
    assert (found["a"].rows, found["a"].values) == ([0, 2], [1, 3])
    assert (found["b"].rows, found["b"].values) == ([1, 2], [2, None])
    assert list(zip(found["a.c"].rows, found["a.c"].values, strict=True)) == [(4, 4)]
    assert (found[""].rows, found[""].values) == ([3], [7])


def test_equally_long_rows_are_columns_by_position() -> None:
    found = columns([[i, f"n{i}"] for i in range(5)])
    assert list(found) == ["[0]", "[1]"]


@settings(max_examples=60)
@given(samples.arrays)
def test_columns_hold_each_leaf_in_its_place(items: list[Any]) -> None:
    for column in columns_of(items, shapes_of(items)):
        assert list(column.rows) == sorted(column.rows)
        for row, value in zip(column.rows, column.values, strict=True):
            item = items[row]
            for key in column.name.split(".") if column.name else ():
                item = item[key]
            assert json.dumps(item) == json.dumps(value)
