"""JSON texts as documents: read once per content, whoever asks."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, Literal

from headroom_lab.cache import ContentCache
from headroom_lab.json_text.arrays import SPACE, Array, outermost, scan, skip
from headroom_lab.json_text.nesting import is_deep
from headroom_lab.json_text.tables import Table, tables_of_document, tables_of_lines

CACHED = 64_000_000  # bytes, about
ITEM = 80  # bytes that the places of an item take, about
LIVE = 32_000  # characters of the texts whose values are held; more would only fill the caches

_LINE_GAP = re.compile(r"[ \t\r]*\n[ \t\n\r]*").match
_BROKEN = (ValueError, IndexError, StopIteration, RecursionError)


class Document:
    """A JSON text: one value or JSON lines, its outermost arrays, and its lists of records."""

    def __init__(
        self, text: str, form: Literal["json", "lines"], arrays: tuple[Array, ...], value: Any
    ) -> None:
        self.text = text
        self.form = form
        self.arrays = arrays
        self.value = value
        self.tables = self._tables()

    @cached_property
    def value(self) -> Any:
        """The value itself, of JSON lines all of them in a list."""
        if self.form == "lines" or (self.arrays and not self.arrays[0].path):
            return self.arrays[0].values
        return scan(self.text, skip(self.text, 0).end())[0]

    @property
    def weight(self) -> int:
        """Bytes that the text and the places of its items take, about."""
        return len(self.text) + ITEM * sum(map(len, self.arrays))

    def forget(self) -> None:
        """Let go of the values; they are read again when asked for."""
        self.__dict__.pop("value", None)
        for array in self.arrays:
            array.forget()

    def _tables(self) -> tuple[Table, ...]:
        """Return the lists of records, their values not parsed a second time."""
        if self.form == "lines":
            return tuple(tables_of_lines(self.text, self.value))
        known = {array.start: (array.values, array.stop) for array in self.arrays}
        return tuple(tables_of_document(self.text, known))


_documents: ContentCache[str, tuple[Document | None]] = ContentCache(CACHED)
_live: ContentCache[str, Document] = ContentCache(LIVE, Document.forget)
_may_be_json = re.compile(r"\s*[\[{]").match


def read_json(text: str) -> Document | None:
    """Return what ``parse`` makes of a text, read once per content.

    The values of those that were read longest ago are let go of.
    """
    if not _may_be_json(text):
        return None
    found = _documents.get(text)
    if found is None:
        document = parse(text)
        found = (document,)
        _documents.put(text, found, document.weight if document else len(text))
    if found[0] is not None:
        _live.put(text, found[0], min(len(text), LIVE))
    return found[0]


def forget_documents() -> None:
    """Forget all texts that were read (for measuring)."""
    _documents.clear()
    _live.clear()


def parse(text: str) -> Document | None:
    """Return a text that is one JSON object or array, or JSON lines of such; None for any other.

    White space around is no part of it. What the standard library can't read (too deep, a
    number of too many digits, text before or behind) is None as well.
    """
    start = skip(text, 0).end()
    if text[start : start + 1] not in ("{", "[") or is_deep(text):
        return None
    try:
        value, arrays, stop = outermost(text, start)
        if skip(text, stop).end() == len(text):
            return Document(text, "json", arrays, value)
    except _BROKEN:
        return None
    return _lines(text, start) if text[stop] in SPACE else None


def _lines(text: str, place: int) -> Document | None:
    """Read JSON lines: objects or arrays, one on each line, blank lines between them allowed."""
    starts: list[int] = []
    stops: list[int] = []
    values: list[Any] = []
    size = len(text)
    try:
        while place < size:
            value, stop = scan(text, place)
            if text[place] not in "{[" or text.find("\n", place, stop) >= 0:
                return None
            starts.append(place)
            stops.append(stop)
            values.append(value)
            gap = _LINE_GAP(text, stop)
            place = gap.end() if gap else skip(text, stop).end()
            if gap is None and place < size:
                return None
    except _BROKEN:
        return None
    array = Array(text, "", 0, starts[0], starts[0], (starts, stops, values))
    return Document(text, "lines", (array,), values)
