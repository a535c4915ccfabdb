"""CrushResult: kept and removed items with their reasons, runs of one reason in one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from headroom_lab.display.figures import MINUS, counted, number, size_change
from headroom_lab.display.page import Fold, Grid, Head, Page, Room, left_out
from headroom_lab.display.parts import balance, removed, without_alike
from headroom_lab.display.pictures.removals import ledger
from headroom_lab.display.visible import cut, shown
from headroom_lab.results.crush import CrushedItem, CrushResult

CAP = 32 * 1024
ROWS = 40
REMOVALS = 8
RESULT = 1200


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring items of one array that share their fate and its reason."""

    items: Sequence[CrushedItem]

    @property
    def first(self) -> CrushedItem:
        """The first item of the run."""
        return self.items[0]

    @property
    def place(self) -> str:
        """Where the run stands: ``results[3]`` or ``results[3–17]``."""
        last = self.items[-1].index
        return str(last) if len(self.items) == 1 else f"{self.first.index}–{last}"

    @property
    def relevance(self) -> str:
        """The highest relevance in the run."""
        best = max(item.relevance for item in self.items)
        return f"{best:.2f}".replace("-", MINUS)


def page(record: CrushResult, room: Room) -> Page:
    """Return the items in order with what became of them."""
    kept = sum(item.kept for item in record.items)
    gone = len(record.items) - kept
    facts = [f"strategy: {shown(record.strategy, room.chars(60))}"]
    if record.items:
        facts.append(
            f"{number(kept)} of {counted(len(record.items), 'item')} kept, {number(gone)} removed"
        )
    if not record.was_modified and record.strategy != "unchanged":
        facts.append("unchanged")
    if record.original:
        facts.append(f"original: retrieve({shown(record.original, room.chars(64))!r})")
    return Page(
        "crush",
        _headline(record, kept),
        facts=tuple(facts),
        notes=(balance(record),),
        grids=(_items(record, room),) if record.items else (),
        folds=(
            *(() if record.items else removed(record, _ledger(record, room))),
            Fold("Result", (shown(record.text, room.chars(RESULT)),)),
        ),
    )


def _headline(record: CrushResult, kept: int) -> str:
    """Return how many items stay and what that saves."""
    sizes = size_change(record.tokens_before, record.tokens_after)
    if not record.was_modified:
        return f"Left as it is: {number(record.tokens_before)} tokens"
    whole = counted(len(record.items), "item")
    return f"{number(kept)} of {whole} stay: {sizes}" if record.items else sizes


def _ledger(record: CrushResult, room: Room) -> Grid:
    """Return the removals of a text that has no items."""
    return ledger(record.removals, room, REMOVALS, ".removals.to_frame() for all")


def _items(record: CrushResult, room: Room) -> Grid:
    """Return the runs of items as a table."""
    groups = groupby(record.items, key=lambda item: (item.path, item.kept, item.reason))
    runs = [Run(tuple(items)) for _, items in groups]
    nested = any(item.path for item in record.items)
    shown_runs = runs[: room.rows(ROWS)]
    amount = sum(len(run.items) for run in shown_runs)
    table = Grid(
        caption="items, kept and removed",
        heads=(
            Head("array", "text"),
            Head("item", "number"),
            Head("outcome", "word"),
            Head("reason", "text"),
            Head("relevance", "number"),
            Head("tokens", "number"),
            Head("begins with", "preview", is_lesser=True),
        ),
        rows=tuple(_row(run, room, nested) for run in shown_runs),
        left_out=left_out(amount, len(record.items), "items"),
    )
    return without_alike(table, "array", "relevance")


def _row(run: Run, room: Room, nested: bool) -> tuple[str, ...]:
    """Return one run as cells; where no array is nested none is named."""
    mark, word = ("✓", "kept") if run.first.kept else ("✗", "removed")
    return (
        shown(run.first.path, room.chars(32)) or ("top level" if nested else ""),
        run.place,
        f"{mark} {number(len(run.items))} {word}",
        shown(run.first.reason, room.chars(60)),
        run.relevance,
        number(sum(item.tokens for item in run.items)),
        cut(run.first.preview, room.chars(80)),
    )
