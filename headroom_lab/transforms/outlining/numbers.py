"""The line numbers that tools put before the lines of a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

NUMBER = re.compile(r" *(\d+)(?:[→\t|]|:(?!\d) ?|- ?)")


def numbered(lines: Sequence[str]) -> bool:
    """Tell whether at least half of the lines are numbered one after another."""
    numbers = [int(m[1][:12]) for line in lines if (m := NUMBER.match(line))]
    steps = sum(b - a == 1 for a, b in pairwise(numbers))
    return steps >= 0.5 * len(lines)


def bare(lines: Sequence[str]) -> list[str]:
    """Return the lines without their numbers where they have any."""
    if not numbered(lines):
        return list(lines)
    return [line[m.end() :] if (m := NUMBER.match(line)) else line for line in lines]
