"""Like records of plain JSON data, their keys written once.

    [{"id": 1, "at": {"x": 2, "y": 3}}, …]  →  {"_columns": ["id", {"at": ["x", "y"]}],
                                                "_rows": [[1, [2, 3]], …]}

``_rows`` is a list of records, ``_groups`` a list of lists of records, ``_items`` an object of
records by key. A cell of a key that a record hasn't got is "_absent". A field that is the same
in all of them stands once, in ``_constant``, and in no row.
"""

from __future__ import annotations

import json
from typing import Any

from headroom_lab.transforms.encodings.constants import CONSTANT, constant_fields
from headroom_lab.transforms.encodings.table_reading import (
    ABSENT,
    COLUMNS,
    GROUPS,
    ITEMS,
    ROWS,
    Plan,
    plan_of,
)

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


_DEEP = (list, dict)


def _list(value: list[Any]) -> dict[str, Any] | None:
    """Return a list of like records, or of lists of them, as a table."""
    kinds = set(map(type, value))
    if kinds == {dict}:
        table = _head(value)
        if table is not None:
            plan = plan_of(table[COLUMNS], table.get(CONSTANT, {}))
            table[ROWS] = [_row(plan, record) for record in value]
        return table
    if kinds == {list} and all(group and set(map(type, group)) == {dict} for group in value):
        table = _head([record for group in value for record in group])
        if table is not None:
            plan = plan_of(table[COLUMNS], table.get(CONSTANT, {}))
            table[GROUPS] = [[_row(plan, record) for record in group] for group in value]
        return table
    return None


def _items(value: dict[str, Any]) -> dict[str, Any] | None:
    """Return an object of like records as a table."""
    if len(value) < 2 or set(map(type, value.values())) != {dict}:
        return None
    table = _head(list(value.values()))
    if table is not None:
        plan = plan_of(table[COLUMNS], table.get(CONSTANT, {}))
        table[ITEMS] = {key: _row(plan, record) for key, record in value.items()}
    return table


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


def _row(plan: Plan, record: dict[str, Any]) -> list[Any]:
    """Return the cells of a record."""
    cells = []
    for key, inner in plan:
        cell = record.get(key, ABSENT)
        if type(cell) in _DEEP:
            cell = tabled(cell) if inner is None else _row(inner, cell)
        cells.append(cell)
    return cells


_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def compact(value: Any) -> str:
    """Return data as JSON without blanks."""
    return _write(value)
