"""What each request of a session sent: its input by token class, with what cut it short."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import CLASSES as COLOURS_OF
from headroom_lab.display.colours import INK
from headroom_lab.display.context_chart import happenings, main_requests
from headroom_lab.display.plots.canvas import (
    HATCHES,
    canvas,
    dress,
    legend,
    thousands,
    whole_numbers,
)
from headroom_lab.results.trace import Trace

CLASSES = {
    "cache read": "cache_read_tokens",
    "cache write 5 min": "cache_write_5m_tokens",
    "cache write 1 h": "cache_write_1h_tokens",
    "uncached": "uncached_tokens",
}


COLOURS = [COLOURS_OF[name] for name in ("read", "written", "written_1h", "uncached")]


def plot(trace: Trace, *, ax: Any = None) -> Any:
    """Draw the input of the main stream's requests as stacked areas, cuts and pauses as lines."""
    axes, out = canvas(ax)
    requests = main_requests(trace)
    layers = [[getattr(r, name) or 0 for r in requests] for name in CLASSES.values()]
    places = [request.number for request in requests]
    filled = axes.stackplot(places, layers, labels=list(CLASSES), colors=COLOURS, alpha=0.85)
    for layer, hatch in zip(filled, HATCHES, strict=False):
        layer.set_hatch(hatch)
        layer.set_hatch_linewidth(0.3)
    for number, (_, pause) in happenings(trace, requests).items():
        axes.axvline(number, color=INK, linestyle=":" if pause else "--", linewidth=1)
    dress(axes, "Context by request", x="request", y="tokens")
    thousands(axes)
    whole_numbers(axes)
    legend(axes)
    return out
