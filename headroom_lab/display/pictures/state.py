"""The state of %headroom: its settings and its last result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from headroom_lab.display.figures import counted
from headroom_lab.display.page import Grid, Head, Page, Room, left_out
from headroom_lab.display.visible import shown

CAP = 16 * 1024
ROWS = 20
LAST = "last result"


def page(record: Sequence[Any], room: Room) -> Page:
    """Return the settings, and above them what the last result was."""
    settings = [row for row in record if row.setting != LAST]
    changed = sum(row.value != row.default for row in settings)
    facts = [
        f"{LAST}: {shown(row.value, room.chars(160))}" for row in record if row.setting == LAST
    ]
    limit = room.rows(ROWS)
    grid = Grid(
        caption="settings",
        heads=(
            Head("setting"),
            Head("value", "text"),
            Head("default", "text"),
            Head("what it means", "text"),
        ),
        rows=tuple(_row(row, room) for row in settings[:limit]),
        left_out=left_out(limit, len(settings), "settings"),
    )
    return Page(
        "state",
        f"%headroom: {counted(changed, 'setting')} changed",
        facts=tuple(facts[:1]),
        notes=("%headroom config KEY VALUE changes one, %headroom config reset all.",),
        grids=(grid,) if settings else (),
    )


def _row(row: Any, room: Room) -> tuple[str, ...]:
    """Return one setting as cells."""
    return (
        shown(row.setting, room.chars(30)),
        shown(row.value, room.chars(60)),
        "the same" if row.value == row.default else shown(row.default, room.chars(30)),
        shown(row.meaning, room.chars(80)),
    )
