"""Arrays of a JSON text, each item with the exact characters it is written in.

Values are parsed by the standard library's C scanner; only the way down to the arrays is walked
in Python.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from headroom_lab.json_text.places import LEAST, places_of_objects

SPACE = " \t\n\r"
MAX_DEPTH = 10  # nested levels in which arrays are looked for
LONG = 8  # items from which an array inside an item is worth the way down
LONG_TEXT = 200  # characters, likewise

scan: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
skip: Callable[[str, int], re.Match[str]] = re.compile(r"[ \t\n\r]*").match  # type: ignore[assignment]
Items = tuple[list[int], list[int], list[Any]]
_PLAIN_KEY = re.compile(r"[^\W\d]\w{0,79}").fullmatch
_CONTAINERS = frozenset({dict, list})


class Array:
    """An array in a JSON text: ``text[start:stop]`` brackets included, its items' values, and
    where each item stands: ``text[starts[i]:stops[i]]``.

    ``path`` is how to get there (``results``, ``data.rows``, ``[0].tags``, empty at the top).
    The items of JSON lines (``lines``) are an array without brackets.
    """

    def __init__(
        self, text: str, path: str, depth: int, start: int, stop: int, items: Items
    ) -> None:
        self.text = text
        self.path = path
        self.depth = depth
        self.start = start
        self.stop = stop
        self.lines = stop == start
        self.key: str | None = None  # of the object that it is a member of
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
        if not self.lines:
            values: list[Any] = scan(self.text, self.start)[0]
            return values
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


def outermost(text: str, start: int) -> tuple[Any, tuple[Array, ...], int]:
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
            array.key = key
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
