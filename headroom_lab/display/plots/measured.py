"""What a plot was measured on: how many, which model, whose prices of which day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from headroom_lab.display.figures import bill, counted, number

MODELS = 2  # names that have room


def measured_on(record: Any) -> tuple[str, ...]:
    """Return what stands under a record's plots, nothing where its kind has no words for it."""
    said = _SAID.get(record.picture)
    return tuple(filter(None, said(record))) if said else ()


def _priced(made: Any) -> str:
    """Return whose prices were taken, of which day."""
    return f"prices: {made.price_source}, {made.price_date}" if made and made.price_source else ""


def _models(names: Any) -> str:
    """Return some models' names."""
    more = len(names) - MODELS
    return ", ".join(names[:MODELS]) + (f" and {more} more" if more > 0 else "")


_SAID: dict[str, Callable[[Any], tuple[str, ...]]] = {
    "simulation": lambda r: (counted(len(r.rows), "message"), r.model),
    "comparison": lambda r: (counted(len(r), "policy", "policies"), "one conversation"),
    "waste": lambda r: (f"of {number(r.total_tokens)} tokens",),
    "scores": lambda r: (counted(len(list(r.table_rows())), "message"),),
    "metrics": lambda r: (counted(r.totals.requests, "stored request"),),
    "replay": lambda r: (counted(r.requests, "request"), r.model, _priced(r.provenance)),
    "trace": lambda r: (counted(len(r.requests), "request"), _models(r.models)),
    "cost": lambda r: (counted(len(r.requests), "request"), _priced(r)),
    "message_costs": lambda r: (counted(len(r.rows), "part"), f"{bill(r.total)} in all"),
    "sweep": lambda r: (
        counted(len(r.points), "grid point"),
        counted(r.conversations, "conversation"),
    ),
}
