"""Texts that change from request to request: dates, times, ids, tokens.

A bare value counts by its form alone (a UUID, an ISO date). A value whose form says little
("Monday", "4711") counts only behind a label that says what it is ("Today is", "Request ID:").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from headroom_lab.cache import ContentCache
from headroom_lab.messages.volatile_forms import (
    BARE_ID,
    BARE_IDS,
    DATE,
    DATE_LABEL,
    DATE_TO_LABEL,
    HINT,
    LABEL_OF_ID,
    LABELLED_DATE,
    LABELLED_IDS,
    YEAR,
    YEAR_OR_CLOCK,
)
from headroom_lab.messages.worded_dates import numeric_start, worded_dates

DATES = ("date", "time", "datetime")
IDS = ("uuid", "request id", "session id", "user id", "token", "hash")
LABEL_REACH = 80  # characters before a date in which its label is looked for
CACHED_CHARACTERS = 16_000_000

_found: ContentCache[str, list[VolatileText]] = ContentCache(CACHED_CHARACTERS)


@dataclass(frozen=True, slots=True)
class VolatileText:
    """A volatile text: ``text`` is ``whole[start:stop]``; its kind is one of DATES or IDS.

    ``labelled`` tells whether a label stands before it, as in ``Current date: 2026-11-23``.
    """

    kind: str
    start: int
    stop: int
    text: str
    labelled: bool = False


def find_volatile(text: str) -> list[VolatileText]:
    """Return the volatile texts of ``text``, ascending, without overlap, in linear time.

    Where two readings overlap, the earlier one, the labelled one, the longer one wins.
    """
    known = _found.get(text)
    if known is None:
        known = _kept(text)
        _found.put(text, known, len(text) + 64)
    return list(known)


def _kept(text: str) -> list[VolatileText]:
    """Return the volatile texts of a text that hasn't been looked at."""
    found = [item for start, stop in _promising(text) for item in _candidates(text, start, stop)]
    found.sort(key=lambda v: (v.start, not v.labelled, -v.stop))
    kept: list[VolatileText] = []
    for item in found:
        if not kept or item.start >= kept[-1].stop:
            kept.append(item)
    return kept


def _promising(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and stop of the runs of lines that can each hold something volatile."""
    first = last = 0
    while hint := HINT.search(text, last):
        line = max(last, text.rfind("\n", last, hint.start()) + 1)
        if line > last + 1:
            yield first, last
            first = line
        stop = text.find("\n", hint.start())
        last = len(text) if stop < 0 else stop
    yield first, last


def _date(text: str, start: int, kind: str, first: int, stop: int) -> VolatileText:
    """Return a date at ``text[first:stop]``, with whether a label stands before it."""
    labelled = DATE_LABEL.search(text, max(start, first - LABEL_REACH), first) is not None
    return VolatileText(kind, first, stop, text[first:stop], labelled)


def _candidates(text: str, start: int, stop: int) -> Iterator[VolatileText]:
    """Yield all that looks volatile in ``text[start:stop]``, overlaps included."""
    if YEAR_OR_CLOCK.search(text, start, stop):
        yield from _dates(text, start, stop)
    if DATE_TO_LABEL.search(text, start, stop):
        for match in LABELLED_DATE.finditer(text, start, stop):
            kind = str(match.lastgroup)
            yield VolatileText(kind, *match.span(kind), match[kind], True)
    if BARE_ID.search(text, start, stop):
        for kind, pattern in BARE_IDS.items():
            for match in pattern.finditer(text, start, stop):
                yield VolatileText(kind, *match.span(), match[0])
    if LABEL_OF_ID.search(text, start, stop):
        for kind, pattern in LABELLED_IDS:
            for match in pattern.finditer(text, start, stop):
                yield VolatileText(kind, *match.span("value"), match["value"], True)


def _dates(text: str, start: int, stop: int) -> Iterator[VolatileText]:
    """Yield the dates and times of ``text[start:stop]`` that their form alone tells."""
    for match in DATE.finditer(text, start, stop):
        kind = "time" if match["clock"] else "datetime" if match["time"] else "date"
        first = match.start() if match["clock"] else numeric_start(text, start, match.start())
        yield _date(text, start, kind, first, match.end())
    if YEAR.search(text, start, stop):
        for kind, first, end in worded_dates(text, start, stop):
            yield _date(text, start, kind, first, end)
