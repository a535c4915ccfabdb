"""The tokens of a whole session by class."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import of_class
from headroom_lab.display.figures import number, share
from headroom_lab.display.plots.canvas import canvas, dress, figured, thousands
from headroom_lab.display.plots.trace_context import CLASSES
from headroom_lab.results.trace import Trace


def plot(trace: Trace, *, ax: Any = None) -> Any:
    """Draw the tokens of all requests by class, output last."""
    names = {**CLASSES, "output": "output_tokens"}
    sizes = {name: trace.requests.total(column) or 0 for name, column in names.items()}
    sizes = {name: size for name, size in sizes.items() if size or name == "output"}
    axes, out = canvas(ax, height=1.0 + 0.36 * max(len(sizes), 2))
    bars = axes.barh(list(sizes), list(sizes.values()), color=list(map(of_class, sizes)))
    whole = sum(sizes.values())
    figured(axes, bars, [f"{number(size)} ({share(size, whole)})" for size in sizes.values()])
    axes.invert_yaxis()
    dress(axes, "Tokens of all requests, by class", x="tokens")
    thousands(axes, "x")
    return out
