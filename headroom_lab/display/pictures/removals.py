"""The loss ledger: what went, from where and why, and how much it was in all."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest

from headroom_lab.display.figures import counted, number
from headroom_lab.display.page import Grid, Head, Page, Room, left_out
from headroom_lab.display.visible import cut, shown
from headroom_lab.results.removal import Removal, Removals

CAP = 32 * 1024
ROWS = 30
REASONS = 8


def page(record: Removals, room: Room) -> Page:
    """Return the largest removals in the order of the messages, and all of them by reason."""
    headline = f"Removed: {counted(len(record), 'removal')}, {number(record.tokens)} tokens"
    if not record:
        return Page("removals", "Removed: nothing")
    return Page("removals", headline, grids=(by_reason(record, room), ledger(record, room, ROWS)))


def ledger(removals: Removals, room: Room, rows: int, rest: str = ".to_frame() for all") -> Grid:
    """Return a table of the largest removals, in the order of the ledger."""
    limit = room.rows(rows)
    chosen = largest(removals, limit)
    return Grid(
        caption="loss ledger" if limit >= len(removals) else "loss ledger, the largest removals",
        heads=(
            Head("message", "number"),
            Head("tool", "text"),
            Head("where", "text"),
            Head("how many", "number"),
            Head("tokens", "number"),
            Head("reason", "text"),
            Head("begins with", "text"),
        ),
        rows=tuple(_row(removal, room) for removal in chosen),
        foot=(
            "all",
            "",
            "",
            number(sum(r.count for r in removals)),
            number(removals.tokens),
            "",
            "",
        ),
        left_out=left_out(limit, len(removals), "removals", rest),
    )


def largest(removals: Sequence[Removal], limit: int) -> list[Removal]:
    """Return the removals with most tokens, as many as ``limit``, in the order they came."""
    places = range(len(removals))
    chosen = nlargest(limit, places, key=lambda place: (removals[place].tokens, -place))
    return [removals[place] for place in sorted(chosen)]


def _row(removal: Removal, room: Room) -> tuple[str, ...]:
    """Return one removal as cells."""
    return (
        str(removal.message),
        shown(removal.tool, room.chars(32)),
        shown(removal.path, room.chars(40)) or "whole message",
        f"{number(removal.count)} {shown(removal.kind, room.chars(20))}",
        number(removal.tokens),
        shown(removal.reason, room.chars(60)),
        cut(removal.preview, room.chars(60)),
    )


def by_reason(removals: Removals, room: Room) -> Grid:
    """Return how many removals and tokens went for each reason, the largest first."""
    sums: dict[str, list[int]] = {}
    for removal in removals:
        total = sums.setdefault(removal.reason, [0, 0])
        total[0] += 1
        total[1] += removal.tokens
    limit = room.rows(REASONS)
    order = sorted(sums.items(), key=lambda item: (-item[1][1], item[0]))
    return Grid(
        caption="by reason",
        heads=(Head("reason", "text"), Head("removals", "number"), Head("tokens", "number")),
        rows=tuple(
            (shown(reason, room.chars(60)), number(amount), number(tokens))
            for reason, (amount, tokens) in order[:limit]
        ),
        foot=("all", number(len(removals)), number(removals.tokens)),
        left_out=left_out(limit, len(sums), "reasons"),
    )
