"""What each request of a session sent: its input by token class, with what cut it short."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.plots.canvas import (
    HATCHES,
    SERIES,
    canvas,
    dress,
    legend,
    thousands,
    whole_numbers,
)
from headroom_lab.results.trace import MAIN, Trace

CLASSES = {
    "cache read": "cache_read_tokens",
    "cache write 5 min": "cache_write_5m_tokens",
    "cache write 1 h": "cache_write_1h_tokens",
    "uncached": "uncached_tokens",
}


def plot(trace: Trace, *, ax: Any = None) -> Any:
    """Draw the input of the main stream's requests as stacked areas, segments as lines."""
    axes, out = canvas(ax)
    requests = [r for r in trace.requests if r.stream == MAIN and r.usage is not None]
    layers = [[getattr(r, name) or 0 for r in requests] for name in CLASSES.values()]
    places = [request.number for request in requests]
    filled = axes.stackplot(places, layers, labels=list(CLASSES), colors=SERIES, alpha=0.85)
    for layer, hatch in zip(filled, HATCHES, strict=False):
        layer.set_hatch(hatch)
        layer.set_hatch_linewidth(0.3)
    before = None
    for request in requests:
        if before is not None and request.segment != before:
            axes.axvline(request.number, color="black", linestyle="--", linewidth=1)
        before = request.segment
    dress(axes, "Context by request", x="request", y="tokens")
    thousands(axes)
    whole_numbers(axes)
    legend(axes)
    return out
