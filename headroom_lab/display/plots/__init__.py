"""Plots of results: one small function each, a figure of its own or drawn into ``ax``."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from headroom_lab.errors import HeadroomError, UnknownNameError

# picture -> kind of plot -> module that draws it; the first is the default
KINDS: dict[str, dict[str, str]] = {
    "simulation": {
        "roles": "roles",
        "messages": "messages",
        "context": "context",
        "waste": "waste",
    },
    "comparison": {"policies": "policies"},
    "waste": {"waste": "waste"},
    "scores": {"breakdown": "breakdown", "parts": "score_parts", "waterfall": "waterfall"},
    "metrics": {"savings": "savings"},
    "replay": {"cost": "spending", "tokens": "requests"},
    "trace": {"context": "trace_context", "tools": "trace_tools", "classes": "trace_classes"},
    "cost": {"classes": "cost_classes", "causes": "cost_causes"},
    "message_costs": {"parts": "message_costs"},
    "sweep": {
        "frontier": "tradeoff",
        "differences": "differences",
        "distribution": "distribution",
        "tradeoff": "tradeoff",
        "tokens": "grid",
    },
}

LINE = 0.18  # inches of the line under the axis that says what was measured


def render_plot(
    record: Any,
    kind: str | None = None,
    *,
    ax: Any = None,
    figsize: tuple[float, float] | None = None,
    dpi: float | None = None,
) -> Any:
    """Return a plot of a record: a Figure of ``figsize`` inches, or ``ax`` where one is given.

    Raises UnknownNameError for a kind that the record doesn't have.
    """
    kinds = KINDS.get(record.picture)
    if kinds is None:
        raise HeadroomError(f"{type(record).__name__} has no plot")
    if kind is None:
        kind = next(iter(kinds))
    if kind not in kinds:
        raise UnknownNameError("plot", kind, kinds)
    drawn = import_module(f"{__name__}.{kinds[kind]}").plot(record, ax=ax)
    _caption(drawn.axes[0] if ax is None else ax, record)
    if ax is None:
        drawn.set_figheight(drawn.get_figheight() + LINE)
    if ax is None and figsize is not None:
        drawn.set_size_inches(figsize)
    if ax is None and dpi is not None:
        drawn.set_dpi(dpi)
    return drawn


def _caption(axes: Any, record: Any) -> None:
    """Write under the axis what a record was measured on."""
    from headroom_lab.display.plots.canvas import caption
    from headroom_lab.display.plots.measured import measured_on

    if said := measured_on(record):
        caption(axes, *said)
