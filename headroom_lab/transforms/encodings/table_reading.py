"""Tables of like records, read back into the records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

from headroom_lab.transforms.encodings.constants import CONSTANT

COLUMNS, ROWS, GROUPS, ITEMS = "_columns", "_rows", "_groups", "_items"
ABSENT = "_absent"

Holds = Literal["value", "record", "records"]

_DEEP = (list, dict)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of like records: what its cells hold, by which plan, and whether few records have it."""

    key: str
    holds: Holds = "value"
    inner: Plan | None = None
    rare: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What a row of like records holds.

    ``fields`` are all of them in their order; those that are ``constant`` stand in no row, those
    that are ``rare`` in an object at the row's end. ``keys`` are those of the cells.
    """

    fields: tuple[Field, ...]
    constant: Mapping[str, Any]
    cells: tuple[Field, ...]
    rare: Mapping[str, Field]
    keys: tuple[str, ...]

    @classmethod
    def of(cls, columns: Iterable[Any], constant: Mapping[str, Any]) -> Plan:
        """Return the plan of a table's columns; ValueError where they are none."""
        fields = tuple(_fields(columns, constant))
        if len({field.key for field in fields}) < len(fields):
            raise ValueError("found a column twice")
        cells = tuple(f for f in fields if not f.rare and not _is_constant(f, constant))
        return cls(
            fields,
            {field.key: constant[field.key] for field in fields if _is_constant(field, constant)},
            cells,
            {field.key: field for field in fields if field.rare},
            tuple(field.key for field in cells),
        )


def _is_constant(field: Field, constant: Mapping[str, Any]) -> bool:
    """Tell whether a field stands in no row; of a record only some of its fields may."""
    return field.holds == "value" and not field.rare and field.key in constant


def _fields(
    columns: Iterable[Any], constant: Mapping[str, Any], *, rare: bool = False
) -> Iterator[Field]:
    """Yield the fields of columns.

    A column is a name, ``{name: columns}`` of records, ``{name: {"_columns": columns}}`` of lists
    of records, or a list of columns that few records have.
    """
    for column in columns:
        if type(column) is str:
            yield Field(column, rare=rare)
        elif type(column) is list and not rare:
            yield from _fields(column, constant, rare=True)
        elif type(column) is dict and len(column) == 1:
            yield _deep(*next(iter(column.items())), constant, rare=rare)
        else:
            raise ValueError(f"found {column!r:.40} as a column of a table")


def _deep(key: str, below: Any, constant: Mapping[str, Any], *, rare: bool) -> Field:
    """Return the field whose cells are records or lists of them."""
    if type(below) is list:
        same = constant.get(key, {})
        if type(same) is dict:
            return Field(key, "record", Plan.of(below, same), rare)
    elif type(below) is dict and is_head(below, 0):
        return Field(key, "records", head_plan(below), rare)
    raise ValueError(f"found {below!r:.40} as the columns of {key!r:.40}")


def is_head(value: Mapping[str, Any], more: int) -> bool:
    """Tell whether an object begins as a table does, with ``more`` fields behind that."""
    return (
        type(value.get(COLUMNS)) is list
        and len(value) == 1 + more + (CONSTANT in value)
        and type(value.get(CONSTANT, {})) is dict
    )


def head_plan(head: Mapping[str, Any]) -> Plan:
    """Return the plan of the rows below a table's head; ValueError where it is none."""
    return Plan.of(head[COLUMNS], head.get(CONSTANT, {}))


def untabled(value: Any) -> Any:
    """Return the data that tables were made of; ValueError where a row doesn't fit its columns."""
    if type(value) is list:
        return [untabled(item) if type(item) in _DEEP else item for item in value]
    if type(value) is not dict:
        return value
    if COLUMNS in value and is_head(value, 1):
        table = _table(value)
        if table is not None:
            return table
    return {key: untabled(item) if type(item) in _DEEP else item for key, item in value.items()}


def _table(value: dict[str, Any]) -> Any:
    """Return the records of a table, None where it has a head alone."""
    if type(value.get(ROWS)) is list:
        return _records(head_plan(value), value[ROWS])
    if type(value.get(GROUPS)) is list and set(map(type, value[GROUPS])) <= {list}:
        plan = head_plan(value)
        return [_records(plan, group) for group in value[GROUPS]]
    if type(value.get(ITEMS)) is dict:
        items = value[ITEMS]
        return dict(zip(items, _records(head_plan(value), items.values()), strict=True))
    return None


def _records(plan: Plan, rows: Collection[Any]) -> list[dict[str, Any]]:
    """Return the records of rows, their fields in the order of the columns."""
    return [_record(plan, row) for row in rows]


def _record(plan: Plan, row: Any) -> dict[str, Any]:
    """Return the record that a row was made of."""
    size = len(plan.cells)
    if type(row) is not list or not size <= len(row) <= size + 1:
        raise ValueError(f"found {row!r:.40} as a row of a table, expected {size} cells")
    rare = row[size] if len(row) > size else {}
    if type(rare) is not dict or not rare.keys() <= plan.rare.keys():
        raise ValueError(f"found {rare!r:.40} at the end of a row, expected rare fields")
    if not plan.rare and not plan.constant and ABSENT not in row:
        return dict(zip(plan.keys, map(_value, plan.cells, row), strict=True))
    cells = iter(row)
    record = {}
    for field in plan.fields:
        if field.rare:
            cell = rare.get(field.key, ABSENT)
        elif field.key in plan.constant:
            record[field.key] = deepcopy(plan.constant[field.key])
            continue
        else:
            cell = next(cells)
        if cell != ABSENT:
            record[field.key] = _value(field, cell)
    return record


def _value(field: Field, cell: Any) -> Any:
    """Return what a cell was made of."""
    if type(cell) not in _DEEP:
        if field.inner is None:
            return cell
        raise ValueError(f"found {cell!r:.40} as a record of a table")
    if field.inner is None:
        return untabled(cell)
    if field.holds == "record":
        return _record(field.inner, cell)
    if type(cell) is not list:
        raise ValueError(f"found {cell!r:.40} as the records of a table")
    return _records(field.inner, cell)
