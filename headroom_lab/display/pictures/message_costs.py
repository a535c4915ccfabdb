"""MessageCosts: what each message, output and call of a session cost over its whole stay."""

from __future__ import annotations

from collections.abc import Sequence

from headroom_lab.display.figures import bill, costs, counted, number, share
from headroom_lab.display.page import Bar, Fold, Grid, Head, Page, Room, Segment, left_out
from headroom_lab.display.parts import length_bars
from headroom_lab.display.visible import shown
from headroom_lab.results.cost_by_message import CostGroup, MessageCost, MessageCosts

CAP = 16 * 1024
ROWS = 12
# What a part cost -> fill, letter, words
STAYS = (
    ("output_cost", "output", "o", "as output"),
    ("first_cost", "written", "f", "sent first"),
    ("read_cost", "read", "r", "read from the cache"),
    ("again_cost", "uncached", "a", "sent anew"),
)


def page(record: MessageCosts, room: Room) -> Page:
    """Return the bill by kind, the dearest parts, and folded away tools and files."""
    folds = {"tool": record.by_tool, "file": record.by_file}
    return Page(
        "message costs",
        _headline(record),
        notes=(
            "Parts add up to the bill: recorded totals, shared out by text. The most that any "
            "policy could have saved: tool outputs, all but the values and texts that were used "
            "later, and these once they were used and the cache was cold.",
        ),
        grids=(_grouped("by kind", record.by_kind, record, room), _dearest(record, room)),
        folds=tuple(
            Fold(
                f"By {by}: {number(len(groups))}",
                grids=(_grouped(f"by {by}", groups, record, room),),
            )
            for by, groups in folds.items()
            if groups
        ),
    )


def _headline(record: MessageCosts) -> str:
    """Return what the bill was spent on, and the most that could have been saved."""
    told = [f"{bill(record.total)} in {counted(len(record.rows), 'part')}"]
    if not record.total:
        return told[0]
    told += [f"{share(g.cost, record.total)} {g.name}" for g in record.by_kind[:2]]
    told.append(f"no policy could save more than {share(record.recoverable, record.total)}")
    return ", ".join(told)


def _grouped(caption: str, groups: Sequence[CostGroup], record: MessageCosts, room: Room) -> Grid:
    """Return groups of parts as a table."""
    limit = max(room.rows(ROWS), 3)
    few = groups[:limit]
    sums = costs([amount for group in few for amount in (group.cost, group.recoverable)])
    return Grid(
        caption=caption,
        heads=(
            Head("name", "text"),
            *(Head(word, "number") for word in ("parts", "cost", "avoidable")),
            Head("of the bill", "number", length_bars([g.cost for g in few], record.total)),
        ),
        rows=tuple(
            (
                shown(group.name, room.chars(60)),
                number(group.parts),
                amount,
                saved,
                share(group.cost, record.total),
            )
            for group, amount, saved in zip(few, sums[::2], sums[1::2], strict=True)
        ),
        left_out=left_out(limit, len(groups), "groups"),
    )


def _dearest(record: MessageCosts, room: Room) -> Grid:
    """Return the dearest parts of messages, with a bar each of what they cost when."""
    limit = max(room.rows(ROWS), 3)
    every = record.in_messages
    rows = every[:limit]
    longest = max((row.cost or 0.0 for row in rows), default=0.0) or 1.0
    return Grid(
        caption="the dearest parts of messages",
        heads=(
            Head("part", "text"),
            Head("tokens", "number"),
            Head("times sent", "number"),
            Head("cost", "number"),
        ),
        rows=tuple(
            (_named(row, room), number(row.tokens), number(row.requests), amount)
            for row, amount in zip(rows, costs([row.cost for row in rows]), strict=True)
        ),
        bars=tuple(_bar(row, longest) for row in rows),
        key=tuple(
            (fill, f"{letter} {word}")
            for name, fill, letter, word in STAYS
            if any(getattr(row, name) for row in rows)
        ),
        left_out=left_out(limit, len(every), "parts"),
    )


def _named(row: MessageCost, room: Room) -> str:
    """Return what a part is and where it stands."""
    told = row.kind if row.message is None else f"#{row.message} {row.kind}"
    if row.stream != "main":
        told = f"{row.stream}: {told}"
    more = [word for word in (row.tool, row.file and _ending(row.file)) if word]
    return shown(", ".join([told, *more]), room.chars(80))


def _ending(file: str) -> str:
    """Return the end of a path, which tells files apart."""
    steps = file.replace("\\", "/").split("/")
    return file if len(steps) < 4 else "/".join(["…", *steps[-2:]])


def _bar(row: MessageCost, longest: float) -> Bar:
    """Return what a part cost when, as shares of the dearest."""
    return tuple(
        Segment(fill, getattr(row, name) / longest, letter)
        for name, fill, letter, _ in STAYS
        if getattr(row, name)
    )
