"""The line numbers that tools put before the lines of a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

NUMBER = re.compile(r" *(\d+)(?:[→\t|]|:(?!\d) ?|- ?)")


def numbered(lines: Sequence[str]) -> bool:
    """Tell whether at least half of the lines are numbered one after another."""
    return _count_on([NUMBER.match(line) for line in lines])


def bare(lines: Sequence[str]) -> list[str]:
    """Return the lines without their numbers where they have any."""
    found = [NUMBER.match(line) for line in lines]
    if not _count_on(found):
        return list(lines)
    return [line[m.end() :] if m else line for line, m in zip(lines, found, strict=True)]


def _count_on(found: Sequence[re.Match[str] | None]) -> bool:
    """Tell whether at least half of the lines have numbers that count on by one."""
    numbers = [int(match[1][:12]) for match in found if match]
    steps = sum(b - a == 1 for a, b in pairwise(numbers))
    return steps >= 0.5 * len(found)
