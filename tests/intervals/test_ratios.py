from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab.intervals import ratio_difference, ratio_interval
from tests.benchmarks.coverage import RATIOS, difference_coverage, ratio_coverage

SIZES = st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0.01, 1e6)), min_size=2, max_size=30)


@settings(max_examples=60, deadline=None)
@given(SIZES)
def test_the_ends_hold_the_ratio_and_repeat(sizes: list[tuple[float, float]]) -> None:
    parts, wholes = [p for p, _ in sizes], [w for _, w in sizes]
    found = ratio_interval(parts, wholes)
    assert found is not None
    assert found.low <= found.value <= found.high
    assert found == ratio_interval(parts, wholes)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.1, 1e4), min_size=2, max_size=30))
def test_nothing_differs_from_itself(parts: list[float]) -> None:
    found = ratio_difference(parts, None, parts)
    assert found is not None
    assert (found.value, found.low, found.high) == (0, 0, 0)


def test_pairs_tell_what_the_spread_of_conversations_hides() -> None:
    costs = [1.0, 3, 9, 27, 81, 5, 15, 45, 2, 6, 18, 54]
    cheaper = [0.9 * cost for cost in costs]
    difference = ratio_difference(cheaper, None, costs)
    alone = ratio_interval(cheaper)
    assert difference is not None
    assert alone is not None
    assert difference.excludes(0)
    assert alone.low < sum(costs) / len(costs) < alone.high


def test_ends_stay_where_a_ratio_can_be() -> None:
    found = ratio_interval([0.0] * 9 + [1.0], [1.0] * 10, within=(0, 1))
    assert found is not None
    assert found.low == 0
    assert found.high <= 1


def test_one_conversation_says_nothing_of_others() -> None:
    assert ratio_interval([1.0], [2.0]) is None
    assert ratio_interval([1.0, 2.0], [0.0, 0.0]) is None


def test_one_conversation_in_many_that_differs_leaves_an_end_that_is_finite() -> None:
    found = ratio_difference([1.0] * 38 + [2.0], None, [1.0] * 39)
    assert found is not None
    assert found.high < 1


@pytest.mark.parametrize("kind", list(RATIOS)[3:5])
def test_a_skewed_ratio_is_held_as_often_as_asked(kind: str) -> None:
    assert ratio_coverage(kind, 39, draws=400)[0] >= 0.925


def test_a_paired_difference_is_held_as_often_as_asked() -> None:
    assert difference_coverage(39, draws=400)[0] >= 0.925
