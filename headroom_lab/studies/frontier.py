"""How good simple methods are at a given saving: the line that a method must lie above."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

Point = tuple[float, float]  # tokens saved, retention; shares


def frontier(points: Iterable[Point]) -> list[Point]:
    """Return the corners of the line over points, from nothing saved on, savings ascending.

    What lies between two methods can be had by using one for a part of the conversations and the
    other for the rest; so the line is the upper hull of the points and of keeping everything.
    """
    hull: list[Point] = []
    for point in sorted({(0.0, 1.0), *points}, key=lambda p: (p[0], p[1])):
        while len(hull) >= 2 and not _turns_right(hull[-2], hull[-1], point):
            hull.pop()
        hull.append(point)
    return hull


def retention_at(line: list[Point], saved: float) -> float | None:
    """Return the retention on a line at a saving; None where no method saves as much."""
    if saved <= line[0][0]:
        return line[0][1]
    for (left, high), (right, low) in itertools.pairwise(line):
        if left <= saved <= right:
            return high + (low - high) * (saved - left) / (right - left)
    return None


def _turns_right(first: Point, middle: Point, last: Point) -> bool:
    """Tell whether the way over three points turns right at the middle one."""
    over = (middle[0] - first[0]) * (last[1] - first[1])
    return over < (last[0] - first[0]) * (middle[1] - first[1])
