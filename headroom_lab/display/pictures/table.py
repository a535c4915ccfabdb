"""Any record by its columns: the picture of what has no picture of its own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from headroom_lab.display.figures import MINUS, counted, number
from headroom_lab.display.page import Grid, Head, Page, Room, left_out
from headroom_lab.display.visible import shown
from headroom_lab.results.record import Column, Record

CAP = 16 * 1024
ROWS = 20
COLUMNS = 16


def page(record: Record, room: Room) -> Page:
    """Return the first rows of a record."""
    rows = record.table_rows()
    rows = rows if isinstance(rows, Sequence) else list(rows)
    limit, columns = room.rows(ROWS), record.table_columns[:COLUMNS]
    name = shown(type(record).__name__, 40)
    if not columns:
        return Page(name, name)
    grid = Grid(
        caption=counted(len(rows), "row"),
        heads=tuple(
            Head(shown(c.label or c.name, 30), _kind(c), is_lesser=c.is_lesser) for c in columns
        ),
        rows=tuple(
            tuple(_cell(c.value(row), room) for c in columns) for row in islice(rows, limit)
        ),
        left_out=left_out(limit, len(rows), "rows"),
    )
    return Page(name, name, grids=(grid,))


def _kind(column: Column) -> Any:
    """Return how the cells of a column stand."""
    return "number" if column.dtype.lower().startswith(("int", "float", "uint")) else "text"


def _cell(value: Any, room: Room) -> str:
    """Return a value as text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return number(value) if abs(value) < 10**18 else shown(value, 24)
    if isinstance(value, float):
        return f"{value:,.4g}".replace("-", MINUS)
    return shown(value, room.chars(60))
