"""Like records of plain JSON data, their keys written once.

    [{"id": 1, "at": {"x": 2, "y": 3}}, …]  →  {"_columns": ["id", {"at": ["x", "y"]}],
                                                "_rows": [[1, [2, 3]], …]}

``_rows`` is a list of records, ``_groups`` a list of lists of records, ``_items`` an object of
records by key. A cell of a key that a record hasn't got is "_absent". A field that is the same
in all of them stands once, in ``_constant``, and in no row.
"""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from headroom_lab.transforms.encodings.constants import CONSTANT, constant_fields

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
    """Return the data that tables were made of; ValueError where a row doesn't fit its columns."""
    if type(value) is list:
        return [untabled(item) if type(item) in _DEEP else item for item in value]
    if type(value) is not dict:
        return value
    if COLUMNS in value and len(value) == 2 + (CONSTANT in value) and _is_headed(value):
        columns, constant = value[COLUMNS], value.get(CONSTANT, {})
        if type(value.get(ROWS)) is list:
            return [_record(columns, row, constant) for row in value[ROWS]]
        if type(value.get(GROUPS)) is list and set(map(type, value[GROUPS])) <= {list}:
            return [[_record(columns, row, constant) for row in group] for group in value[GROUPS]]
        if type(value.get(ITEMS)) is dict:
            return {key: _record(columns, row, constant) for key, row in value[ITEMS].items()}
    return {key: untabled(item) if type(item) in _DEEP else item for key, item in value.items()}


_DEEP = (list, dict)


def _list(value: list[Any]) -> dict[str, Any] | None:
    """Return a list of like records, or of lists of them, as a table."""
    kinds = set(map(type, value))
    if kinds == {dict}:
        table = _head(value)
        return table and {**table, ROWS: [_cells(table, record) for record in value]}
    if kinds == {list} and all(group and set(map(type, group)) == {dict} for group in value):
        table = _head([record for group in value for record in group])
        return table and {
            **table,
            GROUPS: [[_cells(table, record) for record in group] for group in value],
        }
    return None


def _items(value: dict[str, Any]) -> dict[str, Any] | None:
    """Return an object of like records as a table."""
    if len(value) < 2 or set(map(type, value.values())) != {dict}:
        return None
    table = _head(list(value.values()))
    return table and {
        **table,
        ITEMS: {key: _cells(table, record) for key, record in value.items()},
    }


def _head(records: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return what a table of like records begins with; None unless a table is shorter."""
    columns = _columns(records)
    if columns is None:
        return None
    constant = _constant(records)
    return {COLUMNS: columns, CONSTANT: constant} if constant else {COLUMNS: columns}


def _constant(records: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the fields that are the same in all records, as they are written."""
    first, second = records[0], records[-1]
    same = [key for key, cell in first.items() if key in second and second[key] == cell]
    cells = {
        key: [compact(record[key]) if key in record else None for record in records]
        for key in same
        if all(record.get(key, ABSENT) == first[key] for record in records)
    }
    return {key: first[key] for key in constant_fields(cells)}


def _cells(table: dict[str, Any], record: dict[str, Any]) -> list[Any]:
    """Return the cells of a record in a table."""
    return _row(table[COLUMNS], record, table.get(CONSTANT, {}))


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


def _row(
    columns: list[Any], record: dict[str, Any], constant: dict[str, Any] | None = None
) -> list[Any]:
    """Return the cells of a record but those that are constant."""
    cells = []
    for column in columns:
        key, inner = next(iter(column.items())) if type(column) is dict else (column, None)
        if constant and key in constant:
            continue
        cell = record.get(key, ABSENT)
        if inner and key in record:
            cell = _row(inner, cell)
        elif type(cell) in _DEEP:
            cell = tabled(cell)
        cells.append(cell)
    return cells


def _record(
    columns: list[Any], row: list[Any], constant: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return the record that a row was made of."""
    if type(row) is not list:
        raise ValueError(f"found {type(row).__name__} as a row of a table, expected its cells")
    constant = constant or {}
    record = {}
    place = 0
    for column in columns:
        key, inner = next(iter(column.items())) if type(column) is dict else (column, None)
        if key in constant:
            record[key] = deepcopy(constant[key])
            continue
        if place == len(row):
            raise ValueError(f"a row of a table has no cell for {key!r}")
        cell = row[place]
        place += 1
        if cell == ABSENT:
            continue
        if inner:
            record[key] = _record(inner, cell)
        else:
            record[key] = untabled(cell) if type(cell) in _DEEP else cell
    if place != len(row):
        raise ValueError(f"a row of a table has {len(row)} cells, expected {place}")
    return record


def _is_headed(value: dict[str, Any]) -> bool:
    """Tell whether an object begins as a table does, with columns that have names."""
    return _are_columns(value[COLUMNS]) and type(value.get(CONSTANT, {})) is dict


def _are_columns(columns: Any) -> bool:
    """Tell whether a value is what the columns of a table are called."""
    return type(columns) is list and all(
        type(column) is str
        or (type(column) is dict and len(column) == 1 and _are_columns(*column.values()))
        for column in columns
    )


_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def compact(value: Any) -> str:
    """Return data as JSON without blanks."""
    return _write(value)
