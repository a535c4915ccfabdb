"""Marks on a line, those that would cover one another beside it."""

from __future__ import annotations

from collections.abc import Sequence

WIDE = 0.016  # of the line's length: nearer marks cover one another
STEP = 0.13  # of the way to the next line, from one mark to that beside it
MOST = 3  # marks on each side; more lie on one another


def swarm(places: Sequence[float], wide: float = WIDE) -> list[float]:
    """Return how far off its line each mark at a place (0 to 1) stands, as shares of the lines' distance.

    Marks that are further apart than ``wide`` stand on the line; of nearer ones the next stands
    above, the one after it below, and so on.
    """
    taken: dict[int, float] = {}  # a lane -> where its last mark ends
    found = [0.0] * len(places)
    lanes = [0, *(lane for at in range(1, MOST + 1) for lane in (at, -at))]
    for at in sorted(range(len(places)), key=lambda at: places[at]):
        free = (lane for lane in lanes if taken.get(lane, -1.0) <= places[at])
        lane = next(free, lanes[-1])
        taken[lane] = places[at] + wide
        found[at] = STEP * lane
    return found
