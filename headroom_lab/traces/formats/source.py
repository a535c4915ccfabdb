"""What a reader of one format is, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

from headroom_lab.garbage import collection_paused
from headroom_lab.results.trace import Trace
from headroom_lab.traces.building import TraceDraft, objects, unread
from headroom_lab.traces.counting import Counted
from headroom_lab.traces.records import Record
from headroom_lab.traces.skipping import Skipping

Entry = Mapping[str, Any]
Made = TypeVar("Made")
Held = TypeVar("Held")
Companions = Callable[[], Iterator[tuple[str, Iterable[Record]]]]


def alone() -> Iterator[tuple[str, Iterable[Record]]]:
    """Yield no companions."""
    yield from ()


@dataclass(frozen=True)
class Source:
    """One file for a reader: its path, its name without endings, and what goes with it.

    ``counted`` holds the requests that other files of the same reading have told of already, so
    that one that stands in two files counts once. ``companions`` yields the names and records of
    files that belong to this one, such as those of sub-agents.
    """

    path: Path
    name: str
    skipping: Skipping
    counted: Counted = field(default_factory=Counted)
    companions: Companions = alone

    def with_companions(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield the records of this file, then those of the files that belong to it."""
        yield from records
        for _, found in self.companions():
            yield from found


@dataclass(frozen=True)
class Reader:
    """A format: what people call it, a test of one record, and what makes traces of records."""

    name: str
    fits: Callable[[Entry], bool]
    read: Callable[[Iterable[Record], Source], Iterator[Trace]]


def each(
    records: Iterable[Record], take: Callable[[dict[str, Any], int], None], skipping: Skipping
) -> None:
    """Give each record with its line to ``take``; one that isn't as it should be is noted."""
    with collection_paused():
        for line, record in unrepeated(records, skipping):
            try:
                take(record, line)
            except UNEXPECTED as error:
                skipping.add(unexpected(error), line)


def made(
    records: Iterable[Record],
    make: Callable[[dict[str, Any], int], Iterable[Made]],
    skipping: Skipping,
) -> Iterator[tuple[int, Made]]:
    """Yield all that ``make`` makes of each record; one that isn't as it should be is noted."""
    yield from guarded(unrepeated(records, skipping), make, skipping)


def guarded(
    items: Iterable[tuple[int, Held]],
    make: Callable[[Held, int], Iterable[Made]],
    skipping: Skipping,
) -> Iterator[tuple[int, Made]]:
    """Yield all that ``make`` makes of each item; what isn't as it should be is noted."""
    for line, item in items:
        try:
            found = list(make(item, line))
        except UNEXPECTED as error:
            skipping.add(unexpected(error), line)
            continue
        for one in found:
            yield line, one


def every(
    items: Any, take: Callable[[Mapping[str, Any]], None], line: int, skipping: Skipping
) -> None:
    """Give each object in what one record lists to ``take``; one that isn't as expected is noted."""
    for item in objects_in(items, line, skipping):
        try:
            take(item)
        except UNEXPECTED as error:
            skipping.add(unexpected(error), line)


def objects_in(
    items: Any, line: int, skipping: Skipping, *, is_needed: bool = True
) -> Iterator[Mapping[str, Any]]:
    """Yield the objects in what a record lists; what is no object, or no list, is noted.

    ``is_needed``: whether a list that isn't there, or holds nothing, is noted too.
    """
    if not isinstance(items, list) or not items:
        if is_needed or items:
            skipping.add("a record without the list that it should hold", line)
        return
    if unread(items):
        skipping.add("lists with items that are no objects", line)
    yield from objects(items)


UNEXPECTED = (TypeError, ValueError, KeyError, AttributeError, IndexError)


def unexpected(error: Exception) -> str:
    """Return what is noted of a record that isn't as it should be."""
    return f"a record that isn't as expected ({type(error).__name__})"


def unrepeated(records: Iterable[Record], skipping: Skipping) -> Iterator[Record]:
    """Yield records, each one that repeats the one before left out."""
    before: dict[str, Any] = {}
    for line, record in records:
        if record == before:
            skipping.add("lines that repeat the one before", line)
            continue
        before = record
        yield line, record


class Reading(Protocol):
    """A session while its records come in."""

    draft: TraceDraft

    def take(self, line: dict[str, Any], at: int) -> None:
        """Take one record, that of line ``at``."""


def one_session(
    start: Callable[[Source], Reading],
) -> Callable[[Iterable[Record], Source], Iterator[Trace]]:
    """Return what reads the one session of a file, record by record."""

    def read(records: Iterable[Record], source: Source) -> Iterator[Trace]:
        reading = start(source)
        each(records, reading.take, source.skipping)
        yield reading.draft.built()

    return read
