"""Means of groups that share no member, such as the arms of a trial: Student's and Welch's intervals."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import ceil

from headroom_lab.intervals.interval import Interval

POWER = 0.8  # how often a study is to show the difference that it looks for


def mean_interval(values: Sequence[float], *, level: float = 0.95) -> Interval | None:
    """Return the mean of a group and its interval; None for fewer than two values.

    Args:
        values: a number a member.
        level: how sure (0.95).

    Example::

        mean_interval([1.0, 2.0, 4.0]).value
    """
    if len(values) < 2:
        return None
    from scipy.stats import ttest_1samp

    with _alike():
        found = ttest_1samp(values, 0.0).confidence_interval(level)
    return _interval(sum(values) / len(values), found, len(values), level)


def mean_difference(
    values: Sequence[float], baseline: Sequence[float], *, level: float = 0.95
) -> Interval | None:
    """Return a group's mean less the baseline's, and its interval; None for fewer than two in either.

    Args:
        values: a number a member.
        baseline: a number a member of the other group.
        level: how sure (0.95).

    Example::

        mean_difference([1.0, 2.0, 4.0], [2.0, 3.0]).value
    """
    if min(len(values), len(baseline)) < 2:
        return None
    from scipy.stats import ttest_ind

    value = sum(values) / len(values) - sum(baseline) / len(baseline)
    with _alike():
        found = ttest_ind(values, baseline, equal_var=False).confidence_interval(level)
    return _interval(value, found, len(values) + len(baseline), level)


def members_needed(
    values: Sequence[float], baseline: Sequence[float], *, level: float = 0.95
) -> int | None:
    """Return how many members, half in each group, would show the difference of the means as seen.

    That is four studies in five. None where there is no difference or no spread.

    Args:
        values: a number a member.
        baseline: a number a member of the other group.
        level: how sure such a study is to be (0.95).

    Example::

        members_needed([1.0, 2.0, 4.0], [2.0, 3.0])
    """
    if min(len(values), len(baseline)) < 2:
        return None
    import numpy as np
    from scipy.stats import norm

    difference = float(np.mean(values) - np.mean(baseline))
    spread = float(np.var(values, ddof=1) + np.var(baseline, ddof=1))
    if not difference or not spread:
        return None
    reach = float(norm.ppf((1 + level) / 2) + norm.ppf(POWER))
    return 2 * ceil(spread * (reach / difference) ** 2)


@contextmanager
def _alike() -> Iterator[None]:
    """Let values be alike without a warning: their interval is the value itself."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Precision loss", RuntimeWarning)
        yield


def _interval(value: float, found: object, count: int, level: float) -> Interval:
    """Return scipy's interval as ours; of values that don't vary it is the value itself."""
    low, high = (float(getattr(found, end)) for end in ("low", "high"))
    known = low == low and high == high
    ends = (min(low, value), max(high, value)) if known else (value, value)
    return Interval(value, *ends, conversations=count, denominator=float(count), level=level)
