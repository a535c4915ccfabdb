"""Which points of a grid a table shows, how they are called, and where the others lie."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from headroom_lab.display.figures import percent
from headroom_lab.display.page import Head, Kind, Room
from headroom_lab.display.pictures.sweep_failures import share_of
from headroom_lab.display.visible import shown
from headroom_lab.results.study import said
from headroom_lab.results.sweep import SweepResult
from headroom_lab.results.sweep_points import SweepRow

ROWS, FEW = 24, 12  # points in a table; of more than have room, the best of them
COLUMNS = 3  # settings with a column each; more stand in one


def chosen(record: SweepResult, room: Room) -> list[SweepRow]:
    """Return the points in their order; of many the best, the frontier and those that keep most.

    The frontier is found in one pass: a point of it saves more than all that keep more.
    """
    limit = max(room.rows(ROWS), 1)
    if len(record.points) <= limit:
        return list(record.points)
    best = record.best()
    ranked = sorted(record.complete, key=lambda row: (-(row.judged or 0.0), -row.savings_percent))
    highest = accumulate((row.savings_percent for row in ranked), max, initial=float("-inf"))
    line = [row for row, most in zip(ranked, highest, strict=False) if row.savings_percent > most]
    first = [*([] if best is None else [best]), *line, *ranked, *record.points]
    once = {id(row): row for row in first}
    return list(once.values())[: min(limit, FEW)]


def others(record: SweepResult, rows: Sequence[SweepRow]) -> str:
    """Return what the points without a row save and keep, nothing where all have one."""
    here = {id(row) for row in rows}
    rest = [row for row in record.complete if id(row) not in here]
    if not rest:
        return ""
    told = f"; the others save {_range([row.savings_percent for row in rest])}"
    kept = [100.0 * row.judged for row in rest if row.judged is not None]
    return f"{told} and keep {_range(kept)} of the needles" if kept else told


def _range(values: Sequence[float]) -> str:
    """Return the least and the most of some shares in per cent."""
    return " to ".join(dict.fromkeys((percent(min(values)), percent(max(values)))))


def columns(record: SweepResult) -> tuple[tuple[str, ...], ...]:
    """Return the settings that vary, as the columns in which they stand."""
    names = record.varying
    return tuple((name,) for name in names) if len(names) <= COLUMNS else (names,)


def heads(record: SweepResult, room: Room) -> tuple[Head, ...]:
    """Return the columns' heads: the settings' names."""
    told = columns(record)
    if any(len(names) > 1 for names in told) or told == ((),):
        return (Head("settings", "text"),)
    kind: Kind = "text" if len(told) == 1 else "preview"  # several give way where it is narrow
    return tuple(Head(shown(name, room.chars(40)), kind) for (name,) in told)


def cells(record: SweepResult, row: SweepRow, best: SweepRow | None, room: Room) -> tuple[str, ...]:
    """Return a point's settings, with the tick of the best, or in how many conversations it failed."""
    tick = "✓ " if row is best else ""
    apart = f" – {share_of(record, row.point)}" if row.point in record.failed else ""
    chars = room.chars(90)
    first, *rest = (
        shown(", ".join(said(v) for n, v in row.settings if n in names), chars)
        for names in columns(record)
    )
    return (f"{tick}{first}{apart}", *rest)
