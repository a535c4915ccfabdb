"""What stands out in a numeric field: values far from its mean, and places where it changes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from headroom_lab.transforms.smart_crusher.columns import NUMBERS, Column

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

MIN_VALUES = 8  # below it no value can lie far from the mean of all
WINDOW = 5  # values before and after a place that are compared
CHANGE = 1.0  # standard deviations by which their means differ at least at a change point
SURE = 4.0  # and so many times what the noise from one value to the next lets expect
_CLIP = 3.0  # deviations beyond which a single value says nothing of its neighbourhood


class Measure:
    """A numeric field: the items that have a number there and each one's deviation.

    ``deviations[i]`` is how many standard deviations the number of item ``rows[i]`` lies from
    the mean; both are empty where the numbers are few or all the same. Nulls, texts and NaN in
    the field are left out and shift nothing.
    """

    __slots__ = ("changes", "deviations", "name", "rows")

    def __init__(self, column: Column) -> None:
        self.name = column.name
        rows, numbers = _numbers(column)
        self.deviations = _deviations(numbers)
        self.rows = rows if len(self.deviations) else ()
        self.changes = [self.rows[i] for i in _changes(self.deviations)]

    def far(self, threshold: float) -> list[int]:
        """Return the items whose number lies more than ``threshold`` deviations off."""
        far: list[int] = (abs(self.deviations) > threshold).nonzero()[0].tolist()
        return [self.rows[i] for i in far]

    def steps(self) -> list[int]:
        """Return each deviation in whole standard deviations."""
        steps: list[int] = self.deviations.round().astype(int).tolist()
        return steps


def measures(columns: Sequence[Column]) -> list[Measure]:
    """Return the numeric fields that are measures and vary."""
    found = [Measure(c) for c in columns if c.kind == "number" and len(c.rows) >= MIN_VALUES]
    return [measure for measure in found if len(measure.deviations)]


def _numbers(column: Column) -> tuple[Sequence[int], list[float]]:
    """Return the items that have a finite number, and the numbers."""
    if column.types <= NUMBERS:
        try:
            numbers = list(map(float, column.values))
        except OverflowError:
            numbers = []
        if numbers and math.isfinite(sum(numbers)):
            return column.rows, numbers
    pairs = [
        (row, number)
        for row, value in zip(column.rows, column.values, strict=True)
        if (number := _number(value)) is not None
    ]
    return [row for row, _ in pairs], [number for _, number in pairs]


def _number(value: Any) -> float | None:
    """Return a finite number as a float, None for anything else."""
    if type(value) not in NUMBERS:
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _deviations(numbers: list[float]) -> NDArray[float64]:
    """Return how many standard deviations each number lies from the mean; [] without spread."""
    import numpy as np

    nothing = np.empty(0)
    if len(numbers) < MIN_VALUES:
        return nothing
    values = np.array(numbers)
    largest = max(max(numbers), -min(numbers))
    if largest == 0:
        return nothing
    if largest > 1e100 or largest < 1e-100:  # squares would leave the range of floats
        values /= largest
        largest = 1.0
    off = values - math.fsum(values.tolist()) / len(values)
    spread = _spread(off)
    return nothing if spread <= 1e-9 * largest else off / spread


def _changes(deviations: NDArray[float64]) -> list[int]:
    """Return where the mean of the next values differs most from that of the ones before."""
    import numpy as np

    if len(deviations) < 2 * WINDOW:
        return []
    calm = np.clip(deviations, -_CLIP, _CLIP)
    sums = np.concatenate(([0.0], np.cumsum(calm)))
    noise = _spread(np.diff(calm)) / math.sqrt(2) * math.sqrt(2 * WINDOW)
    limit = max(CHANGE * WINDOW * _spread(calm), SURE * noise)
    steps = abs(sums[2 * WINDOW :] - 2 * sums[WINDOW:-WINDOW] + sums[: -2 * WINDOW])
    return _peaks(steps.tolist(), limit) if steps.max() >= limit else []


def _peaks(steps: list[float], limit: float) -> list[int]:
    """Return the places of the largest steps of at least ``limit``, one a neighbourhood."""
    found: list[int] = []
    best = -1
    for i, step in enumerate(steps):
        if step < limit:
            continue
        if best >= 0 and i - best <= WINDOW:
            if step > steps[best]:
                best = found[-1] = i
            continue
        best = i
        found.append(i)
    return [i + WINDOW for i in found]


def _spread(values: NDArray[float64]) -> float:
    """Return the standard deviation of values whose mean lies near 0, summed without error."""
    return math.sqrt(math.fsum((values * values).tolist()) / len(values))
