"""A share of values that stand in conversations: what is lost in one is often lost together.

Wilson's interval on an effective number of values: their number over the design effect, by which
the share's variance over conversations exceeds that of values drawn one by one. scipy and
statsmodels have Wilson's interval for whole numbers of independent values only.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

from headroom_lab.intervals.interval import Interval
from headroom_lab.intervals.ratios import ratio_difference

# A design effect seen in few conversations is blended with the one of this correlation between
# two values of a conversation, which weighs as much as two conversations that lost something.
PRIOR_CORRELATION = 0.3
PRIOR_CONVERSATIONS = 2
# Wilson's end excludes too much where at most this many values (effective ones) are on one side:
# Brown, Cai and DasGupta (2001) take the end of a Poisson count there.
RARE = 3


def share_interval(
    parts: Sequence[float], wholes: Sequence[float], *, level: float = 0.95
) -> Interval | None:
    """Return the share of values that were kept, and its interval.

    Where nothing was lost the lower end says what can't be excluded; never [1, 1].

    Args:
        parts: how many values were kept, a number a conversation.
        wholes: how many there were, in the same order; a conversation without any says nothing.
        level: how sure (0.95).

    Returns:
        None where fewer than two conversations hold a value.

    Example::

        share_interval([4, 3, 5], [4, 4, 5]).low
    """
    kept, values = _counted(parts, wholes)
    count = len(values)
    if count < 2:
        return None
    total, value = float(values.sum()), float(kept.sum() / values.sum())
    effective = total / _design_effect(kept, values)
    from scipy.special import ndtri, stdtrit

    upper = (1 + level) / 2
    z = float(ndtri(upper))
    # The spread itself is known from ``count`` conversations only: Student's factor.
    effective *= (z / float(stdtrit(count - 1, upper))) ** 2
    low = _lower_end(value, effective, z, level)
    high = 1 - _lower_end(1 - value, effective, z, level)
    return Interval(value, min(low, value), max(high, value), count, total, level)


def share_difference(
    parts: Sequence[float],
    baseline: Sequence[float],
    wholes: Sequence[float],
    *,
    level: float = 0.95,
    seed: int = 0,
) -> Interval | None:
    """Return a share minus a baseline's, of the same values of the same conversations.

    Where no conversation differs the ends say what difference can't be excluded.

    Args:
        parts: how many values were kept, a number a conversation.
        baseline: how many the baseline kept of them.
        wholes: how many there were.
        level: how sure (0.95).
        seed: of the resampling (0).

    Example::

        share_difference([4, 3, 5], [4, 4, 5], [4, 4, 5]).value
    """
    found = ratio_difference(parts, wholes, baseline, wholes, level=level, seed=seed)
    if found is None or found.low < found.high:
        return found
    all_equal = share_interval(wholes, wholes, level=level)
    unseen = 1 - all_equal.low if all_equal else 0.0
    return Interval(0.0, -unseen, unseen, found.conversations, found.denominator, level)


def _counted(parts: Sequence[float], wholes: Sequence[float]) -> tuple[Any, Any]:
    """Return both as arrays, without conversations that hold no value."""
    import numpy as np

    values = np.asarray(wholes, dtype=float)
    holding = values > 0
    return np.asarray(parts, dtype=float)[holding], values[holding]


def _design_effect(kept: Any, values: Any) -> float:
    """Return by how much the variance exceeds that of values drawn one by one, at least 1."""
    total, count = values.sum(), len(values)
    share = kept.sum() / total
    size = (values**2).sum() / total  # of the conversation a value stands in, on average
    prior = 1 + (size - 1) * PRIOR_CORRELATION
    mixed = min((kept < values).sum(), (kept > 0).sum())
    if not 0 < share < 1:
        return float(max(prior, 1.0))
    squares = (kept - share * values) ** 2
    variance = count / (count - 1) * squares.sum() / total**2
    seen = variance / (share * (1 - share) / total)
    # A variance that a few conversations make up is itself uncertain, by about one over them.
    if squares.any():
        seen *= 1 + (squares**2).sum() / squares.sum() ** 2
    weight, other = mixed**2, PRIOR_CONVERSATIONS**2
    blended = (weight * seen + other * prior) / (weight + other)
    return float(min(max(blended, 1.0), max(size, 1.0)))


def _lower_end(share: float, effective: float, z: float, level: float) -> float:
    """Return the lower end for a share of an effective number of values."""
    from scipy.special import gammaincinv

    middle = share + z * z / (2 * effective)
    half = z * sqrt(share * (1 - share) / effective + z * z / (4 * effective**2))
    low = (middle - half) / (1 + z * z / effective)
    count = share * effective
    if 0 < count <= RARE:
        low = min(low, float(gammaincinv(count, 1 - level)) / effective)
    return float(max(low, 0.0))
