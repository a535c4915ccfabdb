"""Like records written once as columns and rows, and read back without loss.

``[{"a":1,"b":null},{"a":2}]`` is written
``{"_columns":["a","b"],"_rows":[[1,null],[2,null]],"_absent":[[1,1]]}``: row 1 has no "b".
A field that is the same in all records stands once, in "_constant", and in no row. Numbers and
texts stay as they were spelled. What a marker says stands beside, in "_headroom".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from headroom_lab.json_text.arrays import Array, members
from headroom_lab.json_text.nesting import DEEPEST, value_of
from headroom_lab.transforms.encodings.constants import CONSTANT, constant_fields
from headroom_lab.transforms.smart_crusher.encoding import (
    COLUMNS,
    MARK,
    Cut,
    Edit,
    compact_json,
    edits_of,
)

ROWS = "_rows"
ABSENT = "_absent"
FILLED = 0.5  # the least share of a table's cells that records fill

_Spelled = dict[str, str]


def table_edits(arrays: Sequence[Array], cuts: Sequence[Cut]) -> list[Edit]:
    """Return the edits that make tables of the arrays of like records, and the cuts in others."""
    by_array = {id(cut.array): cut for cut in cuts}
    return [edit for array in arrays for edit in _edits(array, by_array)]


def decode_table(value: Any) -> Any:
    """Return a JSON value or text in which every table is a list of records again.

    JSON lines are a list of their values; a text that is no JSON comes back itself.

    What was removed stays so. Its marker stands where the other formats have it: as a key beside
    the list in an object, else as the list's last object.
    """
    return _decoded(value_of(value))


def _decoded(value: Any, depth: int = 0) -> Any:
    """Return a JSON value in which every table is a list of records again."""
    if not isinstance(value, (list, dict)) or depth > 2 * DEEPEST:  # where no table is
        return value
    if isinstance(value, list):
        return [_decoded(item, depth + 1) for item in value]
    if _is_table(value):
        records = _records(value, depth)
        return [*records, {MARK: value[MARK]}] if MARK in value else records
    decoded: dict[str, Any] = {}
    for key, item in value.items():
        if type(item) is dict and MARK in item and _is_table(item):
            decoded |= {key: _records(item, depth + 1), f"{MARK}_{key}": item[MARK]}
        else:
            decoded[key] = _decoded(item, depth + 1)
    return decoded


def _is_table(value: dict[str, Any]) -> bool:
    """Tell whether an object is a table, and each of its rows fits the columns."""
    names, rows = value.get(COLUMNS), value.get(ROWS)
    constant, absent = value.get(CONSTANT, {}), value.get(ABSENT, [])
    if type(names) is not list or type(rows) is not list or type(constant) is not dict:
        return False
    if any(type(name) is not str for name in names) or type(absent) is not list:
        return False
    width = sum(name not in constant for name in names)
    fits = all(type(row) is list and len(row) == width for row in rows)
    places = all(type(p) is list and len(p) == 2 and {*map(type, p)} == {int} for p in absent)
    return fits and places


def _records(table: dict[str, Any], depth: int) -> list[Any]:
    """Return the records of a table."""
    absent = {tuple(place) for place in table.get(ABSENT, ())}
    constant = table.get(CONSTANT, {})
    varying = [(at, name) for at, name in enumerate(table[COLUMNS]) if name not in constant]
    records: list[Any] = []
    for at, row in enumerate(table[ROWS]):
        cells = {
            name: _decoded(cell, depth + 1)
            for (column, name), cell in zip(varying, row, strict=True)
            if (at, column) not in absent
        }
        whole = {**deepcopy(constant), **cells}
        records.append({name: whole[name] for name in table[COLUMNS] if name in whole})
    return records


def _edits(array: Array, cuts: dict[int, Cut]) -> Iterator[Edit]:
    """Yield the edits of one array: a table, a cut, or those of the arrays inside it."""
    cut = cuts.get(id(array))
    inner_cut = cut is None and any(_cuts(inner, cuts) for inner in array.inner)
    table = None if inner_cut else _table(array, cut)
    if table is not None:
        yield Edit(array.start, array.stop, table)
    elif cut is not None:
        yield from edits_of(cut)
    else:
        for inner in array.inner:
            yield from _edits(inner, cuts)


def _cuts(array: Array, cuts: dict[int, Cut]) -> bool:
    """Tell whether anything is cut in an array or inside it."""
    return id(array) in cuts or any(_cuts(inner, cuts) for inner in array.inner)


def _table(array: Array, cut: Cut | None) -> str | None:
    """Return what stays of an array as a table, None where its items are no like records."""
    kept = list(cut.selection.kept) if cut else range(len(array))
    if len(kept) < 2 or any(type(array.values[i]) is not dict for i in kept):
        return None
    records = [_spelled(array, i) for i in kept]
    whole = [record for record in records if record is not None]
    names = _columns(whole) if len(whole) == len(records) else None
    if not names or len(names) * len(whole) * FILLED > sum(map(len, whole)):
        return None
    constant = constant_fields({name: [r.get(name) for r in whole] for name in names})
    varying = [name for name in names if name not in constant]
    rows = ",".join(f"[{','.join(r.get(n, 'null') for n in varying)}]" for r in whole)
    absent = [[i, j] for i, r in enumerate(whole) for j, n in enumerate(names) if n not in r]
    parts = [f'"{COLUMNS}":{compact_json(names)}']
    if constant:
        same = ",".join(f"{compact_json(name)}:{cell}" for name, cell in constant.items())
        parts.append(f'"{CONSTANT}":{{{same}}}')
    parts.append(f'"{ROWS}":[{rows}]')
    if absent:
        parts.append(f'"{ABSENT}":{compact_json(absent)}')
    if cut:
        parts.append(f'"{MARK}":{compact_json(cut.note)}')
    return "{" + ",".join(parts) + "}"


def _spelled(array: Array, item: int) -> _Spelled | None:
    """Return a record's values as they are written; None where a key stands there twice."""
    found = [(key, array.text[a:b]) for key, a, b, _ in members(array.text, array.starts[item])]
    record = dict(found)
    return record if len(record) == len(found) else None


def _columns(records: Sequence[_Spelled]) -> list[str] | None:
    """Return all keys in an order that each record's own keeps to, None where there is none."""
    names: list[str] = list(max(records, key=lambda record: len(list(record))))
    known = set(names)
    for record in records:
        names.extend(key for key in record if key not in known)
        known.update(record)
    places = {name: i for i, name in enumerate(names)}
    for record in records:
        order = [places[key] for key in record]
        if order != sorted(order):
            return None
    return names
