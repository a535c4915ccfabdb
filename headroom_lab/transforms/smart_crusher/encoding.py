"""The text that is left of a JSON text: items cut out, markers put in, perhaps other spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from headroom_lab.json_text.arrays import Array
from headroom_lab.json_text.writing import dumps
from headroom_lab.transforms.markers import items_gone, way_back_to
from headroom_lab.transforms.smart_crusher.selection import Selection

MARK = "_headroom"
COLUMNS = "_columns"
ITEMS = "_items"  # a list that is set into an object with its marker

_SPACE = re.compile(r'("[^"\\]*(?:\\.[^"\\]*)*")|[ \t\n\r]+', re.DOTALL)
_BLANK = re.compile(r'("[^"\\]*(?:\\.[^"\\]*)*")|[ \t\r]+', re.DOTALL)


@dataclass(frozen=True)
class Edit:
    """``text[start:stop]`` gives way to ``new``."""

    start: int
    stop: int
    new: str


@dataclass(frozen=True)
class Cut:
    """An array, which of its items stay, and the marker that stands for the others."""

    array: Array
    selection: Selection
    note: str

    @property
    def marker(self) -> str:
        """The marker as an object: a key of its own, named after the list it stands beside."""
        beside = self.array.key
        return compact_json({MARK if beside is None else f"{MARK}_{beside}": self.note})

    @property
    def is_last(self) -> bool:
        """Whether the marker is the last object of a list of objects that stands in no object."""
        values = self.array.values
        return self.array.key is None and (
            self.array.lines or all(type(values[i]) is dict for i in self.selection.kept)
        )

    @cached_property
    def slices(self) -> list[str]:
        """The text of each run of items that goes, as it stood there."""
        starts, stops = self.array.starts, self.array.stops
        return [self.array.text[starts[a] : stops[b - 1]] for a, b in self.selection.gaps()]


def is_marked(text: str) -> bool:
    """Tell whether a text was crushed before: it holds a marker or a table."""
    return f'"{MARK}' in text or f'"{COLUMNS}"' in text


def compact_json(value: Any) -> str:
    """Return a value's JSON without white space, in characters that can be sent.

    Raises TypeError or ValueError for what is no JSON value.
    """
    text = dumps(value)
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair: escaped
        return dumps(value, ascii=True)
    return text


def note_of(selection: Selection, original: str, retrieval: bool) -> str:
    """Return what a marker says: how much is gone, and how a model gets it back if it can."""
    gone = selection.size - len(selection.kept)
    back = way_back_to(original, retrieval)
    return items_gone(gone, selection.size, len(selection.like), back)


def edits_of(cut: Cut) -> Iterator[Edit]:
    """Yield what takes the items out of their array, and puts the marker where it belongs.

    In an object it is a key beside the list; of a list of objects elsewhere the last one; any
    other list is set into an object with it. The kept items and the white space between items
    stay as they are written.
    """
    starts, stops = cut.array.starts, cut.array.stops
    size = len(starts)
    joint = cut.array.text[stops[0] : starts[1]]
    end = f"{joint}{cut.marker}" if cut.is_last else ""
    if not cut.is_last:
        yield from _beside(cut)
    for first, past in cut.selection.gaps():
        if past < size:
            yield Edit(starts[first], starts[past], "")
        else:
            yield Edit(stops[first - 1], stops[-1], end)
            end = ""
    if end:
        yield Edit(stops[-1], stops[-1], end)


def _beside(cut: Cut) -> Iterator[Edit]:
    """Yield what puts a marker beside its list."""
    array, member = cut.array, cut.marker[1:-1]
    if array.key is None:
        yield Edit(array.start, array.start, f'{{"{ITEMS}":')
        yield Edit(array.stop, array.stop, f",{member}}}")
    else:
        yield Edit(array.stop, array.stop, f",{member}")


def apply_edits(text: str, edits: Iterable[Edit], start: int = 0, stop: int | None = None) -> str:
    """Return ``text[start:stop]`` with the edits made; they must not overlap."""
    parts: list[str] = []
    place = start
    for edit in sorted(edits, key=lambda e: (e.start, e.stop)):
        parts += (text[place : edit.start], edit.new)
        place = edit.stop
    parts.append(text[place:stop])
    return "".join(parts)


def without_space(text: str, form: str) -> str:
    """Return JSON without the white space between its tokens; JSON lines stay lines."""
    if form == "json":
        return _SPACE.sub(r"\1", text)
    return _BLANK.sub(r"\1", text)
