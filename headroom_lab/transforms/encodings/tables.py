"""Like records of plain JSON data, their keys written once.

    [{"id": 1, "at": {"x": 2, "y": 3}}, …]  →  {"_columns": ["id", {"at": ["x", "y"]}],
                                                "_rows": [[1, [2, 3]], …]}

``_rows`` is a list of records, ``_groups`` a list of lists of records, ``_items`` an object of
records by key. A cell of a key that a record hasn't got is "_absent".
"""

from __future__ import annotations

import json
from typing import Any

COLUMNS, ROWS, GROUPS, ITEMS = "_columns", "_rows", "_groups", "_items"
ABSENT = "_absent"
_MOST_ABSENT = 0.25  # share of cells
_LEAST_GAIN = 30  # characters; what a table's own keys cost


def tabled(value: Any) -> Any:
    """Return plain data with its lists and objects of like records as tables."""
    if type(value) is list:
        return _list(value) or [tabled(item) if type(item) in _DEEP else item for item in value]
    if type(value) is dict:
        return _items(value) or {
            key: tabled(item) if type(item) in _DEEP else item for key, item in value.items()
        }
    return value


def untabled(value: Any) -> Any:
    """Return the data that a table was made of."""
    if type(value) is list:
        return [untabled(item) if type(item) in _DEEP else item for item in value]
    if type(value) is not dict:
        return value
    if len(value) == 2 and COLUMNS in value:
        columns = value[COLUMNS]
        if ROWS in value:
            return [_record(columns, row) for row in value[ROWS]]
        if GROUPS in value:
            return [[_record(columns, row) for row in group] for group in value[GROUPS]]
        if ITEMS in value:
            return {key: _record(columns, row) for key, row in value[ITEMS].items()}
    return {key: untabled(item) if type(item) in _DEEP else item for key, item in value.items()}


_DEEP = (list, dict)


def _list(value: list[Any]) -> dict[str, Any] | None:
    """Return a list of like records, or of lists of them, as a table."""
    kinds = set(map(type, value))
    if kinds == {dict}:
        columns = _columns(value)
        return columns and {COLUMNS: columns, ROWS: [_row(columns, record) for record in value]}
    if kinds == {list} and all(group and set(map(type, group)) == {dict} for group in value):
        columns = _columns([record for group in value for record in group])
        return columns and {
            COLUMNS: columns,
            GROUPS: [[_row(columns, record) for record in group] for group in value],
        }
    return None


def _items(value: dict[str, Any]) -> dict[str, Any] | None:
    """Return an object of like records as a table."""
    if len(value) < 2 or set(map(type, value.values())) != {dict}:
        return None
    columns = _columns(list(value.values()))
    return columns and {
        COLUMNS: columns,
        ITEMS: {key: _row(columns, record) for key, record in value.items()},
    }


def _columns(records: list[dict[str, Any]], least: int = _LEAST_GAIN) -> Any:
    """Return what the columns of like records are called; None unless a table is shorter.

    Records are like when their keys stand in the same order and few are missing in any. A
    column of like records is ``{key: columns}``.
    """
    keys = _keys(records)
    if not keys or len(records) < 2:
        return None
    cells = sum(map(len, records))
    if cells < (1 - _MOST_ABSENT) * len(keys) * len(records):
        return None
    if sum(map(len, keys)) * (len(records) - 1) + 3 * cells < least:
        return None
    return [_column(key, [record[key] for record in records if key in record]) for key in keys]


def _keys(records: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return all keys in the order that every record has them in; none where they differ."""
    keys: tuple[str, ...] = max(map(tuple, records), key=len)
    places = {key: place for place, key in enumerate(keys)}
    for record in records:
        if tuple(record) == keys:
            continue
        order = [places.get(key, -1) for key in record]
        if -1 in order or order != sorted(order) or ABSENT in record.values():
            return ()
    return keys


def _column(key: str, cells: list[Any]) -> Any:
    """Return the name of a column, with those of its own columns where it has any."""
    if type(cells[0]) is dict and set(map(type, cells)) == {dict}:
        inner = _columns(cells, 0)
        if inner:
            return {key: inner}
    return key


def _row(columns: list[Any], record: dict[str, Any]) -> list[Any]:
    """Return the cells of a record."""
    cells = []
    for column in columns:
        key, inner = next(iter(column.items())) if type(column) is dict else (column, None)
        cell = record.get(key, ABSENT)
        if inner and key in record:
            cell = _row(inner, cell)
        elif type(cell) in _DEEP:
            cell = tabled(cell)
        cells.append(cell)
    return cells


def _record(columns: list[Any], row: list[Any]) -> dict[str, Any]:
    """Return the record that a row was made of."""
    record = {}
    for column, cell in zip(columns, row, strict=True):
        if cell == ABSENT:
            continue
        if type(column) is dict:
            key, inner = next(iter(column.items()))
            record[key] = _record(inner, cell)
        else:
            record[column] = untabled(cell) if type(cell) in _DEEP else cell
    return record


_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def compact(value: Any) -> str:
    """Return data as JSON without blanks."""
    return _write(value)
