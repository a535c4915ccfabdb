"""JSON texts read with the standard library's scanner, each array's items with their place.

Values are parsed by the C scanner; only the way down to the arrays is walked in Python, so
that every item is known by the exact characters it is written in. A text is read once,
whoever asks for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, Literal

from headroom_lab.cache import ContentCache
from headroom_lab.messages.json_places import LEAST, places_of_objects
from headroom_lab.messages.json_tables import Table, tables_of_document, tables_of_lines

CACHED = 64_000_000  # bytes, about
ITEM = 80  # bytes that the places of an item take, about
LIVE = 32_000  # characters of the texts whose values are held; more would only fill the caches

SPACE = " \t\n\r"
MAX_DEPTH = 10  # nested levels in which arrays are looked for
LONG = 8  # items from which an array inside an item is worth the way down
LONG_TEXT = 200  # characters, likewise

scan: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
skip: Callable[[str, int], re.Match[str]] = re.compile(r"[ \t\n\r]*").match  # type: ignore[assignment]
_LINE_GAP = re.compile(r"[ \t\r]*\n[ \t\n\r]*").match
_Items = tuple[list[int], list[int], list[Any]]
_PLAIN_KEY = re.compile(r"[^\W\d]\w{0,79}").fullmatch
_CONTAINERS = frozenset({dict, list})
_BROKEN = (ValueError, IndexError, StopIteration, RecursionError)


class Array:
    """An array in a JSON text: ``text[start:stop]`` brackets included, its items' values, and
    where each item stands: ``text[starts[i]:stops[i]]``.

    ``path`` is how to get there (``results``, ``data.rows``, ``[0].tags``, empty at the top).
    The items of JSON lines (``lines``) are an array without brackets.
    """

    def __init__(
        self, text: str, path: str, depth: int, start: int, stop: int, items: _Items
    ) -> None:
        self.text = text
        self.path = path
        self.depth = depth
        self.start = start
        self.stop = stop
        self.lines = stop == start
        self.starts, self.stops, self.values = items

    def __len__(self) -> int:
        return len(self.starts)

    def forget(self) -> None:
        """Let go of the values, the slices and what was made of them; they are read again when
        asked for."""
        for name in ("values", "slices", "derived"):
            self.__dict__.pop(name, None)
        for array in self.__dict__.get("inner", ()):
            array.forget()

    @cached_property
    def derived(self) -> dict[str, Any]:
        """What others made of the values and want to keep as long as these."""
        return {}

    @cached_property
    def values(self) -> list[Any]:
        """Each item's value."""
        return [scan(self.text, start)[0] for start in self.starts]

    @cached_property
    def slices(self) -> list[str]:
        """Each item as it is written."""
        text = self.text
        return [text[a:b] for a, b in zip(self.starts, self.stops, strict=True)]

    @cached_property
    def inner(self) -> tuple[Array, ...]:
        """The outermost long arrays inside the items."""
        stop = self.stops[-1] if self.stops else 0
        if self.depth >= MAX_DEPTH or self.text.find("[", self.start + 1, stop) < 0:
            return ()
        places = zip(self.values, self.starts, self.stops, strict=True)
        return tuple(
            array
            for i, (value, start, stop) in enumerate(places)
            if stop - start >= LONG_TEXT and _holds_long(value)
            for array in _inside(self.text, start, f"{self.path}[{i}]", self.depth + 1)[1]
        )


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
    if text[start : start + 1] not in ("{", "["):
        return None
    try:
        value, arrays, stop = _outermost(text, start)
        if skip(text, stop).end() == len(text):
            return Document(text, "json", arrays, value)
    except _BROKEN:
        return None
    return _lines(text, start) if text[stop] in SPACE else None


def _outermost(text: str, start: int) -> tuple[Any, tuple[Array, ...], int]:
    """Read the value at ``start``: itself, its outermost arrays, where it ends."""
    if text[start] == "[":
        array = _array(text, start, "", 0)
        return array.values, (array,), array.stop
    return _object(text, start, "", 0)


def _array(text: str, start: int, path: str, depth: int) -> Array:
    """Read the array at ``start``: of many objects at once, else item by item."""
    if text[skip(text, start + 1).end()] == "{":
        values, stop = scan(text, start)
        if len(values) >= LEAST and set(map(type, values)) == {dict}:
            places = places_of_objects(text, start, stop)
            return Array(text, path, depth, start, stop, (*places, values))
    return _item_by_item(text, start, path, depth)


