"""Line numbers that count on by one, said once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import count, islice, takewhile
from operator import add

from headroom_lab.transforms.encodings.noted_runs import with_notes, without_notes
from headroom_lab.transforms.encodings.sections import in_sections
from headroom_lab.transforms.encodings.word_for_word import Encoding
from headroom_lab.transforms.outlining.detect import kind_of
from headroom_lab.transforms.outlining.errors import error_lines
from headroom_lab.transforms.output_transform import EachOutput, Rewritten

LEAST = 5  # lines numbered in a row
_NUMBERED = re.compile(r"( *)(\d{1,9})([→\t|]|:(?!\d)|- ?)")
_LINES = re.compile(r"\n *\d{1,9}[→\t|:-]")
_NOTE = re.compile(r'\[(\d{1,9}) lines, numbers from "( *)(\d{1,9})([→\t:|]|- ?)" on left out\]')


class LineNumbers(Encoding, EachOutput):
    """Leaves out the numbers before the lines of a file and says where they begin.

    Lines that speak of an error keep theirs: a row of a table is sent as it is.
    ``renumbered`` gives the text back byte for byte.

    Example::

        sent = transforms.LineNumbers().apply(messages).messages
        decode(sent) == messages
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
    if "on left out]" in text or len(_LINES.findall(text)) < LEAST - 1:
        return text
    lines = text.split("\n")
    runs = list(_runs(lines, set()))
    whole = error_rows(lines, text) if runs else set()
    return with_notes(
        lines,
        (
            (
                start,
                f'[{stop - start} lines, numbers from "{prefix}" on left out]',
                list(map(str.removeprefix, lines[start:stop], _prefixes(prefix))),
            )
            for start, stop, prefix in (_runs(lines, whole) if whole else runs)
        ),
    )


def error_rows(lines: list[str], text: str) -> set[int]:
    """Return the numbers of the lines of a table or a log that speak of an error."""
    kind = kind_of(text)
    return error_lines(lines, kind) if kind in ("table", "log") else set()


def _runs(lines: list[str], whole: set[int]) -> Iterator[tuple[int, int, str]]:
    """Yield start, stop and first prefix of each run of lines numbered one after another.

    Those of ``whole`` stand in no run.
    """
    ends = [*sorted(whole), len(lines)]
    place = 0
    while place < len(lines):
        match = _NUMBERED.match(lines[place])
        if match is None or place in whole:
            place += 1
            continue
        others = map(lines.__getitem__, range(place + 1, ends[bisect_right(ends, place)]))
        fits = map(str.startswith, others, islice(_prefixes(match[0]), 1, None))
        stop = place + 1 + sum(takewhile(bool, fits))
        if stop - place >= LEAST:
            yield place, stop, match[0]
        place = stop


def _prefixes(first: str) -> Iterator[str]:
    """Return what stands before each line from that of the prefix ``first`` on."""
    match = _NUMBERED.match(first)
    assert match is not None
    width = len(match[1]) + len(match[2])
    return map(f"%{width}d{match[3]}".__mod__, count(int(match[2])))


def _renumbered(text: str) -> str:
    """Return one section with its line numbers."""
    if "on left out]" not in text:
        return text
    return without_notes(
        text, _NOTE, lambda note, lines: map(add, _prefixes(note[2] + note[3] + note[4]), lines)
    )
