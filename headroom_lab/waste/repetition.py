"""Content that was sent before in the same conversation.

Whole texts, and runs of lines that each three in a row stand earlier, in the same text or in
one before it.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import groupby
from operator import itemgetter

from headroom_lab.cache import ContentCache

LEAST_TEXT = 16  # characters; a short answer such as "ok" says something each time
LEAST_LINES = 3
LEAST_RUN = 60  # characters of a run of lines, blanks at their ends aside
CACHED = 64_000_000  # bytes, about

_Three = tuple[str, str, str]
_read: ContentCache[str, tuple[frozenset[_Three], bool]] = ContentCache(CACHED)


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
    earlier: set[_Three] = set()
    kept = []
    for text in texts:
        distinct, all_differ = _threes(text)
        if all_differ and earlier.isdisjoint(distinct):  # a fast look at all of them
            kept.append(text)
        else:
            kept.append(_without_earlier(text.split("\n"), earlier))
        earlier |= distinct
    return kept


def _threes(text: str) -> tuple[frozenset[_Three], bool]:
    """Return the distinct threes of lines in a row, and whether each stands only once."""
    known = _read.get(text)
    if known is None:
        lines = text.split("\n") if text.count("\n") >= LEAST_LINES - 1 else []
        distinct = frozenset(zip(lines, lines[1:], lines[2:], strict=False))
        known = distinct, len(distinct) == max(len(lines) - LEAST_LINES + 1, 0)
        _read.put(text, known, len(text) + 200 * len(distinct) + 64)
    return known


def _without_earlier(lines: list[str], earlier: Set[_Three]) -> str:
    """Return the lines without the runs of which each three stands in ``earlier`` or before."""
    met: set[_Three] = set()
    seen = []
    for three in zip(lines, lines[1:], lines[2:], strict=False):
        seen.append(three in earlier or three in met)
        met.add(three)
    return _without_runs(lines, seen) if True in seen else "\n".join(lines)


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
