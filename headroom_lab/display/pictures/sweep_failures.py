"""Which points of a sweep failed, in words."""

from __future__ import annotations

from headroom_lab.display.figures import counted, number
from headroom_lab.display.page import Room
from headroom_lab.display.visible import shown
from headroom_lab.results.study import point_of
from headroom_lab.results.sweep import SweepResult

NAMED = 3  # points that failed


def failed(record: SweepResult, room: Room) -> tuple[str, ...]:
    """Return in a line which points failed, and that they don't compete."""
    told = [failing(record, point, room) for point in record.failed]
    if not told:
        return ()
    more = f" and {counted(len(told) - NAMED, 'point')} more" if len(told) > NAMED else ""
    return (f"Not compared: {'; '.join(told[:NAMED])}{more}.",)


def failing(record: SweepResult, point: int, room: Room) -> str:
    """Return in how many conversations a point failed."""
    name = point_of(record.failed[point][0].settings, record.varying)
    return f"{shown(name, room.chars(60))} {share_of(record, point)}"


def share_of(record: SweepResult, point: int) -> str:
    """Return in how many conversations a point failed, without its name."""
    whole = counted(record.conversations, "conversation")
    return f"failed in {number(len(record.failed[point]))} of {whole}"
