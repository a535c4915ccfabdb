"""The tables of a result as Parquet files, and what differs between two of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from glob import escape
from math import fsum
from pathlib import Path
from typing import Any, TypeAlias

from headroom_lab.errors import HeadroomError
from headroom_lab.results.record import Record
from headroom_lab.results.rerun import ChangedFigure

FOLDER = "data"
Cells: TypeAlias = dict[str, list[Any]]  # by column
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
    """Return which columns of a record's tables differ from those in ``data/``, and all cells' number.

    Raises HeadroomError for a file that isn't there or holds no table.
    """
    import duckdb

    frames = {name: table.to_frame() for name, table in record.tables().items()}
    moved, cells = list[ChangedFigure](), 0
    with duckdb.connect(":memory:") as connection:
        for name in dict.fromkeys((*names, *frames)):
            before = _written(connection, folder, name) if name in names else {}
            after: Cells = {}
            if name in frames and not frames[name].columns.empty:
                connection.register("cells", frames[name])
                after = _columns(connection.table("cells"))
            cells += max(sum(map(len, columns.values())) for columns in (before, after))
            moved += _differing(name, before, after)
    return tuple(moved), cells


def _written(connection: Any, folder: Path, name: str) -> Cells:
    """Return the columns of a table in ``data/``."""
    from duckdb import Error

    if not re.fullmatch(r"\w+", name):  # a path would lead elsewhere
        raise HeadroomError(f"tables: found {name!r}, expected a table's name")
    path = folder / FOLDER / f"{name}.parquet"
    if not path.is_file():
        raise HeadroomError(f"tables: {path} isn't there")
    try:
        return _columns(connection.read_parquet(escape(str(path))))
    except Error as error:
        said = str(error).splitlines()[0]
        raise HeadroomError(f"tables: {path} can't be read: {said}") from error


def _columns(relation: Any) -> Cells:
    """Return a table's columns as lists."""
    rows = relation.fetchall()
    return {name: [row[at] for row in rows] for at, name in enumerate(relation.columns)}


def _differing(table: str, before: Cells, after: Cells) -> Iterator[ChangedFigure]:
    """Yield the columns of one table that differ; where it has other rows or isn't there, that alone."""
    sizes = [max(map(len, columns.values()), default=0) for columns in (before, after)]
    if sizes[0] != sizes[1] or bool(before) != bool(after):
        then, now = map(float, sizes)
        yield ChangedFigure(table, "rows", max(abs(sizes[0] - sizes[1]), 1), then, now)
        return
    for column in dict.fromkeys((*before, *after)):
        if column in before and column in after:
            is_time = _TIMES.search(column)
            moved = 0 if is_time else sum(map(_differ, before[column], after[column]))
        else:
            moved = max(sizes[0], 1)
        if moved:
            sums = (_sum(columns.get(column, [])) for columns in (before, after))
            yield ChangedFigure(table, column, moved, *sums)


def _differ(one: Any, other: Any) -> bool:
    """Tell whether two cells differ; NaN is equal to itself."""
    return bool(one != other and not (one != one and other != other))


def _sum(cells: list[Any]) -> float | None:
    """Return the sum of a column of numbers, None of any other."""
    known = [cell for cell in cells if cell is not None and cell == cell]
    if not known or not all(isinstance(cell, (int, float)) for cell in known):
        return None
    try:
        return fsum(known)
    except (ValueError, OverflowError):  # both infinities, or more than a float holds
        return None
