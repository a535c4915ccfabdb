"""The loss ledger: what went, from where and why, and how much it was in all."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest

from headroom_lab.display.figures import counted, number, place
from headroom_lab.display.page import Grid, Head, Page, Room, left_out
from headroom_lab.display.parts import without_alike
from headroom_lab.display.visible import cut, shown
from headroom_lab.results.removal import Removal, Removals

CAP = 32 * 1024
ROWS = 30
REASONS = 8
HEADS = (
    Head("message", "number"),
    Head("tool", "text"),
    Head("where", "text"),
    Head("what", "word"),
    Head("tokens", "number"),
)


def page(record: Removals, room: Room) -> Page:
    """Return the largest removals in the order of the messages, and all of them by reason."""
    headline = f"{counted(len(record), 'removal')} took out {counted(record.tokens, 'token')}"
    if not record:
        return Page("removals", "Nothing was removed")
    reasons = (by_reason(record, room),) if len({r.reason for r in record}) > 1 else ()
    return Page("removals", headline, grids=(*reasons, ledger(record, room, ROWS)))


def ledger(removals: Removals, room: Room, rows: int, rest: str = ".to_frame() for all") -> Grid:
    """Return the removals in their order, or the largest first where not all have room."""
    limit = room.rows(rows)
    chosen = removals if limit >= len(removals) else largest(removals, limit)
    table = Grid(
        caption="loss ledger" + ("" if chosen is removals else ", the largest removals first"),
        heads=(
            *HEADS,
            Head("reason", "text"),
            Head("by", "text", is_lesser=True),
            Head("begins with", "preview", is_lesser=True),
        ),
        rows=tuple(
            (
                *_place(removal, room),
                shown(removal.reason, room.chars(60)),
                shown(removal.transform, room.chars(32)),
                cut(removal.preview, room.chars(60)),
            )
            for removal in chosen
        ),
        left_out=left_out(limit, len(removals), "removals", rest),
    )
    return without_alike(table, "tool", "reason", "by")


def short_ledger(removals: Removals, room: Room, rows: int) -> Grid:
    """Return the largest removals first, with no more than their place, size and reason."""
    limit = max(room.rows(rows), 3)
    table = Grid(
        caption="loss ledger, the largest removals first",
        heads=(*HEADS, Head("reason", "text")),
        rows=tuple(
            (*_place(removal, room), shown(removal.reason, room.chars(50)))
            for removal in largest(removals, limit)
        ),
        left_out=left_out(limit, len(removals), "removals", ".removals.to_frame() for all"),
    )
    return without_alike(table, "tool", "reason")


def _place(removal: Removal, room: Room) -> tuple[str, ...]:
    """Return where a removal was and how much it is, as cells."""
    return (
        place(removal.message),
        shown(removal.tool, room.chars(32)),
        shown(removal.path, room.chars(40)) or "whole message",
        f"{number(removal.count)} × {shown(removal.kind, room.chars(20))}",
        number(removal.tokens),
    )


def largest(removals: Sequence[Removal], limit: int) -> list[Removal]:
    """Return the removals with most tokens, as many as ``limit``, the largest first."""
    chosen = nlargest(limit, enumerate(removals), key=lambda row: (row[1].tokens, -row[0]))
    return [removal for _, removal in chosen]


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
