"""The requests of a replay under each policy, folded away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from headroom_lab.display.figures import cost, number
from headroom_lab.display.page import Fold, Grid, Head, Room, left_out
from headroom_lab.display.visible import shown
from headroom_lab.results.replay import UNCHANGED, ReplayResult
from headroom_lab.results.replay_rows import ReplayRow

REQUESTS = 16  # in the folded tables of all policies together
# A column: its head, its value, and how that is written.
_Column: TypeAlias = tuple[str, Callable[[ReplayRow], Any], Callable[[Any], str]]


def folds(record: ReplayResult, room: Room) -> tuple[Fold, ...]:
    """Return the requests as they were and under each policy, those of the first ones if many."""
    chosen = (UNCHANGED, *record.policies[: max(room.rows(4), 1)])
    limit = max(room.rows(REQUESTS) // len(chosen), 1)
    grids = [
        replace(grid, caption=f"{shown(name, room.chars(40))}: {grid.caption}")
        for name in chosen
        if record.of(name)
        for grid in (_recorded if name == UNCHANGED else _requests)(record.of(name), limit, room)
    ]
    return (Fold("Request by request", grids=tuple(grids)),) if grids else ()


def _recorded(rows: Sequence[ReplayRow], limit: int, room: Room) -> tuple[Grid, ...]:
    """Return what the rules foretell of the last requests, beside what was recorded, if it was."""
    last = rows[-limit:]
    told = [column for column in _FORETOLD if any(column[1](row) is not None for row in last)]
    return (_grid(rows, limit, told, "miss", lambda row: shown(row.miss or "", room.chars(40))),)


def _requests(rows: Sequence[ReplayRow], limit: int, room: Room) -> tuple[Grid, ...]:
    """Return the last requests of one policy: they are the largest."""
    return (_grid(rows, limit, _CUT, "rewritten from", lambda row: _rewritten(row, room)),)


def _grid(
    rows: Sequence[ReplayRow],
    limit: int,
    columns: Sequence[_Column],
    remark: str,
    told: Callable[[ReplayRow], str],
) -> Grid:
    """Return the last requests as a table: numbers, and a remark at the end of each row."""
    last = rows[-limit:]
    return Grid(
        caption="the last requests" if len(last) < len(rows) else "requests",
        heads=(
            Head("request"),
            *(Head(word, "number") for word, _, _ in columns),
            Head(remark, "text"),
        ),
        rows=tuple(
            (
                number(row.request),
                *(written(value(row)) for _, value, written in columns),
                told(row),
            )
            for row in last
        ),
        left_out=left_out(len(last), len(rows), "requests"),
    )


def _known(value: int | None) -> str:
    """Return a number, a dash where there is none."""
    return "–" if value is None else number(value)


_FORETOLD: tuple[_Column, ...] = (
    ("recorded", lambda row: row.input_tokens_recorded, _known),
    ("predicted", lambda row: row.input_tokens_predicted, _known),
    ("read recorded", lambda row: row.cache_read_recorded, _known),
    ("read predicted", lambda row: row.cache_read_predicted, _known),
    ("cost recorded", lambda row: row.cost_recorded, cost),
    ("cost", lambda row: row.cost, cost),
)
_CUT: tuple[_Column, ...] = (
    ("before", lambda row: row.tokens_before, number),
    ("after", lambda row: row.tokens_after, number),
    ("read", lambda row: row.cache_read_tokens, number),
    ("cost", lambda row: row.cost, cost),
    ("sum", lambda row: row.cost_sum, cost),
    ("unchanged", lambda row: row.cost_sum_before, cost),
)


def _rewritten(row: ReplayRow, room: Room) -> str:
    """Return the first message that stands otherwise than in the request before, and why."""
    if row.rewritten is None:
        return ""
    why = f" ({shown(row.rewritten_by, room.chars(40))})" if row.rewritten_by else ""
    return f"#{row.rewritten}{why}"
