"""Like records of plain JSON data, their keys written once.

    [{"id": 1, "at": {"x": 2, "y": 3}}, …]  →  {"_columns": ["id", {"at": ["x", "y"]}],
                                                "_rows": [[1, [2, 3]], …]}

``_rows`` is a list of records, ``_groups`` a list of lists of records, ``_items`` an object of
records by key. A field that is the same in all of them stands once, in ``_constant``, and in no
row. A column of lists of like records is ``{"tags": {"_columns": […]}}``. A cell of a key that a
record hasn't got is "_absent"; keys that few records have are a list among the columns, and
stand in an object at the end of the rows that have them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

from headroom_lab.transforms.encodings.constants import CONSTANT, constant_fields
from headroom_lab.transforms.encodings.table_reading import (
    ABSENT,
    COLUMNS,
    GROUPS,
    ITEMS,
    ROWS,
    Field,
    Plan,
    head_plan,
)

_LEAST_GAIN = 30  # characters; what a table's own keys cost
_KEY, _ABSENT, _RARE = 3, len(ABSENT) + 3, 4  # characters around a key, of a hole, of a rare field

Records = list[dict[str, Any]]


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
            plan = head_plan(table)
            table[ROWS] = [_row(plan, record) for record in value]
        return table
    if kinds == {list} and all(group and set(map(type, group)) == {dict} for group in value):
        table = _head([record for group in value for record in group])
        if table is not None:
            plan = head_plan(table)
            table[GROUPS] = [[_row(plan, record) for record in group] for group in value]
        return table
    return None


def _items(value: dict[str, Any]) -> dict[str, Any] | None:
    """Return an object of like records as a table."""
    if len(value) < 2 or set(map(type, value.values())) != {dict}:
        return None
    table = _head(list(value.values()))
    if table is not None:
        plan = head_plan(table)
        table[ITEMS] = {key: _row(plan, record) for key, record in value.items()}
    return table


def _head(records: Records, least: int = _LEAST_GAIN) -> dict[str, Any] | None:
    """Return what a table of like records begins with; None unless a table is shorter.

    Records are like when their keys stand in one order. A column of like records is
    ``{key: columns}``, what is the same in all of those a part of what is constant.
    """
    keys = _keys(records) if len(records) > 1 else ()
    rare = _rare(records, keys)
    if not keys or _gain(records, keys, rare) < least:
        return None
    constant = _constant(records)
    columns: list[Any] = []
    for key in keys:
        cells = [record[key] for record in records if key in record]
        column = key if key in constant else _column(key, cells, constant)
        if key not in rare:
            columns.append(column)
        elif columns and type(columns[-1]) is list:
            columns[-1].append(column)
        else:
            columns.append([column])
    return {COLUMNS: columns, CONSTANT: constant} if constant else {COLUMNS: columns}


def _gain(records: Records, keys: Iterable[str], rare: Iterable[str]) -> int:
    """Return how many characters a table leaves out, about, of those that its keys take."""
    gain = 0
    for key in keys:
        having = sum(key in record for record in records)
        gain -= len(key) + _KEY
        if key not in rare:
            gain += having * (len(key) + _KEY) - (len(records) - having) * _ABSENT
    return gain


def _rare(records: Records, keys: Iterable[str]) -> set[str]:
    """Return the keys that are cheaper to name where they stand than to miss where they don't."""
    rare = set()
    for key in keys:
        missing = sum(key not in record for record in records)
        if missing * _ABSENT > (len(records) - missing) * (len(key) + _RARE):
            rare.add(key)
    return rare


def _constant(records: Records) -> dict[str, Any]:
    """Return the fields that are the same in all records, as they are written."""
    first, second = records[0], records[-1]
    same = [key for key, cell in first.items() if key in second and second[key] == cell]
    cells = {
        key: _written([record[key] for record in records])
        for key in same
        if all(record.get(key, ABSENT) == first[key] for record in records)
    }
    return {key: first[key] for key in constant_fields(cells)}


def _written(cells: list[Any]) -> list[str]:
    """Return equal cells as they are written."""
    if set(map(type, cells)) == {str}:  # of texts alone equal ones are always written alike
        return [compact(cells[0])] * len(cells)
    return list(map(compact, cells))


def _keys(records: Records) -> tuple[str, ...]:
    """Return all keys in the order that every record has them in; none where they differ."""
    shapes = set(map(tuple, records))
    if len(shapes) == 1:
        return shapes.pop()
    if any(ABSENT in record.values() for record in records):
        return ()
    order: TopologicalSorter[str] = TopologicalSorter()
    for shape in dict.fromkeys(map(tuple, records)):
        for key in shape[:1]:
            order.add(key)
        for before, key in pairwise(shape):
            order.add(key, before)
    try:
        return tuple(order.static_order())
    except CycleError:
        return ()


def _column(key: str, cells: list[Any], constant: dict[str, Any]) -> Any:
    """Return the name of a column, with those of its own columns where it has any.

    What is the same in all records of a column is added to ``constant``.
    """
    kinds = set(map(type, cells))
    if kinds == {dict}:
        head = _head(cells, 0)
        if head is None:
            return key
        if CONSTANT in head:
            constant[key] = head[CONSTANT]
        return {key: head[COLUMNS]}
    if kinds == {list}:
        inner = [record for cell in cells for record in cell]
        if len(inner) > 1 and set(map(type, inner)) == {dict}:
            head = _head(inner)
            return key if head is None else {key: head}
    return key


def _row(plan: Plan, record: dict[str, Any]) -> list[Any]:
    """Return the cells of a record; behind them the rare fields that it has."""
    cells = _cells(plan.cells, (record.get(key, ABSENT) for key in plan.keys))
    rare = {key: value for key, value in record.items() if key in plan.rare} if plan.rare else {}
    if not rare:
        return cells
    written = _cells((plan.rare[key] for key in rare), rare.values())
    return [*cells, dict(zip(rare, written, strict=True))]


def _cells(fields: Iterable[Field], values: Iterable[Any]) -> list[Any]:
    """Return what stands in a row for the values of fields."""
    pairs = zip(fields, values, strict=True)
    return [_cell(field, value) if type(value) in _DEEP else value for field, value in pairs]


def _cell(field: Field, value: Any) -> Any:
    """Return what stands in a row for a list or an object."""
    inner = field.inner
    if inner is None:
        return tabled(value)
    if field.holds == "record":
        return _row(inner, value)
    return [_row(inner, record) for record in value]


_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def compact(value: Any) -> str:
    """Return data as JSON without blanks."""
    return _write(value)
