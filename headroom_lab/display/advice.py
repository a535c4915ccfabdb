"""What to do about one request, in a sentence with its figure and its price."""

from __future__ import annotations

from headroom_lab.display.figures import cost, number, percent, price_change
from headroom_lab.results.simulation import SimulationResult


def advice(record: SimulationResult) -> str:
    """Return whether the cut is worth making, and when."""
    before, after = record.tokens_before, record.tokens_after
    if after > before:
        return f"Don't cut: it would add {number(after - before)} tokens"
    if after == before and any(row.kind == "image" for row in record.removals):
        return "The same tokens, images in fewer bytes: from a session's first request on"
    if after == before:
        return "Leave it: nothing here can go"
    price = price_change(record.cost_before, record.cost_after)
    saving = f"{percent(record.savings_percent)} of the tokens go, {price}"
    warm = warm_change(record)
    limit = record.context_limit
    if limit is not None and after <= limit < before:
        return f"Cut it, or it doesn't fit: {saving}"
    if warm is not None and warm > 0:
        return (
            f"Cut on a cold cache only: {saving}; while it is warm the cut costs {cost(warm)} more"
        )
    return f"Cut it: {saving}"


def warm_change(record: SimulationResult) -> float | None:
    """Return what the cut adds to the price of the request on a warm cache, None if unknown."""
    before, after = record.cached_cost_before, record.cached_cost_after
    return None if before is None or after is None else after - before
