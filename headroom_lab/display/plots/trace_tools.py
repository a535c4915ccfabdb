"""What each tool's outputs took up of a session."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import SERIES
from headroom_lab.display.plots.canvas import canvas, dress, literal, thousands
from headroom_lab.results.trace import Trace

TOOLS = 12


def plot(trace: Trace, *, ax: Any = None) -> Any:
    """Draw the tokens of each tool's outputs, the dearest on top."""
    axes, out = canvas(ax)
    rows = trace.tool_costs()[:TOOLS][::-1]
    axes.barh([literal(row.tool) for row in rows], [row.tokens for row in rows], color=SERIES[0])
    dress(axes, "Outputs by tool", x="tokens")
    thousands(axes, "x")
    return out
