"""JSON keys and punctuation that a table would not repeat.

In a list of records a table names each column once. Every further time that a record of the
list names it, the key goes, its quotes and its colon; between two records one line break
stands instead of brace, comma and brace. Columns of nested objects and lists count by their
path. What stays: the first naming of each column, every value as it was written, the braces
of nested objects, which hold a cell together.
"""

from __future__ import annotations

import re
from typing import Any

from headroom_lab.waste.json_pieces import JsonPieces, join

DEEPEST = 64  # levels; a text that is nested deeper is no table
_CONTAINERS = frozenset({dict, list})
# Stand in a key's place; control characters, which valid JSON does not hold.
_NAMED, _REPEATED, _NEXT_RECORD = "", "\x01", "\x02"
_BETWEEN = re.compile(rf'\}}\s*+,?\s*+\{{\s*+"{_NEXT_RECORD}"\s*+:\s*+')
_KEY = re.compile(rf'"[{_REPEATED}{_NEXT_RECORD}]"\s*+:\s*+')

_Columns = dict[str | None, Any]  # column -> the columns below it; None for a list in a list


def as_table(pieces: JsonPieces) -> str | None:
    """Return the text with each column named once, None where nothing is named twice.

    Objects with one key twice and nesting deeper than DEEPEST are no table.
    """
    marks = repeats(pieces.value)
    if not marks or not any(marks):
        return None
    keys = [i for i, gap in enumerate(pieces.gaps[1:]) if gap.lstrip()[:1] == ":"]
    if len(keys) != len(marks):
        return None
    strings = pieces.strings.copy()
    for index, mark in zip(keys, marks, strict=True):
        if mark:
            strings[index] = mark
    return _KEY.sub("", _BETWEEN.sub("\n", join(pieces.gaps, strings)))


def repeats(value: Any) -> list[str]:
    """Return one mark a key, in reading order; empty for nesting deeper than DEEPEST."""
    marks: list[str] = []
    reader = _list if isinstance(value, list) else _object
    return marks if reader(value, {}, marks, 0) else []


def _list(values: list[Any], columns: _Columns, marks: list[str], depth: int) -> bool:
    """Mark the keys of a list's records; False where nesting is too deep."""
    if depth > DEEPEST:
        return False
    if _CONTAINERS.isdisjoint(map(type, values)):
        return True
    keys: list[str] = []  # of the record before
    again: list[str] = []  # marks of a record with just those
    for value in values:
        if type(value) is dict:
            names = list(value)
            if names != keys:
                new = _new_marks(names, columns)
                keys, again = names, [_NEXT_RECORD, *[_REPEATED] * (len(names) - 1)][: len(names)]
            else:
                new = again
            if _CONTAINERS.isdisjoint(map(type, value.values())):
                marks += new
            elif not _cells(value, new, columns, marks, depth):
                return False
        elif type(value) is list and not _list(value, _below(columns, None), marks, depth + 1):
            return False
    return True


def _new_marks(names: list[str], columns: _Columns) -> list[str]:
    """Return the marks of a record's keys and add what they name to the columns.

    A record that is unlike those before it (under half of its keys known) repeats nothing.
    """
    known = [name in columns for name in names]
    alike = 2 * sum(known) >= len(names)
    marks = [_REPEATED if alike and again else _NAMED for again in known]
    if marks and marks[0]:
        marks[0] = _NEXT_RECORD
    for name in names:
        columns.setdefault(name, None)
    return marks


def _cells(
    record: dict[str, Any], new: list[str], columns: _Columns, marks: list[str], depth: int
) -> bool:
    """Mark the keys of a record that holds containers, and those inside them."""
    for (name, value), mark in zip(record.items(), new, strict=True):
        marks.append(mark)
        kind = type(value)
        if kind is dict:
            below = _below(columns, name)
            inner = _new_marks(list(value), below)
            if inner and inner[0]:
                inner[0] = _REPEATED
            if depth >= DEEPEST or not _cells(value, inner, below, marks, depth + 1):
                return False
        elif kind is list and not _list(value, _below(columns, name), marks, depth + 1):
            return False
    return True


def _object(value: dict[str, Any], columns: _Columns, marks: list[str], depth: int) -> bool:
    """Mark the keys of an object that is in no list: it names all, its lists repeat."""
    if depth > DEEPEST:
        return False
    for name, inner in value.items():
        marks.append(_NAMED)
        if type(inner) is dict and not _object(inner, columns, marks, depth + 1):
            return False
        if type(inner) is list and not _list(inner, {}, marks, depth + 1):
            return False
    return True


def _below(columns: _Columns, name: str | None) -> _Columns:
    """Return the columns below a column."""
    below: _Columns | None = columns.get(name)
    if below is None:
        below = columns[name] = {}
    return below
