"""What each tool's outputs took up of a session."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import SERIES
from headroom_lab.display.figures import cost, number
from headroom_lab.display.plots.canvas import canvas, dress, figured, literal, thousands
from headroom_lab.results.trace import Trace, TraceTool

TOOLS = 12


def plot(trace: Trace, *, ax: Any = None) -> Any:
    """Draw the tokens of each tool's outputs, the dearest on top."""
    rows = trace.tool_costs()[:TOOLS][::-1]
    axes, out = canvas(ax, height=1.0 + 0.32 * max(len(rows), 2))
    bars = axes.barh(
        [literal(row.tool) for row in rows],
        [row.tokens for row in rows],
        color=SERIES[0],
        height=0.72,
    )
    figured(axes, bars, [_said(row) for row in rows])
    dress(axes, "Outputs by tool, with their cost over the session", x="tokens")
    thousands(axes, "x")
    return out


def _said(row: TraceTool) -> str:
    """Return a tool's tokens, and what its outputs cost where that is known."""
    told = number(row.tokens)
    return told if row.cost is None else literal(f"{told}, {cost(row.cost)}", 40)
