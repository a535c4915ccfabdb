"""What stands out: numbers, rare values, likeness, what a query names."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.transforms.smart_crusher.alike import identical, near_identical
from headroom_lab.transforms.smart_crusher.columns import Column, columns_of, shapes_of
from headroom_lab.transforms.smart_crusher.measures import Measure
from headroom_lab.transforms.smart_crusher.novelty import most_different
from headroom_lab.transforms.smart_crusher.profile import telling
from headroom_lab.transforms.smart_crusher.query import holders, named
from headroom_lab.transforms.smart_crusher.rare import rare_rows, rare_shapes


def measure(values: list[Any]) -> Measure:
    return Measure(Column("x", range(len(values)), values))


def like(items: list[Any]) -> list[int]:
    shapes = shapes_of(items)
    return near_identical(columns_of(items, shapes), shapes, identical(list(map(repr, items))))


@given(st.lists(st.floats(allow_nan=True) | st.none() | st.integers() | st.text(max_size=2)))
def test_deviations_are_finite_and_in_place(values: list[Any]) -> None:
    found = measure(values)
    assert all(z == z and abs(z) <= len(values) for z in found.deviations)
    assert all(type(values[row]) in (int, float) for row in found.rows)
    assert len(found.deviations) in (0, len(found.rows))


@given(st.lists(st.floats(-1, 1), min_size=20, max_size=60), st.integers(0, 60))
def test_an_outlier_is_far(values: list[float], place: int) -> None:
    place = min(place, len(values))
    assert place in measure([*values[:place], 1e6, *values[place:]]).far(2.0)


@pytest.mark.parametrize("values", [[3] * 50, [3.0, 3], [], [None] * 20, [1e300, -1e300] * 20])
def test_without_spread_nothing_is_far(values: list[Any]) -> None:
    assert measure(values).far(2.0) == []


def test_each_change_of_level_is_found_once() -> None:
    rng = random.Random(1)
    levels = [10.0] * 30 + [30.0] * 40 + [5.0] * 30
    assert measure([rng.gauss(level, 1) for level in levels]).changes == [30, 70]
    assert measure([float(v) for v in levels]).changes == [30, 70]


def test_a_trend_and_a_spike_are_no_change_points() -> None:
    assert measure([i / 7 for i in range(100)]).changes == []
    assert measure([1.0, 2.0] * 30 + [90.0] + [1.0, 2.0] * 30).changes == []


def test_a_rare_value_is_one_of_few() -> None:
    def rows(values: list[Any]) -> list[int]:
        return rare_rows(
            columns_of([{"x": v, "y": 1} for v in values], [("x", "y")] * len(values))[0]
        )

    assert rows(["a"] * 30 + ["b"] + ["a"] * 9) == [30]
    assert rows([True] * 30 + [None]) == [30]
    assert rows([1.5, 2.5, 3.5] * 10 + ["n/a"]) == [30]
    assert rows(["a", "b"] * 20) == []
    assert rows([f"{i} x" for i in range(40)]) == []
    assert rows([i % 20 for i in range(80)] + [77]) == []


def test_a_rare_structure_is_a_set_of_keys_or_a_type() -> None:
    assert rare_shapes(shapes_of([{"a": 1, "b": 2}, {"b": 1, "a": 2}] * 20 + [{"a": 1}])) == [40]
    assert rare_shapes(shapes_of([1] * 40 + ["x"])) == [40]
    assert rare_shapes(shapes_of([{str(i): 1} for i in range(40)])) == []


def test_a_signal_on_more_than_a_third_is_none() -> None:
    assert telling(range(33), 100) == range(33)
    assert telling(range(34), 100) == ()
    assert telling([1], 2) == [1]


def test_near_identical_is_the_same_but_for_details() -> None:
    base = {
        "id": "a1",
        "at": "2026-01-01T00:00:00Z",
        "level": "warn",
        "text": "took 5 ms for job a7",
        "load": 0.12345,
    }
    others = [
        {
            **base,
            "id": "b2",
            "at": "2026-01-02T00:00:00Z",
            "text": "took 17 ms for job b9",
            "load": 0.12349,
        },
        {**base, "id": "c3", "level": "info"},
        {**base, "id": "d4", "load": 0.2},
        {**base, "id": "e5", "text": "took 5 ms for task a7"},
        {**base, "id": "f6", "more": 1},
        {**base, "id": "g7"},
    ]
    assert like([base, *others]) == [0, 0, 2, 3, 4, 5, 0]


@pytest.mark.parametrize(
    "items",
    [
        [{"a": 1, "b": "x"}, {"a": True, "b": "x"}],
        [{"a": 1, "b": "x"}, {"a": 1.0001, "b": "x"}],
        [{"a": None, "b": "x"}, {"b": "x"}],
        [{"a": [1], "b": "x"}, {"a": [1.0], "b": "x"}],
        [{"a": "1", "b": "x"}, {"a": 1, "b": "x"}],
        ["one two", "one  two"],
        [100, 101],
        [{"year": 2019, "b": "x"}, {"year": 2020, "b": "x"}],
    ],
    ids=str,
)
def test_what_is_not_alike(items: list[Any]) -> None:
    assert like(items) == [0, 1]


@given(st.lists(st.tuples(*[st.integers(0, 5)] * 3), min_size=1, max_size=40), st.integers(1, 12))
def test_each_choice_adds_the_most(features: list[tuple[int, ...]], number: int) -> None:
    features = [tuple(10 * i + v for i, v in enumerate(item)) for item in features]
    chosen = most_different(features, [0], range(1, len(features)), number)
    assert len(set(chosen)) == len(chosen) == min(number, len(features) - 1)
    shown = set(features[0])
    for k, item in enumerate(chosen):
        best = max(
            len(set(features[i]) - shown) for i in range(1, len(features)) if i not in chosen[:k]
        )
        assert len(set(features[item]) - shown) == best
        shown |= set(features[item])


def test_of_equals_those_that_spread_out_are_chosen() -> None:
    assert most_different([(1,)] * 8, [], range(8), 4) == [0, 4, 2, 6]


def test_what_a_query_names() -> None:
    query = """Why did ORD-7012 fail in eu-west-1 at 10:32? See "disk  full", `x = 1`, src/app.py,
    C:\\tmp\\a.log, https://example.org/a?b=1, ann@example.org, getUserName, user_id, JFK, 42."""
    names = set(named(query))
    assert names >= {"ord-7012", "eu-west-1", "10:32", "disk  full", "x = 1", "src/app.py"}
    assert names >= {"c:\\tmp\\a.log", "https://example.org/a?b=1", "ann@example.org"}
    assert names >= {"getusername", "user_id", "jfk", "42"}
    assert not names & {"why", "did", "fail", "see", "in"}
    assert named("don't tell the user's name") == ()


def test_a_name_stands_by_itself() -> None:
    texts = ["id 42", "142", "42.5", "3.42", "a42b", "(42)", "x_42", "42, 7"]
    assert holders(texts, ["42"]) == {"42": [0, 5, 6, 7]}
    assert holders(["src/app.py", "asrc/app.py", "x/src/app.py:3"], ["src/app.py"]) == {
        "src/app.py": [0, 2]
    }
