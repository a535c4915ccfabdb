"""Rows that differ where nearly all others agree: a column that says "ok" but in one row.

What no list of words knows speaks of an error like this: a note in a column that else is empty, a
state in a language of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

LEAST = 20  # rows from which agreement tells something
AGREE = 0.9  # share of the rows that agree
ODD = 0.02  # share of the rows that may differ; at least one may
_DIGITS = re.compile(r"\d{4,}|(?<!\d)\d{1,2}(?!\d)")  # those of three may be a status
_COLUMNS = re.compile(r"\t| {2,}")
_MARKS = "\t|│;,"
_FIRST, _LAST = 6, 5  # words of a log line that are looked at


def odd_rows(lines: Sequence[str], kind: str) -> set[int]:
    """Return the numbers of the rows of a table, or lines of a log, that differ in one column."""
    if len(lines) < LEAST or kind not in ("table", "log"):
        return set()
    rows = _cells(lines) if kind == "table" else _words(lines)
    if len(rows) < LEAST:
        return set()
    most = 1 + max(1, int(ODD * len(rows)))  # the head differs too
    found: set[int] = set()
    for column in zip(*rows.values(), strict=True):
        usual, agree = Counter(column).most_common(1)[0]
        if not max(AGREE * len(rows), len(rows) - most) <= agree < len(rows):
            continue
        found |= {row for row, cell in zip(rows, column, strict=True) if cell != usual}
    return found if len(found) <= max(3, 2 * most) else set()


def _cells(lines: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """Return the cells of the rows that have as many as most rows."""
    mark = max(_MARKS, key=lambda m: sum(line.count(m) > 0 for line in lines))
    split = [
        tuple(cell.strip() for cell in (line.split(mark) if mark in line else _COLUMNS.split(line)))
        for line in lines
    ]
    usual = Counter(map(len, split)).most_common(1)[0][0]
    return {number: cells for number, cells in enumerate(split) if len(cells) == usual > 1}


def _words(lines: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """Return the first and the last words of the lines that have enough of them."""
    split = [_DIGITS.sub("0", line).split() for line in lines]
    least = _FIRST + _LAST
    usual = min(Counter(map(len, split)).most_common(1)[0][0], least)
    first = max(1, usual - _LAST)
    return {
        number: (*words[:first], *words[-min(_LAST, usual - first) :])
        for number, words in enumerate(split)
        if len(words) >= usual > 1
    }
