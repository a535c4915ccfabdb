"""Information: what is kept of what was used later, beside the tokens saved."""

from __future__ import annotations

from headroom_lab.display.figures import counted, number, place, saved, share, size_change
from headroom_lab.display.page import Fold, Grid, Head, Page, Room, left_out
from headroom_lab.display.visible import shown
from headroom_lab.results.information import Information, InformationRow

CAP = 16 * 1024
ROWS = 30
LOST = 20


def page(record: Information, room: Room) -> Page:
    """Return retention and saving of all, then of each group; what was lost folded away."""
    whole = record.total
    return Page(
        "information",
        f"{shown(record.name, room.chars(60))}: {_kept(whole)}, "
        f"{saved(whole.tokens_before, whole.tokens_after)}",
        facts=(
            size_change(whole.tokens_before, whole.tokens_after),
            f"{share(record.saved_before_use, 1)} saved on average just before a use",
        ),
        notes=(
            "Strict values are hard to guess; far ones are used four or more messages after the "
            "output that holds them."
            + (" An edit is kept where every line of its old text is." if whole.edits else ""),
        ),
        grids=(_groups(record, room),),
        folds=_lost(record, room),
    )


def _kept(row: InformationRow) -> str:
    """Return how many of the strict far needles are kept."""
    if not row.strict_far:
        return "no strict far needles"
    part = share(row.strict_far_kept, row.strict_far)
    return f"{number(row.strict_far_kept)} of {counted(row.strict_far, 'needle')} kept ({part})"


def _groups(record: Information, room: Room) -> Grid:
    """Return the groups, a row each."""
    limit = max(room.rows(ROWS), 1)
    edits = ("edits, far", "edits") if record.total.edits else ()
    return Grid(
        caption="needles kept and tokens saved",
        heads=(
            Head("group", "text"),
            Head("by", "text", is_lesser=True),
            *(Head(word, "number") for word in ("strict, far", "far", "all", *edits)),
            *(Head(word, "number") for word in ("before", "after", "saved")),
        ),
        rows=tuple(_row(row, room, bool(edits)) for row in record.rows[:limit]),
        left_out=left_out(limit, len(record.rows), "groups"),
    )


def _row(row: InformationRow, room: Room, edits: bool) -> tuple[str, ...]:
    """Return one group as cells."""
    return (
        shown(row.group, room.chars(40)),
        shown(row.by, room.chars(24)),
        _part(row.strict_far_kept, row.strict_far),
        _part(row.far_kept, row.far),
        _part(row.kept, row.needles),
        *((_part(row.edits_far_kept, row.edits_far),) if edits else ()),
        *((_part(row.edits_kept, row.edits),) if edits else ()),
        number(row.tokens_before),
        number(row.tokens_after),
        share(row.tokens_before - row.tokens_after, row.tokens_before),
    )


def _part(kept: int, whole: int) -> str:
    """Return ``7 of 8 (88 %)``, a dash where there are none."""
    return f"{number(kept)} of {number(whole)} ({share(kept, whole)})" if whole else "–"


def _lost(record: Information, room: Room) -> tuple[Fold, ...]:
    """Return the needles that were lost, folded away."""
    if not record.lost:
        return ()
    limit = max(room.rows(LOST), 1)
    grid = Grid(
        caption="needles that were gone when they were used",
        heads=(
            Head("conversation", "text"),
            Head("output", "number"),
            Head("used in", "number"),
            Head("kind", "text"),
            Head("strict", "word"),
            Head("value", "preview"),
        ),
        rows=tuple(
            (
                shown(lost.conversation, room.chars(40)),
                place(lost.tool),
                place(lost.use),
                shown(lost.kind, room.chars(20)),
                "yes" if lost.strict else "no",
                shown(lost.value, room.chars(60)),
            )
            for lost in record.lost[:limit]
        ),
        left_out=left_out(limit, len(record.lost), "needles", ".lost for all"),
    )
    return (Fold(f"{counted(len(record.lost), 'needle')} lost", grids=(grid,)),)
