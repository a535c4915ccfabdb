"""Runs of lines that lack what a note before each says: written, and made whole again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence


def with_notes(lines: Sequence[str], runs: Iterable[tuple[int, str, Sequence[str]]]) -> str:
    """Return lines as a text; a run is where it starts, its note, and its lines as they are sent."""
    out: list[str] = []
    place = 0
    for start, note, sent in runs:
        out += [*lines[place:start], note, *sent]
        place = start + len(sent)
    return "\n".join([*out, *lines[place:]])


def without_notes(
    text: str,
    note: re.Pattern[str],
    whole: Callable[[re.Match[str], Sequence[str]], Iterable[str]],
) -> str:
    """Return a text with its runs ``whole``; a note's first group says how many lines follow it."""
    lines = text.split("\n")
    out: list[str] = []
    place = 0
    while place < len(lines):
        found = note.fullmatch(lines[place])
        place += 1
        if found is None:
            out.append(lines[place - 1])
            continue
        stop = place + int(found[1])
        out += whole(found, lines[place:stop])
        place = stop
    return "\n".join(out)
