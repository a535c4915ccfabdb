"""The cells of a sweep's table: what a point saves, costs and keeps, each with its interval."""

from __future__ import annotations

from headroom_lab.display.figures import cost, number, of_the_bill, percent, signed
from headroom_lab.results.measures import Figure
from headroom_lab.results.sweep import SweepResult
from headroom_lab.results.sweep_points import SweepRow

BILL = "net_bill_ratio"


def saved(record: SweepResult, row: SweepRow) -> str:
    """Return what is saved, with its interval over the conversations."""
    return f"{percent(row.savings_percent)}{_ends(record.figure(row, 'tokens'))}"


def bill(record: SweepResult, row: SweepRow) -> str:
    """Return the bill of the sessions after the cache, and its change with its interval."""
    figure = record.figure(row, BILL)
    if figure is None:
        return "–"
    paid, ends = cost(figure.value * figure.denominator), figure.interval
    if ends is None or ends.low == ends.high:
        return paid
    low, high = (signed(100 * (end - 1)).removesuffix(" %") for end in (ends.low, ends.high))
    return f"{paid} ({low} to {high} %)"


def bill_change(record: SweepResult, row: SweepRow) -> tuple[str, ...]:
    """Return by how much the bill changes, nothing where it wasn't measured."""
    figure = record.figure(row, BILL)
    return () if figure is None else (of_the_bill(100 * (figure.value - 1)),)


def _ends(figure: Figure | None) -> str:
    """Return the ends of an interval in per cent, nothing where there is none."""
    if figure is None or figure.interval is None or figure.interval.low == figure.interval.high:
        return ""
    return f" ({100 * figure.interval.low:.1f} to {100 * figure.interval.high:.1f})"


def kept(record: SweepResult, row: SweepRow) -> tuple[str, str]:
    """Return how many needles are still there: those far and hard to guess, and all."""
    far, every = record.figure(row, "retention"), record.figure(row, "all_retention")
    return (
        f"{number(row.strict_far_kept or 0)} of {number(row.strict_far or 0)}{_least(far)}",
        f"{number(row.kept or 0)} of {number(row.needles or 0)}{_least(every)}",
    )


def _least(figure: Figure | None) -> str:
    """Return the share that is surely kept, nothing where there is no interval."""
    if figure is None or figure.interval is None:
        return ""
    return f" (≥ {100 * figure.interval.low:.0f} %)"


def work(record: SweepResult, row: SweepRow) -> tuple[str, str]:
    """Return the seconds that a compressor of one's own takes a conversation, and what that costs."""
    seconds, spent = (record.figure(row, name) for name in ("own_seconds", "own_cost"))
    took = "–" if seconds is None else f"{seconds.value:.2f}"
    return took, "–" if spent is None else cost(spent.value)
