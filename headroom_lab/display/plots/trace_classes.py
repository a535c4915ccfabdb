"""The tokens of a whole session by class."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import SERIES
from headroom_lab.display.plots.canvas import canvas, dress, thousands
from headroom_lab.display.plots.trace_context import CLASSES
from headroom_lab.results.trace import Trace


def plot(trace: Trace, *, ax: Any = None) -> Any:
    """Draw the tokens of all requests by class, output last."""
    axes, out = canvas(ax)
    names = {**CLASSES, "output": "output_tokens"}
    labels = list(names)[::-1]
    axes.barh(labels, [trace.requests.total(names[label]) for label in labels], color=SERIES[0])
    dress(axes, "Tokens by class", x="tokens")
    thousands(axes, "x")
    return out
