"""Line numbers that count on by one, said once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from operator import add

from headroom_lab.transforms.encodings.sections import in_sections
from headroom_lab.transforms.output_transform import EachOutput, Rewritten

LEAST = 5  # lines numbered in a row
_NUMBERED = re.compile(r"( *)(\d+)([→\t:|]|- ?)")
_NOTE = re.compile(r'\[(\d+) lines, numbers from "( *)(\d+)([→\t:|]|- ?)" on left out\]')


class LineNumbers(EachOutput):
    """Leaves out the numbers before the lines of a file and says where they begin.

    ``renumbered`` gives the text back byte for byte.
    """

    name = "line_numbers"

    def rewrite(self, text: str) -> Rewritten | None:
        """Return a text with its runs of line numbers said once."""
        out = in_sections(text, _said_once)
        return Rewritten(out) if out != text and renumbered(out) == renumbered(text) else None


def renumbered(text: str) -> str:
    """Return a text with the line numbers that were left out."""
    return in_sections(text, _renumbered)


def _said_once(text: str) -> str:
    """Return one section with its runs of line numbers said once."""
    if text.count("\n") < LEAST - 1 or "on left out]" in text:
        return text
    lines = text.split("\n")
    out: list[str] = []
    place = 0
    for start, stop, prefix in _runs(lines):
        out += lines[place:start]
        out.append(f'[{stop - start} lines, numbers from "{prefix}" on left out]')
        out += (
            line[len(number) :]
            for line, number in zip(lines[start:stop], _prefixes(prefix), strict=False)
        )
        place = stop
    return "\n".join(out + lines[place:]) if out else text


def _runs(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield start, stop and first prefix of each run of lines numbered one after another."""
    place = 0
    while place < len(lines):
        match = _NUMBERED.match(lines[place])
        if match is None:
            place += 1
            continue
        first, width, mark = int(match[2]), len(match[1]) + len(match[2]), match[3]
        stop = place + 1
        while stop < len(lines) and lines[stop].startswith(
            f"{first + stop - place:>{width}}{mark}"
        ):
            stop += 1
        if stop - place >= LEAST:
            yield place, stop, match[0]
        place = stop


def _prefixes(first: str) -> Iterator[str]:
    """Yield what stands before each line from that of the prefix ``first`` on."""
    match = _NUMBERED.match(first)
    assert match is not None
    width = len(match[1]) + len(match[2])
    for number in count(int(match[2])):
        yield f"{number:>{width}}{match[3]}"


def _renumbered(text: str) -> str:
    """Return one section with its line numbers."""
    if "on left out]" not in text:
        return text
    lines = text.split("\n")
    out: list[str] = []
    place = 0
    while place < len(lines):
        note = _NOTE.fullmatch(lines[place])
        place += 1
        if note is None:
            out.append(lines[place - 1])
            continue
        stop = place + int(note[1])
        numbers = _prefixes(note[2] + note[3] + note[4])
        out += map(add, numbers, lines[place:stop])
        place = stop
    return "\n".join(out)
