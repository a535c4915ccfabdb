"""The requests of a replay under each policy, folded away."""

from __future__ import annotations

from collections.abc import Sequence

from headroom_lab.display.figures import cost, number
from headroom_lab.display.page import Fold, Grid, Head, Room, left_out
from headroom_lab.display.visible import shown
from headroom_lab.results.replay import UNCHANGED, ReplayResult
from headroom_lab.results.replay_rows import ReplayRow

REQUESTS = 16  # in the folded tables of all policies together


def folds(record: ReplayResult, room: Room) -> tuple[Fold, ...]:
    """Return the requests as they were and under each policy, those of the first ones if many."""
    chosen = (UNCHANGED, *record.policies[: max(room.rows(4), 1)])
    limit = max(room.rows(REQUESTS) // len(chosen), 1)
    return tuple(
        Fold(
            f"{shown(name, room.chars(40))}, request by request",
            grids=(_recorded if name == UNCHANGED else _requests)(record.of(name), limit, room),
        )
        for name in chosen
    )


def _recorded(rows: Sequence[ReplayRow], limit: int, room: Room) -> tuple[Grid, ...]:
    """Return what was recorded of the last requests beside what the rules foretell."""
    last = rows[-limit:]
    words = ("recorded", "predicted", "read recorded", "read predicted", "cost recorded", "cost")
    return (
        Grid(
            caption=_caption(last, rows),
            heads=(
                Head("request"),
                *(Head(word, "number") for word in words),
                Head("miss", "text"),
            ),
            rows=tuple(
                (
                    number(row.request),
                    *map(_known, (row.input_tokens_recorded, row.input_tokens_predicted)),
                    *map(_known, (row.cache_read_recorded, row.cache_read_predicted)),
                    *map(cost, (row.cost_recorded, row.cost)),
                    shown(row.miss or "", room.chars(40)),
                )
                for row in last
            ),
            left_out=left_out(len(last), len(rows), "requests"),
        ),
    )


def _requests(rows: Sequence[ReplayRow], limit: int, room: Room) -> tuple[Grid, ...]:
    """Return the last requests of one policy: they are the largest."""
    last = rows[-limit:]
    return (
        Grid(
            caption=_caption(last, rows),
            heads=(
                Head("request"),
                *(Head(word, "number") for word in ("before", "after", "read", "cost")),
                *(Head(word, "number") for word in ("sum", "unchanged")),
                Head("rewritten from", "text"),
            ),
            rows=tuple(
                (
                    number(row.request),
                    number(row.tokens_before),
                    number(row.tokens_after),
                    number(row.cache_read_tokens),
                    *map(cost, (row.cost, row.cost_sum, row.cost_sum_before)),
                    _rewritten(row, room),
                )
                for row in last
            ),
            left_out=left_out(len(last), len(rows), "requests"),
        ),
    )


def _caption(last: Sequence[ReplayRow], rows: Sequence[ReplayRow]) -> str:
    """Return what is listed."""
    return "the last requests" if len(last) < len(rows) else "requests"


def _known(value: int | None) -> str:
    """Return a number, a dash where there is none."""
    return "–" if value is None else number(value)


def _rewritten(row: ReplayRow, room: Room) -> str:
    """Return the first message that stands otherwise than in the request before, and why."""
    if row.rewritten is None:
        return ""
    why = f" ({shown(row.rewritten_by, room.chars(40))})" if row.rewritten_by else ""
    return f"#{row.rewritten}{why}"
