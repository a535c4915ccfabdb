"""Rerun: whether the figures are the same, what differs, and why."""

from __future__ import annotations

from headroom_lab.display.figures import MINUS, counted, number
from headroom_lab.display.page import Grid, Head, Page, Room, left_out
from headroom_lab.display.visible import shown
from headroom_lab.results.rerun import ChangedFigure, Rerun

CAP = 8 * 1024
COLUMNS = 24


def page(record: Rerun, room: Room) -> Page:
    """Return the verdict, the reasons, and a row a column that differs."""
    reasons = tuple(shown(reason, room.chars(160)) for reason in record.reasons)
    facts = (shown(record.manifest, room.chars(100)),)
    if record.same:
        headline = f"The same: all {counted(record.figures, 'figure')}"
        return Page("rerun", headline, facts=facts, notes=reasons)
    cells = sum(row.cells for row in record.changed)
    why = f": {reasons[0]}" if reasons else ", and nothing known differs"
    limit = max(room.rows(COLUMNS), 1)
    return Page(
        "rerun",
        f"{number(cells)} of {counted(record.figures, 'figure')} differ{why}",
        facts=facts,
        notes=reasons[1:],
        grids=(
            Grid(
                caption="columns that differ",
                heads=(
                    Head("table", "text"),
                    Head("column", "text"),
                    *(Head(word, "number") for word in ("cells", "sum then", "sum now", "change")),
                ),
                rows=tuple(_row(row) for row in record.changed[:limit]),
                left_out=left_out(min(limit, len(record.changed)), len(record.changed), "columns"),
            ),
        ),
    )


def _row(row: ChangedFigure) -> tuple[str, ...]:
    """Return a column as cells."""
    sums = (_amount(value) for value in (row.before, row.after, row.change))
    return shown(row.table, 40), shown(row.column, 40), number(row.cells), *sums


def _amount(value: float | None) -> str:
    """Return a sum."""
    return "–" if value is None else f"{value:,.6g}".replace("-", MINUS)