def _item_by_item(text: str, start: int, path: str, depth: int) -> Array:
    """Read the array at ``start``, one item after another."""
    starts: list[int] = []
    stops: list[int] = []
    values: list[Any] = []
    place = skip(text, start + 1).end()
    if text[place] == "]":
        return Array(text, path, depth, start, place + 1, (starts, stops, values))
    while True:
        value, stop = scan(text, place)
        starts.append(place)
        stops.append(stop)
        values.append(value)
        mark = text[stop]
        if mark in SPACE:
            stop = skip(text, stop).end()
            mark = text[stop]
        if mark != ",":
            break
        place = stop + 1
        if text[place] in SPACE:
            place = skip(text, place).end()
    if mark != "]":
        raise ValueError("expected a comma or the array's end")
    return Array(text, path, depth, start, stop + 1, (starts, stops, values))


def _next(text: str, stop: int) -> int:
    """Return where what follows the comma at ``stop`` begins; ValueError without a comma."""
    if text[stop] != ",":
        raise ValueError("expected a comma")
    place = stop + 1
    return skip(text, place).end() if text[place] in SPACE else place


def members(text: str, start: int) -> Iterator[tuple[str, int, int, Any]]:
    """Yield key, start, stop and value of each member of the object at ``start``."""
    ends: list[int] = []
    for key, place in _keys(text, start, ends):
        value, stop = scan(text, place)
        ends.append(stop)
        yield key, place, stop, value


def _keys(text: str, start: int, ends: list[int]) -> Iterator[tuple[str, int]]:
    """Yield each key of the object at ``start`` and where its value begins.

    Whoever reads the value appends its end to ``ends``; at last the object's end is there.
    """
    place = skip(text, start + 1).end()
    if text[place] == "}":
        ends.append(place + 1)
        return
    while True:
        if text[place] != '"':
            raise ValueError("expected a key")
        key, stop = scanstring(text, place + 1, True)
        stop = skip(text, stop).end()
        if text[stop] != ":":
            raise ValueError("expected a colon")
        yield key, skip(text, stop + 1).end()
        stop = skip(text, ends[-1]).end()
        if text[stop] == "}":
            ends.append(stop + 1)
            return
        place = _next(text, stop)


def _object(text: str, start: int, path: str, depth: int) -> tuple[Any, tuple[Array, ...], int]:
    """Read the object at ``start``: its value, its outermost arrays, where it ends."""
    found: list[Array] = []
    value: dict[str, Any] = {}
    ends: list[int] = []
    for key, place in _keys(text, start, ends):
        inner = _joined(path, key)
        if text[place] == "[" and depth < MAX_DEPTH:
            array = _array(text, place, inner, depth + 1)
            found.append(array)
            value[key], stop = array.values, array.stop
        else:
            value[key], stop = scan(text, place)
            if text[place] == "{" and depth < MAX_DEPTH and _holds_long(value[key]):
                found.extend(_inside(text, place, inner, depth + 1)[1])
        ends.append(stop)
    return value, tuple(found), ends[-1]


def _inside(text: str, start: int, path: str, depth: int) -> tuple[Any, tuple[Array, ...], int]:
    """Read a container again, for the arrays in it."""
    if text[start] == "[":
        array = _array(text, start, path, depth)
        return array.values, (array,), array.stop
    return _object(text, start, path, depth)


def _holds_long(value: Any) -> bool:
    """Tell whether a long array stands anywhere in a value."""
    queue = [value] if type(value) in _CONTAINERS else []
    for item in queue:  # which grows on the way
        if type(item) is dict:
            queue += [member for member in item.values() if type(member) in _CONTAINERS]
        elif len(item) >= LONG:
            return True
        else:
            queue += [member for member in item if type(member) in _CONTAINERS]
    return False


def _joined(path: str, key: str) -> str:
    """Return the path of a member."""
    if _PLAIN_KEY(key):
        return f"{path}.{key}" if path else key
    shown = key if len(key) <= 80 else f"{key[:79]}…"
    return f"{path}[{json.dumps(shown, ensure_ascii=False)}]"


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
