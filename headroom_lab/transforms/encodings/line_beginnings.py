"""The path that lines in a row begin with, such as the folder of listed files, said once."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from headroom_lab.transforms.encodings.noted_runs import with_notes, without_notes
from headroom_lab.transforms.encodings.sections import in_sections, said_in_sections
from headroom_lab.transforms.encodings.word_for_word import Encoding
from headroom_lab.transforms.outlining.detect import kind_of
from headroom_lab.transforms.outlining.errors import error_lines
from headroom_lab.transforms.output_transform import EachOutput, Rewritten

LEAST = 3  # lines in a row
SHORTEST = 8  # characters of a beginning
LEAST_GAIN = 60  # characters
_PATH = re.compile(r"[^\s{}\[\]\"'<>]*[/\\][^\s{}\[\]\"'<>]*")
_AS_IT_IS = ("source", "diff", "log")  # edits need lines as they stand, logs their times
_TRIED = 8  # ends of a beginning that are compared, the longest ones
_END = re.compile(r"[/:.\\ \t|,=-]")  # what a beginning ends with
_NOTE = re.compile(r'\[(\d{1,9}) lines, "(.+)" before each left out\]')
_WORDS = '" before each left out]'


class LineBeginnings(Encoding, EachOutput):
    """Leaves out what lines in a row begin with and says it once before them.

    A folder before each file of a listing, a path before each line of one. Source code, diffs and
    logs stay, and lines that speak of an error. ``rebegun`` gives the text back byte for byte.

    Example::

        sent = transforms.LineBeginnings().apply(messages).messages
        decode(sent) == messages
    """

    name = "line_beginnings"

    def rewrite(self, text: str) -> Rewritten | None:
        """Return a text with the beginnings of its lines said once."""
        return said_in_sections(text, _said_once, rebegun)


def rebegun(text: str) -> str:
    """Return a text with the beginnings of lines that were left out."""
    return in_sections(text, _rebegun)


def _said_once(text: str) -> str:
    """Return one section with the beginnings of its lines said once."""
    if text.count("\n") < LEAST - 1 or _WORDS in text:
        return text
    lines = text.split("\n")
    alike = _alike(lines)
    if not alike or kind_of(text) in _AS_IT_IS:
        return text
    return with_notes(
        lines,
        (
            (
                start,
                f'[{stop - start} lines, "{lines[start][:length]}{_WORDS}',
                [line[length:] for line in lines[start:stop]],
            )
            for start, stop, length in _runs(lines, alike, error_lines(lines, kind_of(text)))
        ),
    )


def _alike(lines: Sequence[str]) -> list[int]:
    """Return the numbers of lines that begin with a path and like the next two."""
    heads = [line[:SHORTEST] for line in lines]
    threes = enumerate(zip(heads, heads[1:], heads[2:], strict=False))
    return [
        at for at, (one, two, three) in threes if one == two == three and _PATH.match(lines[at])
    ]


def _runs(
    lines: Sequence[str], alike: Sequence[int], whole: Container[int]
) -> Iterator[tuple[int, int, int]]:
    """Yield start, stop and the beginning's length of each run of lines that begin alike.

    Those of ``whole`` stand in no run.
    """
    after = 0
    for place in alike:
        stop, length = _best(lines, place, whole) if place >= after else (0, 0)
        if stop:
            yield place, stop, length
            after = stop


def _best(lines: Sequence[str], start: int, whole: Container[int]) -> tuple[int, int]:
    """Return stop and length of the run that saves most from a line on; 0, 0 for none."""
    if start in whole:
        return 0, 0
    pairs = enumerate(zip(lines[start], lines[start + 1], strict=False))
    shortest = min(map(len, lines[start : start + 2]))
    shared = next((at for at, (one, other) in pairs if one != other), shortest)
    path = _PATH.match(lines[start], 0, shared)
    ends = [match.end() for match in _END.finditer(lines[start], 0, path.end() if path else 0)]
    most, found = LEAST_GAIN - 1, (0, 0)
    for length in ends[-_TRIED:]:
        stop = start + 1
        while (
            stop < len(lines)
            and stop not in whole
            and lines[stop].startswith(lines[start][:length])
        ):
            stop += 1
        gain = (stop - start - 1) * length - len(f"[{stop - start} lines, {_WORDS}") - 2
        if length >= SHORTEST and stop - start >= LEAST and gain > most:
            most, found = gain, (stop, length)
    return found


def _rebegun(text: str) -> str:
    """Return one section with the beginnings of its lines."""
    if _WORDS not in text:
        return text
    return without_notes(text, _NOTE, lambda note, lines: (note[2] + line for line in lines))
