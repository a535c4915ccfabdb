"""Means of groups, held against scipy's own and against what is drawn."""

from __future__ import annotations

from random import Random

import pytest

from headroom_lab.intervals import mean_difference, mean_interval, members_needed


def test_a_mean_and_its_difference_lie_within_their_ends() -> None:
    one, other = [1.0, 2.0, 4.0, 3.0], [2.0, 5.0, 7.0]
    mean, change = mean_interval(one), mean_difference(other, one)
    assert mean is not None
    assert (mean.value, mean.conversations) == (2.5, 4)
    assert mean.low == pytest.approx(2.5 - 3.182446 * 0.6454972)  # Student's t of three degrees
    assert change is not None
    assert change.value == pytest.approx(14 / 3 - 2.5)
    assert change.low < change.value < change.high


def test_values_that_dont_vary_and_single_ones_break_nothing() -> None:
    same = mean_difference([2.0, 2.0], [2.0, 2.0])
    assert same is not None
    assert (same.low, same.value, same.high) == (0, 0, 0)
    assert mean_interval([1.0]) is None
    assert mean_difference([1.0, 2.0], [1.0]) is None
    assert members_needed([2.0, 2.0], [2.0, 2.0]) is None


def test_as_many_members_as_are_needed_show_the_difference_four_times_in_five() -> None:
    random = Random(1)
    one = [random.gauss(11, 3) for _ in range(400)]
    other = [random.gauss(10, 3) for _ in range(400)]
    half = (members_needed(one, other) or 0) // 2
    shown = 0
    for _ in range(200):
        change = mean_difference(random.choices(one, k=half), random.choices(other, k=half))
        shown += change is not None and change.excludes(0)
    assert 0.7 < shown / 200 < 0.9


@pytest.mark.filterwarnings("error")
def test_values_that_are_alike_give_no_warning() -> None:
    alike = mean_interval([0.1] * 9)
    assert alike is not None
    assert (alike.low, alike.high) == pytest.approx((alike.value, alike.value))
    apart = mean_difference([0.1] * 9, [0.3] * 7)
    assert apart is not None
    assert apart.low <= apart.value <= apart.high
