"""TransformResult: sizes before and after, what each step did, warnings."""

from __future__ import annotations

from headroom_lab.display.figures import counted, number, place, size_change
from headroom_lab.display.page import Fold, Grid, Head, Page, Room, left_out
from headroom_lab.display.parts import names, removed, size_bar, steps, used_key, warned
from headroom_lab.display.pictures.removals import ledger
from headroom_lab.display.visible import shown
from headroom_lab.results.transform import TransformResult

CAP = 16 * 1024
VOLATILE = 10
REMOVALS = 12
REST = ".removals.to_frame() for all"


def page(record: TransformResult, room: Room) -> Page:
    """Return the sizes and steps, with the ledger and what is volatile folded away."""
    return Page(
        "transform",
        size_change(record.tokens_before, record.tokens_after),
        facts=_facts(record, room),
        grids=(_sizes(record), *((steps(record.steps, room),) if record.steps else ())),
        folds=(
            *warned(record.warnings, room),
            *removed(record, ledger(record.removals, room, REMOVALS, REST)),
            *_volatile(record, room),
        ),
    )


def _sizes(record: TransformResult) -> Grid:
    """Return the two sizes with their bars."""
    before, after = record.tokens_before, record.tokens_after
    longest = max(before, after)
    bars = (size_bar(before, before, longest), size_bar(before, after, longest))
    return Grid(
        caption="tokens before and after",
        heads=(Head("list"), Head("tokens", "number")),
        rows=(("before", number(before)), ("after", number(after))),
        bars=bars,
        key=used_key(bars),
    )


def _facts(record: TransformResult, room: Room) -> tuple[str, ...]:
    """Return what was applied, how many messages are left, and what of the prefix is stable."""
    facts = [f"{counted(len(record.messages), 'message')} left"]
    if record.transforms_applied:
        facts.append(f"applied: {names(record.transforms_applied, room, 6)}")
    if not record.removals:
        facts.append("nothing removed")
    if record.stable_prefix_tokens is not None:
        prefix = f"stable prefix: {number(record.stable_prefix_tokens)} tokens"
        if record.stable_prefix_hash:
            prefix += f", hash {shown(record.stable_prefix_hash, 16)}"
        facts.append(prefix)
    return tuple(facts)


def _volatile(record: TransformResult, room: Room) -> tuple[Fold, ...]:
    """Return the volatile texts folded away."""
    found = record.volatile
    if not found:
        return ()
    limit = room.rows(VOLATILE)
    table = Grid(
        caption="volatile texts",
        heads=(
            Head("kind", "text"),
            Head("message", "number"),
            Head("offset", "number"),
            Head("text", "preview"),
        ),
        rows=tuple(
            (
                shown(v.kind, room.chars(30)),
                place(v.message),
                number(v.offset),
                shown(v.text, room.chars(80)),
            )
            for v in found[:limit]
        ),
        left_out=left_out(limit, len(found), "volatile texts", ".volatile for all"),
    )
    return (Fold(counted(len(found), "volatile text"), grids=(table,)),)
