"""Parts that several pictures share: size bars, steps, the ledger folded away, warnings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from headroom_lab.display.figures import MINUS, counted, number
from headroom_lab.display.page import Bar, Fold, Grid, Head, Room, Segment, left_out
from headroom_lab.display.visible import shown
from headroom_lab.results.crush import CrushResult
from headroom_lab.results.simulation import Provenance, SimulationResult
from headroom_lab.results.transform import StepSummary, TransformResult

STEPS = 12
WARNINGS = 6
KEY = (("sent", "sent"), ("saved", "saved"), ("added", "added"))


Cutting = CrushResult | SimulationResult | TransformResult


def size_bar(before: int, after: int, longest: int) -> Bar:
    """Return what is sent, saved or added of a size, ``longest`` being the full length."""
    whole = max(longest, 1)
    parts = (
        Segment("sent", min(before, after) / whole),
        Segment("saved", max(before - after, 0) / whole),
        Segment("added", max(after - before, 0) / whole),
    )
    return tuple(part for part in parts if part.share > 0)


def length_bar(size: float | None, longest: float | None, fill: str = "sent") -> Bar:
    """Return a size as one segment, ``longest`` being the full length; unknown as nothing."""
    return (Segment(fill, size / longest),) if size and longest and min(size, longest) > 0 else ()


def length_bars(sizes: Sequence[float | None], longest: float | None = None) -> tuple[Bar, ...]:
    """Return a bar a size, unknown as nothing; the full length is ``longest``, or else the longest."""
    known = [size or 0.0 for size in sizes]
    whole = max(known, default=0.0) if longest is None else longest
    return tuple(length_bar(size, whole) for size in known)


def span_bar(low: float, high: float, least: float, most: float) -> Bar:
    """Return an interval around or beside zero on a scale from ``least`` to ``most``.

    What is certain of it is drawn in full, from zero on; what may be or not is drawn pale.
    """
    whole = (most - least) or 1.0
    sure = max(low, 0.0) or min(high, 0.0)
    parts = (
        ("gap", min(low, 0.0) - least),
        ("maybe", min(high, 0.0) - min(low, 0.0)),
        ("more", max(-sure, 0.0)),
        ("less", max(sure, 0.0)),
        ("maybe", max(high, 0.0) - max(low, 0.0)),
    )
    return tuple(Segment(fill, size / whole) for fill, size in parts if size > 0)


def without_alike(grid: Grid, *labels: str) -> Grid:
    """Return a table without those columns that say the same in every row; its caption says it once.

    ``labels`` are the columns that may go; those of fewer than three rows stay.
    """
    if len(grid.rows) < 3:
        return grid
    same = {
        at: grid.rows[0][at]
        for at, head in enumerate(grid.heads)
        if head.label in labels and len({row[at] for row in grid.rows}) == 1
    }
    kept = [at for at in range(len(grid.heads)) if at not in same]
    told = ", ".join(f"{grid.heads[at].label} {cell}" for at, cell in same.items() if cell)
    return replace(with_columns(grid, kept), alike=f"in each row: {told}" if told else "")


def with_columns(grid: Grid, places: Sequence[int]) -> Grid:
    """Return a table with the columns at these places alone."""
    return replace(
        grid,
        heads=tuple(grid.heads[at] for at in places),
        rows=tuple(tuple(row[at] for at in places) for row in grid.rows),
    )


def used_key(bars: Sequence[Bar]) -> tuple[tuple[str, str], ...]:
    """Return the key of the fills that some bar shows."""
    fills = {segment.fill for bar in bars for segment in bar}
    return tuple(entry for entry in KEY if entry[0] in fills)


def balance(record: Cutting) -> str:
    """Return how the saving adds up: ``7,700 saved = 7,500 removed + 250 re-encoded − …``."""
    gain = record.tokens_reencoded
    terms = f"{number(record.removals.tokens)} removed {MINUS if gain < 0 else '+'} "
    terms += f"{number(abs(gain))} re-encoded"
    if record.tokens_markers:
        terms += f" {MINUS} {number(record.tokens_markers)} for markers"
    return f"{number(record.tokens_saved)} tokens saved = {terms}"


def steps(rows: Sequence[StepSummary], room: Room) -> Grid:
    """Return the steps of a pipeline as a table."""
    limit = room.rows(STEPS)
    return Grid(
        caption="tokens by step",
        heads=(
            Head("step"),
            Head("before", "number"),
            Head("after", "number"),
            Head("saved", "number"),
            Head("removals", "number"),
        ),
        rows=tuple(
            (
                shown(step.name, room.chars(40)),
                number(step.tokens_before),
                number(step.tokens_after),
                number(step.tokens_saved),
                number(step.removals),
            )
            for step in rows[:limit]
        ),
        left_out=left_out(limit, len(rows), "steps", ".steps for all"),
    )


def removed(record: Cutting, table: Grid | None) -> tuple[Fold, ...]:
    """Return a table of removals folded away, with the sum that they add up to; None leaves it out."""
    removals = record.removals
    if not removals:
        return ()
    summary = f"{counted(len(removals), 'removal')}, {number(removals.tokens)} tokens"
    return (Fold(summary, (balance(record),), (table,) if table else ()),)


def warned(warnings: Sequence[str], room: Room) -> tuple[Fold, ...]:
    """Return the warnings folded away behind how many they are."""
    if not warnings:
        return ()
    limit = max(room.rows(WARNINGS), 1)
    lines = tuple(shown(warning, room.chars(300)) for warning in warnings[:limit])
    rest = left_out(limit, len(warnings), "warnings", ".warnings for all")
    return (Fold(counted(len(warnings), "warning"), lines + ((rest,) if rest else ())),)


def counting(made: Provenance) -> str:
    """Return how tokens were counted: with what exactly, or how far an estimate may be off."""
    method = shown(made.tokenizer.removeprefix("estimate: "), 120)
    if made.exact:
        return f"counted with {method}"
    _, told, band = method.rpartition("±")
    return f"counts are estimates{f', ±{band}' if told else ''}"


def names(texts: Sequence[str], room: Room, usual: int) -> str:
    """Return some names on one line, and how many more there are."""
    limit = max(room.rows(usual), 1)
    more = f" and {number(len(texts) - limit)} more" if len(texts) > limit else ""
    return ", ".join(shown(text, room.chars(60)) for text in texts[:limit]) + more
