"""Sessions: what agents have left on a machine, the newest first."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath

from headroom_lab.display.figures import cost, costs, counted, number, share
from headroom_lab.display.page import Fold, Grid, Head, Page, Room, left_out
from headroom_lab.display.parts import length_bars
from headroom_lab.display.visible import shown
from headroom_lab.results.known import known_sum
from headroom_lab.results.sessions import Sessions
from headroom_lab.results.skips import NO_FILE

CAP = 16 * 1024
ROWS = 24
FILES = 6


def page(record: Sessions, room: Room) -> Page:
    """Return the newest sessions, with what all of them came to."""
    folds = tuple(filter(None, (_skipped(record, room),)))
    if not record:
        return Page("sessions", "No recorded sessions found", folds=folds)
    whole = known_sum(row.cost for row in record)
    spent = "" if whole is None else f", {cost(whole)}"
    limit = max(room.rows(ROWS), 4)
    amounts = costs([row.cost for row in record[:limit]])
    bars = length_bars([row.cost for row in record[:limit]])
    heads = ("#", "agent", "project", "last", "model")
    numbers = ("requests", "tokens sent", "from cache")
    return Page(
        "sessions",
        f"{counted(len(record), 'recorded session')}{spent}{_dearest(record)}",
        grids=(
            Grid(
                caption="the newest first",
                heads=(
                    *(Head(h, "text") for h in heads),
                    *(Head(h, "number") for h in numbers),
                    Head("cost", "number", bars),
                ),
                rows=tuple(
                    (
                        str(place),
                        shown(row.agent, 16),
                        shown((row.project or "–").replace("\\", "/").rsplit("/", 1)[-1], 24),
                        _day(row.last),
                        shown(row.model or "–", 32),
                        number(row.requests),
                        number(row.input_tokens),
                        share(row.cache_read_tokens, row.input_tokens),
                        amount,
                    )
                    for place, (row, amount) in enumerate(zip(record, amounts, strict=False))
                ),
                left_out=left_out(limit, len(record), "sessions"),
            ),
        ),
        folds=folds,
    )


def _skipped(record: Sessions, room: Room) -> Fold | None:
    """Return the files that hold no session, with the reasons; None for none."""
    if not record.skipped:
        return None
    limit = max(room.rows(FILES), 2)
    lines = [f"{PurePath(one.path).name}: {one.reason}" for one in record.skipped[:limit]]
    lines.append(left_out(limit, len(record.skipped), "files", ".skipped for all"))
    files = len({one.path for one in record.skipped})
    noun = "place" if record.skipped[0].reason == NO_FILE else "file"
    return Fold(
        f"{counted(files, noun)} without a session",
        tuple(shown(line, room.chars(160)) for line in lines if line),
    )


def _dearest(record: Sessions) -> str:
    """Return which session to open first."""
    at = max(range(len(record)), key=lambda place: record[place].cost or 0.0)
    spent = record[at].cost
    return f": the dearest is #{at}, {cost(spent)}" if spent and len(record) > 1 else ""


def _day(time: datetime | None) -> str:
    """Return a time to the minute."""
    return "–" if time is None else f"{time:%Y-%m-%d %H:%M}"
