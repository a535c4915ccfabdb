"""Which records, rows and values of JSON speak of an error, by words, forms and fields' meanings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from headroom_lab.transforms.outlining.errors import FEW, MOST, error_lines
from headroom_lab.transforms.smart_crusher.errors import is_error_field, reports_error

_LONGEST = 400  # characters of a value that is read
_DEEPEST = 3  # levels of a record that are read
_WIDEST = 60  # fields of a record that are read
_PLAIN = (str, int, float, bool)
_DEEP = (dict, list)
_LEAST = 4  # dicts as values of a dict from which they are its records


class ErrorPlaces:
    """Where in a JSON value something speaks of an error: asked by the containers themselves.

    What most records of a list say is no signal.
    """

    def __init__(self, value: Any) -> None:
        self._found: dict[int, set[Any]] = {}
        self._paths: set[int] = set()
        self._walk(value, among_records=False)

    def of(self, container: Any) -> set[Any]:
        """Return the keys or numbers of the members that speak of an error themselves."""
        return self._found.get(id(container), _NONE)

    def leads(self, value: Any) -> bool:
        """Tell whether something in a list or an object speaks of an error."""
        return id(value) in self._paths

    def _walk(self, value: Any, *, among_records: bool) -> bool:
        """Note the places in a value; tell whether there are any."""
        if type(value) not in _DEEP:
            return False
        found = _members(value, among_records=among_records)
        found |= self._found.get(id(value), _NONE)
        if found:
            self._found[id(value)] = found
        if type(value) is dict and (headed := _headed(value)) is not None:
            names, rows = headed
            if in_rows := error_records(rows, names):
                self._found[id(rows)] = in_rows
                self._paths.add(id(rows))
        records = type(value) is list or _is_keyed(value)
        inner = [
            self._walk(item, among_records=records or among_records)
            for item in (value.values() if type(value) is dict else value)
            if type(item) in _DEEP
        ]
        if found or any(inner):
            self._paths.add(id(value))
            return True
        return False


_NONE: set[Any] = set()


def error_records(items: list[Any], names: list[str] | None = None) -> set[int]:
    """Return the numbers (from 0) of the items of a list that speak of an error.

    Their plain fields are read as a line of ``key=value``; rows have ``names`` for columns.
    """
    types = set(map(type, items)) - {type(None)}
    if len(items) < 2 or len(types) != 1 or not types <= {dict, list, str}:
        return set()
    if types == {str}:
        return error_lines([" ".join((item or "")[:_LONGEST].split()) for item in items], "table")
    fields = [list(_fields(item, names)) for item in items]
    return error_lines([_line(one) for one in fields], "table") | _meant(fields)


def _members(value: Any, *, among_records: bool) -> set[Any]:
    """Return which members of a list or an object speak of an error."""
    if type(value) is list:
        return error_records(value)
    if _is_keyed(value):
        keys = list(value)
        return {keys[number] for number in error_records(list(value.values()))}
    if among_records:
        return set()
    return {key for key, item in value.items() if type(item) in _DEEP and is_error_field(key, item)}


def _is_keyed(value: Any) -> bool:
    """Tell whether an object is a list of records by their keys."""
    return len(value) >= _LEAST and set(map(type, value.values())) == {dict}


def _headed(value: dict[str, Any]) -> tuple[list[str], list[Any]] | None:
    """Return the names of the columns and the rows of a table, where an object is one."""
    lists = [item for item in value.values() if type(item) is list and item]
    names = next((item for item in lists if set(map(type, item)) == {str}), None)
    rows = next((item for item in lists if set(map(type, item)) == {list}), None)
    return None if names is None or rows is None else (names, rows)


def _meant(records: list[list[tuple[str, Any]]]) -> set[int]:
    """Return the numbers of the records with a field that by its meaning reports an error."""
    places: dict[str, set[int]] = defaultdict(set)
    for number, fields in enumerate(records):
        for name, value in fields:
            if name and reports_error(name, value):
                places[name].add(number)
    most = max(FEW, MOST * len(records))
    return {number for numbers in places.values() if len(numbers) <= most for number in numbers}


def _fields(record: Any, names: list[str] | None) -> Iterator[tuple[str, Any]]:
    """Yield name and value of the plain fields of a record, up to a depth and a number."""
    if names is not None and type(record) is list and len(names) == len(record):
        record = dict(zip(names, record, strict=True))
    stack: list[tuple[str, Any, int]] = [("", record, 0)]
    count = 0
    while stack and count < _WIDEST:
        name, value, depth = stack.pop()
        if type(value) in _PLAIN:
            count += 1
            yield name, value
        elif type(value) is dict and depth < _DEEPEST:
            stack += [(key, item, depth + 1) for key, item in reversed(value.items())]
        elif type(value) is list and depth < _DEEPEST:
            stack += [(name, item, depth + 1) for item in reversed(value[:_WIDEST])]


def _line(fields: list[tuple[str, Any]]) -> str:
    """Return plain fields on one line."""
    told = (
        f"{name}{'=' if name else ''}{value[:_LONGEST] if type(value) is str else value}"
        for name, value in fields
    )
    return " ".join(" ".join(told).split())
