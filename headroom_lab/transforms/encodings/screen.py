"""What a terminal shows at the end of a text that moves its cursor and draws over itself.

The codes are those of ECMA-48 (also called ANSI escape sequences) and xterm's; a line feed also
returns to the first column, as in what was recorded from a program. Wide letters count as one
column, lines have no end, and the screen no last line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Anything that isn't plain lines; a carriage return before a line's end is no redraw.
_DRAWS = re.compile(r"[\x08\x1b\x9b\r](?:(?<!\r)|(?!\r*\n|\Z))")
_TOKEN = re.compile(
    r"(?P<plain>[^\x07\x08\r\n\x1b\x9b]+)"
    r"|(?P<end>\r*\n)"
    r"|(?:\x1b\[|\x9b)(?P<numbers>[\d;]*)(?P<move>[A-HJKPXdfsu])"
    r"|\x1b(?P<single>[78DEMc])"
    r"|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)|\x1b[PX^_][^\x1b]*\x1b\\"  # titles, links, pictures
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[ -/]+[0-~]|\x1b[0-~]"  # colours, modes, fonts
    r"|(?P<one>.)",
    re.DOTALL,
)
_FAR = 200  # columns or rows that one code may move beyond what stands there
_EFFORT = 40  # cells that may be touched for each character; beyond, a text isn't looked at
_BLANK, _LINE = -1, -2


def draws(text: str) -> bool:
    """Tell whether a text holds codes of a terminal, or draws over itself."""
    return _DRAWS.search(text) is not None


def standing(text: str) -> list[int] | None:
    """Return the places (from 0) of the characters that stand at the end, in reading order.

    -1 is a blank that the cursor jumped over, -2 the end of such a line. None where finding out takes too long.
    """
    screen = _Screen(_EFFORT * len(text) + 100_000)
    for match in _TOKEN.finditer(text):
        screen.take(match)
        if screen.effort < 0:
            return None
    return list(screen.cells())


class _Screen:
    """Rows of cells, each the place of a character, and where the cursor stands."""

    def __init__(self, effort: int) -> None:
        self.effort = effort
        self._rows: list[list[int]] = [[]]
        self._ends: dict[int, range] = {}
        self._row = self._column = 0
        self._saved = (0, 0)

    def take(self, match: re.Match[str]) -> None:
        """Draw what one token says."""
        kind = match.lastgroup
        if kind == "plain":
            self._write(range(*match.span()))
        elif kind == "end":
            self._ends.setdefault(self._row, range(*match.span()))
            self._go(self._row + 1, 0)
        elif kind == "move":
            self._move(match["move"], [int(n[:6]) for n in match["numbers"].split(";") if n])
        elif kind == "single":
            self._single(match["single"])
        elif kind == "one" and match["one"] in "\r\b":
            self._column = 0 if match["one"] == "\r" else max(0, self._column - 1)

    def cells(self) -> Iterator[int]:
        """Yield the place of each character that stands, rows from the top."""
        last = max((n for n, row in enumerate(self._rows) if row or n in self._ends), default=0)
        for number, row in enumerate(self._rows[: last + 1]):
            while row and row[-1] == _BLANK:
                row.pop()
            yield from row
            if number in self._ends:
                yield from self._ends[number]
            elif number < last:
                yield _LINE

    def _write(self, places: range) -> None:
        row = self._rows[self._row]
        self.effort -= len(places)
        if self._column > len(row):
            row += [_BLANK] * (self._column - len(row))
        row[self._column : self._column + len(places)] = places
        self._column += len(places)

    def _go(self, row: int, column: int) -> None:
        self._row = max(0, min(row, len(self._rows) + _FAR))
        missing = self._row + 1 - len(self._rows)
        self.effort -= max(missing, 0) + 1
        self._rows += [[] for _ in range(missing)]
        self._column = max(0, min(column, len(self._rows[self._row]) + _FAR))

    def _move(self, code: str, numbers: list[int]) -> None:
        first = numbers[0] if numbers else 0
        steps = max(first, 1)
        if code in "JKPX":
            self._erase(code, first)
        elif code in "AFBE":
            down = steps if code in "BE" else -steps
            self._go(min(self._row + down, len(self._rows)), self._column * (code in "AB"))
        elif code in "CD":
            self._go(self._row, self._column + (steps if code == "C" else -steps))
        elif code == "G":
            self._go(self._row, steps - 1)
        elif code == "d":
            self._go(steps - 1, self._column)
        elif code in "Hf":
            self._go(steps - 1, max(numbers[1] if len(numbers) > 1 else 1, 1) - 1)
        elif code == "s":
            self._saved = (self._row, self._column)
        else:
            self._go(*self._saved)

    def _single(self, code: str) -> None:
        if code == "7":
            self._saved = (self._row, self._column)
        elif code == "8":
            self._go(*self._saved)
        elif code == "c":
            self._go(0, 0)
            self._erase("J", 2)
        else:
            down = -1 if code == "M" else 1
            self._go(self._row + down, 0 if code == "E" else self._column)

    def _erase(self, code: str, first: int) -> None:
        row, column = self._rows[self._row], self._column
        self.effort -= len(row) + 1
        if code == "P":
            del row[column : column + max(first, 1)]
        elif code == "X":
            stop = min(column + max(first, 1), len(row))
            row[column:stop] = [_BLANK] * max(stop - column, 0)
        elif code == "K":
            self._erase_row(row, first)
        else:
            self._erase_row(row, first)
            if first in (0, 2, 3):
                self._drop(self._row + 1, len(self._rows))
            if first in (1, 2, 3):
                self._drop(0, self._row)

    def _erase_row(self, row: list[int], first: int) -> None:
        if first == 0:
            del row[self._column :]
        elif first == 1:
            row[: self._column + 1] = [_BLANK] * min(self._column + 1, len(row))
        else:
            row.clear()

    def _drop(self, start: int, stop: int) -> None:
        self.effort -= stop - start
        for number in range(start, stop):
            self._rows[number] = []
            self._ends.pop(number, None)
