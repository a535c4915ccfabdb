"""Line numbers that count on by one, said once."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
        out += (lines[i][len(_prefix(prefix, i - start)) :] for i in range(start, stop))
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
        stop = place + 1
        while stop < len(lines) and lines[stop].startswith(_prefix(match[0], stop - place)):
            stop += 1
        if stop - place >= LEAST:
            yield place, stop, match[0]
        place = stop


def _prefix(first: str, steps: int) -> str:
    """Return what stands before the line ``steps`` lines after that of the prefix ``first``."""
    match = _NUMBERED.match(first)
    assert match is not None
    number = str(int(match[2]) + steps)
    return number.rjust(len(match[1]) + len(match[2])) + match[3]


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
        count, first = int(note[1]), note[2] + note[3] + note[4]
        numbered = zip(range(count), lines[place:], strict=False)
        out += (_prefix(first, steps) + line for steps, line in numbered)
        place += count
    return "\n".join(out)
