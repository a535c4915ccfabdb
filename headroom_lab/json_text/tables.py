"""Where the lists of alike records of a JSON text are: documents and JSON lines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headroom_lab.json_text.nesting import value_at

LEAST_FILL = 0.5  # of a table's cells; records that share less than that are not alike
DEEPEST = 4  # objects and lists around a list of records; deeper ones are not looked for

# In valid JSON a quoted name before a colon is a key wherever it stands, as long as the name
# has no backslash and none of what can stand between two strings. Other keys are not found.
KEY = re.compile(r'"(?<!\\")([^"\\,:\[\]{}]++)"\s*+:\s*+')
_SPACE = re.compile(r"\s*+")
_CONTAINERS = frozenset({dict, list})


Known = Mapping[int, tuple[Any, int]]  # where a value begins -> itself, where it ends


@dataclass(frozen=True, slots=True)
class Table:
    """What follows the first record of a list, from that record's closing brace on.

    It is text[start:stop]; ``columns`` are the keys that the first record named.
    """

    start: int
    stop: int
    columns: tuple[str, ...]


def tables_of_lines(text: str, records: Sequence[Any]) -> list[Table]:
    """Return the tables of JSON lines whose values are ``records``: none unless all are alike."""
    if len(records) < 2 or any(type(record) is not dict for record in records):
        return []
    return _rows(text, _skip(text, 0), len(text), 0, {}) if _alike(records) else []


def tables_of_document(text: str, known: Known) -> list[Table]:
    """Return the tables of a valid JSON document, ascending; none where it is nested too deep.

    ``known`` holds values that need not be parsed again.
    """
    start = _skip(text, 0)
    # an object is walked at once: parsing it whole first would parse its lists twice
    walk = _members if text[start] == "{" else _value
    try:
        return walk(text, start, 0, known)[1]
    except (ValueError, IndexError, RecursionError):
        return []


def _value(text: str, start: int, depth: int, known: Known) -> tuple[int, list[Table]]:
    """Return where the value at ``start`` ends, and the tables in it."""
    value, stop = known[start] if start in known else value_at(text, start)
    if isinstance(value, list) and _alike(value):
        return stop, _rows(text, _first_record(text, start), stop, depth, known)
    if not _holds_records(value, DEEPEST - depth):
        return stop, []
    return _members(text, start, depth, known)


def _members(text: str, start: int, depth: int, known: Known) -> tuple[int, list[Table]]:
    """Return where an object or a list ends, and the tables in its members.

    Raises ValueError or IndexError where it is not valid JSON.
    """
    end = "}" if text[start] == "{" else "]"
    rows: list[Table] = []
    place = _skip(text, start + 1)
    while text[place] != end:
        if end == "}":
            place = _behind_key(text, place)
        place, found = _value(text, place, depth + 1, known)
        rows += found
        place = _skip(text, place)
        if text[place] == ",":
            place = _skip(text, place + 1)
            if text[place] == end:
                raise ValueError("a comma too much")
        elif text[place] != end:
            raise ValueError("a comma is missing")
    return place + 1, rows


def _behind_key(text: str, start: int) -> int:
    """Return where the value of the key at ``start`` begins."""
    name, place = value_at(text, start)
    place = _skip(text, place)
    if not isinstance(name, str) or text[place] != ":":
        raise ValueError("a key is missing")
    return _skip(text, place + 1)


def _rows(text: str, first: int, stop: int, depth: int, known: Known) -> list[Table]:
    """Return what follows the record at ``first`` in its list, and the tables inside that record."""
    end, inside = _value(text, first, depth + 1, known)
    columns = tuple(dict.fromkeys(KEY.findall(text, first, end)))
    return [*inside, Table(end - 1, stop, columns)] if columns else inside


def _first_record(text: str, start: int) -> int:
    """Return where the first object of the list at ``start`` begins."""
    place = _skip(text, start + 1)
    while text[place] != "{":
        place = _skip(text, value_at(text, place)[1])
        place = _skip(text, place + 1)  # the comma
    return place


def _alike(values: Sequence[Any]) -> bool:
    """Tell whether a list holds at least two records, much the same columns in all."""
    records = [value for value in values if type(value) is dict]
    if len(records) < 2:
        return False
    cells = len(records) * len(set().union(*records))
    return sum(map(len, records)) >= LEAST_FILL * cells


def _holds_records(value: Any, depth: int) -> bool:
    """Tell whether a list of alike records is among what ``value`` holds."""
    if depth <= 0 or type(value) not in _CONTAINERS:
        return False
    inner = value.values() if isinstance(value, dict) else value
    return any(
        (type(item) is list and _alike(item)) or _holds_records(item, depth - 1)
        for item in inner
        if type(item) in _CONTAINERS
    )


def _skip(text: str, start: int) -> int:
    """Return the place of the next character that is no white space."""
    match = _SPACE.match(text, start)
    return match.end() if match else start
