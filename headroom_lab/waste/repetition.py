"""Content that was sent before in the same conversation.

Whole texts, and runs of lines that each three in a row stand earlier, in the same text or in
one before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

LEAST_TEXT = 16  # characters; a short answer such as "ok" says something each time
LEAST_LINES = 3
LEAST_RUN = 60  # characters of a run of lines, blanks at their ends aside


def without_repeated_texts(texts: Sequence[str]) -> list[str]:
    """Return the texts, those of at least LEAST_TEXT characters that came before emptied."""
    first: dict[str, int] = {}
    return [
        text if len(text) < LEAST_TEXT or first.setdefault(text, index) == index else ""
        for index, text in enumerate(texts)
    ]


def without_repeated_lines(texts: Sequence[str]) -> list[str]:
    """Return the texts without the runs of lines that stand earlier; linear in their length.

    A run is at least LEAST_LINES lines and LEAST_RUN characters.
    """
    first: dict[tuple[str, ...], int] = {}
    place = 0  # counts all threes of lines, so that one that stands earlier tells itself apart
    kept = []
    for text in texts:
        if text.count("\n") < LEAST_LINES - 1:
            kept.append(text)
            continue
        lines = text.split("\n")
        threes = zip(lines, lines[1:], lines[2:], strict=False)
        seen = [first.setdefault(three, p) != p for p, three in enumerate(threes, place)]
        place += len(seen)
        kept.append(_without_runs(lines, seen) if True in seen else text)
    return kept


def _without_runs(lines: list[str], seen: list[bool]) -> str:
    """Return the lines without the long enough runs; ``seen[i]`` speaks of lines i to i + 2."""
    none = [False, False]
    covered = zip(seen + none, [False, *seen, False], none + seen, strict=True)
    kept: list[str] = []
    marked = zip(map(any, covered), lines, strict=True)
    for repeated, group in groupby(marked, key=itemgetter(0)):
        run = [line for _, line in group]
        if not repeated or sum(len(line.strip()) for line in run) < LEAST_RUN:
            kept += run
    return "\n".join(kept)
