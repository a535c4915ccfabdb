"""The tables of a result as Parquet files, and what differs between two of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from math import fsum
from pathlib import Path
from typing import Any

from headroom_lab.results.record import Record
from headroom_lab.results.rerun import ChangedFigure

FOLDER = "data"
_TIMES = re.compile(r"seconds|_ms$")  # what names a column of durations: no two runs take as long


def write_tables(record: Record, folder: Path) -> list[str]:
    """Write each table of a record into ``data/`` and return their names."""
    import duckdb

    place = folder / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    names = []
    with duckdb.connect(":memory:") as connection:
        for name, table in record.tables().items():
            frame = table.to_frame()
            if frame.columns.empty:
                continue
            connection.register("cells", frame)
            part = place / f"{name}.part"
            connection.table("cells").write_parquet(str(part))
            os.replace(part, place / f"{name}.parquet")
            connection.unregister("cells")
            names.append(name)
    return names


def compared(
    record: Record, folder: Path, names: list[str]
) -> tuple[tuple[ChangedFigure, ...], int]:
    """Return which columns of a record's tables differ from those in ``data/``, and all cells' number."""
    import duckdb

    tables, moved, cells = record.tables(), list[ChangedFigure](), 0
    with duckdb.connect(":memory:") as connection:
        for name in names:
            before = connection.read_parquet(str(folder / FOLDER / f"{name}.parquet"))
            if name in tables:
                connection.register("cells", tables[name].to_frame())
                after = connection.table("cells")
            else:
                after = before.limit(0)
            now = _columns(after)
            cells += sum(map(len, now.values()))
            moved += _differing(name, _columns(before), now)
    return tuple(moved), cells


def _columns(relation: Any) -> dict[str, list[Any]]:
    """Return a table's columns as lists."""
    rows = relation.fetchall()
    return {name: [row[at] for row in rows] for at, name in enumerate(relation.columns)}


def _differing(
    table: str, before: dict[str, list[Any]], after: dict[str, list[Any]]
) -> Iterator[ChangedFigure]:
    """Yield the columns of one table that differ; where it has other rows, that alone."""
    sizes = [max(map(len, columns.values()), default=0) for columns in (before, after)]
    if sizes[0] != sizes[1]:
        then, now = map(float, sizes)
        yield ChangedFigure(table, "rows", abs(sizes[0] - sizes[1]), then, now)
        return
    for column, cells in before.items():
        found = after.get(column, [None] * len(cells))
        moved = sum(map(_differ, cells, found))
        if moved and not _TIMES.search(column):
            yield ChangedFigure(table, column, moved, _sum(cells), _sum(found))


def _differ(one: Any, other: Any) -> bool:
    """Tell whether two cells differ; NaN is equal to itself."""
    return bool(one != other and not (one != one and other != other))


def _sum(cells: list[Any]) -> float | None:
    """Return the sum of a column of numbers, None of any other."""
    known = [cell for cell in cells if cell is not None and cell == cell]
    if not known or not all(isinstance(cell, (int, float)) for cell in known):
        return None
    return fsum(known)
