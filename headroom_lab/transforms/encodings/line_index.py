"""Where lines stand in a conversation: runs of three, and long lines alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, repeat
from operator import itemgetter
from typing import TypeVar

from headroom_lab.transforms.encodings.references import ENDS, written

LEAST_LINES = 3
LONG_LINE = 160  # characters of a line that is worth a reference alone
_CANDIDATES = 4  # places looked at for the longest run
Spot = tuple[str, int]  # place, line (from 0)
Run = tuple[str, int, int]  # place, first line (from 0), how many
Three = tuple[str, str, str]
Value = TypeVar("Value", bound=Hashable)


@dataclass
class LineIndex:
    """Where runs of three lines and long lines stand."""

    lines: dict[str, list[str]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    first: dict[Three, Spot] = field(default_factory=dict)
    more: dict[Three, list[Spot]] = field(default_factory=lambda: defaultdict(list))
    long: dict[str, Spot] = field(default_factory=dict)

    def add(self, name: str, lines: list[str], label: str) -> None:
        """Take in the lines that stand at a place."""
        self.lines[name], self.labels[name] = lines, label
        for number in _long(lines):
            self.long.setdefault(lines[number], (name, number))
        # Backwards, so that of several spots of the same lines the first one stays.
        spots = zip(repeat(name), range(len(lines) - LEAST_LINES, -1, -1))
        found: dict[Three, Spot] = dict(zip(reversed(list(threes(lines))), spots, strict=True))
        for three in found.keys() & self.first.keys():
            if len(self.more[three]) < _CANDIDATES:
                self.more[three].append(found[three])
            del found[three]
        self.first.update(found)

    def add_line(self, name: str, number: int) -> None:
        """Take in one line, and the three that end with it."""
        lines = self.lines[name]
        if len(lines[number]) >= LONG_LINE:
            self.long.setdefault(lines[number], (name, number))
        start = number - LEAST_LINES + 1
        if start >= 0:
            self.first.setdefault((lines[start], lines[start + 1], lines[number]), (name, start))

    def spots(self, three: Three) -> Iterator[Spot]:
        """Yield where three lines stand, the first place first."""
        if three in self.first:
            yield self.first[three]
            yield from self.more.get(three, ())

    def longest(self, lines: list[str], start: int) -> Run | None:
        """Return where the longest run of lines from ``start`` on stands."""
        return _longest((self,), lines, start)

    def length(self, lines: list[str], start: int, spot: Spot) -> int:
        """Return how many lines from ``start`` on stand at a place, none of them a reference."""
        name, at = spot
        there = self.lines[name]
        most = min(len(lines) - start, len(there) - at)
        for length in range(most):
            line = lines[start + length]
            if line != there[at + length] or line.endswith(ENDS):
                return length
        return most


def _longest(parts: Sequence[LineIndex], lines: list[str], start: int) -> Run | None:
    """Return where the longest run of lines from ``start`` on stands in what goes on in parts."""
    if start + LEAST_LINES <= len(lines):
        three = (lines[start], lines[start + 1], lines[start + 2])
        holding = [part for part in parts if three in part.first]
        if holding and not any(line.endswith(ENDS) for line in three):
            spots = ((part, spot) for part in holding for spot in part.spots(three))
            return longest(
                [
                    (*spot, part.length(lines, start, spot))
                    for part, spot in islice(spots, 1 + _CANDIDATES)
                ]
            )
    if len(lines[start]) < LONG_LINE:
        return None
    places = (part.long.get(lines[start]) for part in parts)
    return next(((*place, 1) for place in places if place), None)


class LinesAbove:
    """What has settled, and what stands above in what comes in."""

    def __init__(self, *settled: LineIndex) -> None:
        self._parts = (*settled, LineIndex())
        self.labels: dict[str, str] = {}

    def add(self, name: str, lines: list[str], label: str) -> None:
        """Take in the lines that stand at a place."""
        self._parts[-1].add(name, lines, label)

    def knows(self, lines: list[str]) -> set[int]:
        """Return the numbers of lines from which on, or which alone, may stand above or twice."""
        keys = list(threes(lines))
        long = _long(lines)
        said = [lines[number] for number in long]
        known = _twice(keys).union(*(part.first.keys() & keys for part in self._parts))
        alone = _twice(said).union(*(part.long.keys() & said for part in self._parts))
        found = {number for number, three in enumerate(keys) if three in known} if known else set()
        return found.union(number for number in long if lines[number] in alone)

    def longest(self, lines: list[str], start: int) -> Run | None:
        """Return where the longest run of lines from ``start`` on stands."""
        return _longest(self._parts, lines, start)

    def reference(self, run: Run, told: Container[str] = ()) -> str:
        """Return what stands for a run of lines; a place that was told has no label again."""
        name, at, length = run
        known = (part.labels[name] for part in self._parts if name in part.labels)
        label = "" if name in told else next(known, self.labels.get(name, ""))
        return written(name, label, at + 1, length)


def _long(lines: list[str]) -> list[int]:
    """Return the numbers of the lines that are worth a reference alone."""
    sizes = list(map(len, lines))
    if max(sizes) < LONG_LINE:
        return []
    return [number for number, size in enumerate(sizes) if size >= LONG_LINE]


def _twice(values: Sequence[Value]) -> set[Value]:
    """Return the values that stand more than once in a list."""
    counts = Counter(values) if len(set(values)) < len(values) else {}
    return {value for value, count in counts.items() if count > 1}


def longest(runs: Sequence[Run]) -> Run | None:
    """Return the longest run, the first of several; None where there is none."""
    return max(runs, key=itemgetter(2)) if runs else None


def threes(lines: list[str]) -> Iterator[Three]:
    """Yield each three lines in a row."""
    return zip(lines, lines[1:], lines[2:], strict=False)
