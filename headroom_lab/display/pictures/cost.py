"""SessionCost: a session's bill by token class, what was paid twice, and what it was spent on."""

from __future__ import annotations

from collections.abc import Sequence

from headroom_lab.display.colours import CLASS_NAMES
from headroom_lab.display.figures import cost, costs, counted, number, share
from headroom_lab.display.page import Fold, Grid, Head, Page, Room, left_out
from headroom_lab.display.parts import length_bar, length_bars
from headroom_lab.display.visible import shown
from headroom_lab.results.cost import CostPart, SessionCost
from headroom_lab.results.cost_by_message import MessageCosts
from headroom_lab.results.known import known_sum

CAP = 16 * 1024
ROWS = 10


def page(record: SessionCost, room: Room) -> Page:
    """Return the bill, its classes, what was written again, and what it was spent on."""
    messages = record.by_message()
    grids = (
        _grid("by token class", record.by_class, record, room, classes=True),
        _grid("written again of what had been sent before", record.by_cause, record, room),
        _spent(messages, room),
    )
    groups = {"model": record.by_model, "stream": record.by_stream, "tool": record.by_tool}
    return Page(
        "cost",
        _headline(record, messages),
        facts=_facts(record, room),
        notes=_notes(record),
        grids=tuple(grid for grid in grids if grid.rows),
        folds=tuple(
            Fold(f"By {by}", grids=(_grid(f"by {by}", parts, record, room),))
            for by, parts in groups.items()
            if len(parts) > 1 or (by == "tool" and parts)
        ),
    )


def _headline(record: SessionCost, messages: MessageCosts) -> str:
    """Return the bill, what most of it was for, and what of it could have been less."""
    whole = record.total
    if whole is None:
        return f"{counted(record.unknown, 'request')}, price unknown"
    told = [f"{counted(len(record.requests), 'request')} cost {cost(whole)}"]
    if messages.by_kind and whole:
        first = max(messages.by_kind, key=lambda group: group.cost or 0.0)
        told.append(f"most of it for {first.name} ({share(first.cost, messages.total)})")
    if record.rewritten:
        told.append(f"{share(record.rewritten, whole)} written to the cache again")
    if messages.recoverable:
        told.append(f"no policy could save more than {share(messages.recoverable, whole)}")
    return ", ".join(told)


def _facts(record: SessionCost, room: Room) -> tuple[str, ...]:
    """Return which session it is and which prices hold."""
    return (
        record.source,
        f"session {shown(record.id, 40)}",
        f"recorded usage at {shown(record.price_source, room.chars(80))} of "
        f"{shown(record.price_date, 12)}",
    )


def _notes(record: SessionCost) -> tuple[str, ...]:
    """Return what is estimated or unknown, and what the file states itself."""
    notes = []
    if record.output_estimated:
        notes.append(
            f"{cost(record.output_estimated)} of it is output estimated from its text, "
            "where the log holds a stub."
        )
    if record.unknown:
        requests = counted(record.unknown, "request")
        notes.append(f"Of {requests} the usage or the price is unknown: in no sum here.")
    if record.in_file is not None:
        stated = sum(row.cost_in_file is not None for row in record.requests)
        ours = known_sum(r.cost for r in record.requests if r.cost_in_file is not None)
        requests = counted(stated, "request")
        notes.append(
            f"The file states {cost(record.in_file)} for {requests}; ours is {cost(ours)}."
        )
    return tuple(notes)


def _grid(
    caption: str,
    parts: Sequence[CostPart],
    record: SessionCost,
    room: Room,
    *,
    classes: bool = False,
) -> Grid:
    """Return parts of the bill as a table; each token class has its colour."""
    limit = max(room.rows(ROWS), 3)
    amounts = costs([part.cost for part in parts[:limit]])
    counts = () if classes else (Head("requests", "number"),)
    fills = [CLASS_NAMES.get(part.name, "output") if classes else "sent" for part in parts[:limit]]
    bars = tuple(
        length_bar(part.cost, record.total, fill) for part, fill in zip(parts, fills, strict=False)
    )
    return Grid(
        caption=caption,
        heads=(
            Head("part", "text"),
            *counts,
            Head("tokens", "number"),
            Head("cost", "number"),
            Head("of the bill", "number", bars),
        ),
        rows=tuple(
            (
                shown(part.name, room.chars(60)),
                *(number(part.requests) for _ in counts),
                number(part.tokens),
                amount,
                share(part.cost, record.total),
            )
            for part, amount in zip(parts, amounts, strict=False)
        ),
        left_out=left_out(limit, len(parts), "parts"),
    )


def _spent(messages: MessageCosts, room: Room) -> Grid:
    """Return what the bill was spent on."""
    kinds = messages.by_kind[: max(room.rows(ROWS), 3)]
    amounts = costs([group.cost for group in kinds])
    return Grid(
        caption="by what stood in the context",
        heads=(
            Head("kind", "text"),
            Head("parts", "number"),
            Head("cost", "number"),
            Head(
                "of the bill",
                "number",
                length_bars([group.cost for group in kinds], messages.total),
            ),
        ),
        rows=tuple(
            (group.name, number(group.parts), amount, share(group.cost, messages.total))
            for group, amount in zip(kinds, amounts, strict=True)
        ),
    )
