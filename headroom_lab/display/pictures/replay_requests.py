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
# A column: its head, the name of its value in a row, and how that is written.
_Column: TypeAlias = tuple[str, str, Callable[[Any], str]]
# A remark at the end of a row.
_Remark: TypeAlias = Callable[[ReplayRow, Room], str]


def folds(record: ReplayResult, room: Room) -> tuple[Fold, ...]:
    """Return the requests as they were and under each policy, those of the first ones if many."""
    chosen = (UNCHANGED, *record.policies[: max(room.rows(4), 1)])
    limit = max(room.rows(REQUESTS) // len(chosen), 1)
    grids = []
    for name in chosen:
        if rows := record.of(name):
            grid = (_recorded if name == UNCHANGED else _requests)(rows, limit, room)
            grids.append(replace(grid, caption=f"{shown(name, room.chars(40))}: {grid.caption}"))
    return (Fold("Request by request", grids=tuple(grids)),) if grids else ()


def _recorded(rows: Sequence[ReplayRow], limit: int, room: Room) -> Grid:
    """Return what the rules foretell of the last requests, beside what was recorded, if it was."""
    last = rows[-limit:]
    told = [
        column for column in _FORETOLD if any(getattr(row, column[1]) is not None for row in last)
    ]
    return _grid(rows, limit, told, ("miss", _missed), room)


def _requests(rows: Sequence[ReplayRow], limit: int, room: Room) -> Grid:
    """Return the last requests of one policy: they are the largest."""
    return _grid(rows, limit, _CUT, ("rewritten from", _rewritten), room)


def _grid(
    rows: Sequence[ReplayRow],
    limit: int,
    columns: Sequence[_Column],
    remark: tuple[str, _Remark],
    room: Room,
) -> Grid:
    """Return the last requests as a table: numbers, and a remark at the end of each row."""
    last, (word_of_remark, told) = rows[-limit:], remark
    return Grid(
        caption="the last requests" if len(last) < len(rows) else "requests",
        heads=(
            Head("request"),
            *(Head(word, "number", is_lesser=word == "sum") for word, _, _ in columns),
            Head(word_of_remark, "text"),
        ),
        rows=tuple(
            (
                number(row.request),
                *(written(getattr(row, name)) for _, name, written in columns),
                told(row, room),
            )
            for row in last
        ),
        left_out=left_out(len(last), len(rows), "requests"),
    )


def _known(value: int | None) -> str:
    """Return a number, a dash where there is none."""
    return "–" if value is None else number(value)


_FORETOLD: tuple[_Column, ...] = (
    ("recorded", "input_tokens_recorded", _known),
    ("predicted", "input_tokens_predicted", _known),
    ("read recorded", "cache_read_recorded", _known),
    ("read predicted", "cache_read_predicted", _known),
    ("cost recorded", "cost_recorded", cost),
    ("cost", "cost", cost),
)
_CUT: tuple[_Column, ...] = (
    ("before", "tokens_before", number),
    ("after", "tokens_after", number),
    ("read", "cache_read_tokens", number),
    ("cost", "cost", cost),
    ("sum", "cost_sum", cost),
    ("unchanged", "cost_sum_before", cost),
)


def _missed(row: ReplayRow, room: Room) -> str:
    """Return why the cache held less than foretold."""
    return shown(row.miss or "", room.chars(40))


def _rewritten(row: ReplayRow, room: Room) -> str:
    """Return the first message that stands otherwise than in the request before, and why."""
    if row.rewritten is None:
        return ""
    why = f" ({shown(row.rewritten_by, room.chars(40))})" if row.rewritten_by else ""
    return f"#{row.rewritten}{why}"
