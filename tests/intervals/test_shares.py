from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab.intervals import share_difference, share_interval
from tests.benchmarks.coverage import CONVERSATIONS, exact_coverage, share_coverage

COUNTS = st.lists(
    st.integers(0, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), max_size=40
)


@settings(max_examples=80, deadline=None)
@given(COUNTS)
def test_the_ends_hold_the_share_and_are_shares(counts: list[tuple[int, int]]) -> None:
    found = share_interval([k for k, _ in counts], [n for _, n in counts])
    if sum(n > 0 for _, n in counts) < 2:
        assert found is None
        return
    assert found is not None
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.low < found.high
    assert found.denominator == sum(n for _, n in counts)


@settings(max_examples=40, deadline=None)
@given(COUNTS)
def test_what_is_lost_mirrors_what_is_kept(counts: list[tuple[int, int]]) -> None:
    wholes = [n for _, n in counts]
    kept = share_interval([k for k, _ in counts], wholes)
    lost = share_interval([n - k for k, n in counts], wholes)
    if kept and lost:
        assert (kept.low, kept.high) == pytest.approx((1 - lost.high, 1 - lost.low))


def test_where_nothing_is_lost_the_end_says_what_cannot_be_excluded() -> None:
    found = share_interval([4] * 14 + [5], [4] * 14 + [5])
    assert found is not None
    assert found.high == 1
    assert 0.85 < found.low < 0.95  # 3 of 61 values can't be excluded were they drawn one by one


def test_values_lost_together_say_less_than_values_lost_apart() -> None:
    apart = share_interval([3, 3, 3, 3] + [4] * 12, [4] * 16)
    together = share_interval([0] + [4] * 15, [4] * 16)
    assert apart is not None
    assert together is not None
    assert together.low < apart.low


def test_a_difference_nobody_shows_is_not_excluded() -> None:
    found = share_difference([4] * 20, [4] * 20, [4] * 20)
    assert found is not None
    assert found.value == 0
    assert -0.1 < found.low < 0 < found.high < 0.1


@pytest.mark.parametrize(
    ("share", "count", "correlation", "sizes"),
    [
        (0.99, 15, 0.0, "four on average, skewed"),
        (0.95, 40, 0.1, "four each"),
        (0.8, 60, 0.3, "four on average, skewed"),
    ],
)
def test_an_interval_of_95_holds_the_truth_in_as_many_studies(
    share: float, count: int, correlation: float, sizes: str
) -> None:
    held, _ = share_coverage(share, count, correlation, sizes, draws=1_000)
    assert held >= 0.93
    assert held <= 0.98 or share > 0.95


@pytest.mark.parametrize("count", CONVERSATIONS)
def test_of_one_value_a_conversation_no_share_is_missed_more_often(count: int) -> None:
    held = exact_coverage([share / 100 for share in range(50, 100)], count)
    assert min(held) >= 0.93
    assert count < 40 or max(held[:46]) < 0.985  # of .5 to .95
