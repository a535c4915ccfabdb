"""What a field means, learnt from how its values look."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.telemetry.learning import (
    SKETCH,
    USED_VALUES,
    FieldStats,
    hashed,
    looks_of,
    meaning_of,
)

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()


def stats(values: list[Any]) -> FieldStats:
    """Return the counts over some values."""
    found = FieldStats()
    for value in values:
        found.add(value)
    return found


@pytest.mark.parametrize(
    ("path", "values", "meaning"),
    [
        ("order_id", [f"ORD-{i}" for i in range(50)], "identifier"),
        ("items[].sku", [f"AB{i:04}" for i in range(50)], "identifier"),
        ("reservation", [f"K1NW{i:02}" for i in range(50)], "identifier"),
        ("error", [None] * 49 + ["connection refused"], "error"),
        ("last_error", [None] * 20, "error"),
        ("status", ["open", "closed"] * 25, "status"),
        ("ok", [True, False] * 25, "status"),
        ("score", [0.1 * i for i in range(10)], "score"),
        ("created_at", ["2026-11-23T06:00:00Z"] * 9, "time"),
        ("when", [f"2026-11-{day:02}" for day in range(1, 29)], "time"),
        ("description", ["a long text of words"] * 20, "text"),
        ("remark", [f"these are words {i}" for i in range(30)], "text"),
        ("x", [1.5, 2.5, 3.5], "unknown"),
    ],
)
def test_meanings(path: str, values: list[Any], meaning: str) -> None:
    found = meaning_of(path, stats(values))
    assert found.meaning == meaning
    assert 0 <= found.confidence <= 1
    assert (found.confidence > 0) == (meaning != "unknown")


def test_nothing_seen_means_nothing() -> None:
    assert meaning_of("id", FieldStats()).meaning == "unknown"


def test_more_values_more_confidence() -> None:
    few, many = stats(["ORD-1", "ORD-2"]), stats([f"ORD-{i}" for i in range(100)])
    assert meaning_of("id", few).confidence < meaning_of("id", many).confidence


@given(st.lists(SCALARS), st.lists(SCALARS), st.lists(SCALARS))
def test_merging_is_counting_together(one: list[Any], two: list[Any], three: list[Any]) -> None:
    a, b, c = stats(one), stats(two), stats(three)
    assert a.merged(b) == b.merged(a) == stats(one + two)
    assert a.merged(b).merged(c) == a.merged(b.merged(c))


@given(st.lists(SCALARS))
def test_through_json_and_back(values: list[Any]) -> None:
    found = stats(values)
    for value in values[:3]:
        found.use(value)
    assert FieldStats.from_dict(json.loads(json.dumps(found.to_dict()))) == found


@given(st.lists(st.integers(), unique=True, max_size=400))
def test_how_many_distinct_values(values: list[int]) -> None:
    found = stats(values + values)
    assert len(found.sketch) <= SKETCH
    if len(values) < SKETCH:
        assert found.distinct == len(values)
    else:
        assert 0.4 * len(values) < found.distinct < 2.5 * len(values)


def test_used_values_are_bounded_and_the_most_used_stay() -> None:
    found = FieldStats()
    for number in range(500):
        found.use("often")
        found.use(number)
    assert len(found.used) == USED_VALUES
    assert found.used[hashed("often")] == 500


@given(SCALARS)
def test_looks_name_no_value(value: Any) -> None:
    known = {"values", "empty", "flag", "number", "string", "time", "id", "words", "failure"}
    assert set(looks_of(value)) <= known
    assert looks_of(value)[0] == "values"


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000, "1" * 1_000_000, "-" * 1_000_000, "a b " * 250_000]
)
def test_a_megabyte_of_one_thing(text: str) -> None:
    assert looks_of(text)[0] == "values"
