"""Tables of like records, read back into the records."""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from typing import Any

from headroom_lab.transforms.encodings.constants import CONSTANT

COLUMNS, ROWS, GROUPS, ITEMS = "_columns", "_rows", "_groups", "_items"
ABSENT = "_absent"
# The fields whose cells stand in a row, in order; of one that is a record, its own fields.
Plan = list[tuple[str, "Plan | None"]]

_DEEP = (list, dict)


def plan_of(columns: list[Any], constant: Collection[str] = ()) -> Plan:
    """Return what stands in the rows under these columns; what is constant stands in none."""
    named = (
        next(iter(column.items())) if type(column) is dict else (column, None) for column in columns
    )
    return [
        (key, None if inner is None else plan_of(inner))
        for key, inner in named
        if key not in constant
    ]


def untabled(value: Any) -> Any:
    """Return the data that tables were made of; ValueError where a row doesn't fit its columns."""
    if type(value) is list:
        return [untabled(item) if type(item) in _DEEP else item for item in value]
    if type(value) is not dict:
        return value
    if COLUMNS in value and len(value) == 2 + (CONSTANT in value) and _is_headed(value):
        table = _Table(value[COLUMNS], value.get(CONSTANT, {}))
        if type(value.get(ROWS)) is list:
            return table.records(value[ROWS])
        if type(value.get(GROUPS)) is list and set(map(type, value[GROUPS])) <= {list}:
            return [table.records(group) for group in value[GROUPS]]
        if type(value.get(ITEMS)) is dict:
            items = value[ITEMS]
            return dict(zip(items, table.records(items.values()), strict=True))
    return {key: untabled(item) if type(item) in _DEEP else item for key, item in value.items()}


class _Table:
    """The columns of a table and what is the same in all its records."""

    def __init__(self, columns: list[Any], constant: dict[str, Any]) -> None:
        self._plan = plan_of(columns, constant)
        self._constant = constant
        self._keys = [column if type(column) is str else next(iter(column)) for column in columns]

    def records(self, rows: Collection[Any]) -> list[dict[str, Any]]:
        """Return the records of rows, their fields in the order of the columns."""
        found = [_record(self._plan, row) for row in rows]
        if not self._constant:
            return found
        return [self._completed(record) for record in found]

    def _completed(self, record: dict[str, Any]) -> dict[str, Any]:
        """Return a record with what is the same in all of them."""
        whole = {**self._constant, **record}
        return {
            key: deepcopy(whole[key]) if key in self._constant else whole[key]
            for key in self._keys
            if key in whole
        }


def _record(plan: Plan, row: Any) -> dict[str, Any]:
    """Return the record that a row was made of."""
    if type(row) is not list or len(row) != len(plan):
        raise ValueError(f"found {row!r:.40} as a row of a table, expected {len(plan)} cells")
    record = {}
    for (key, inner), cell in zip(plan, row, strict=True):
        if inner is not None:
            if cell != ABSENT:
                record[key] = _record(inner, cell)
        elif type(cell) in _DEEP:
            record[key] = untabled(cell)
        elif cell != ABSENT:
            record[key] = cell
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
