"""Tokens of each message, before and after."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import INK, SERIES
from headroom_lab.display.plots.canvas import canvas, dress, legend, thousands, whole_numbers
from headroom_lab.results import SimulationResult


def plot(result: SimulationResult, *, ax: Any = None) -> Any:
    """Draw a step line for the tokens before, filled areas for those after."""
    axes, out = canvas(ax)
    places = [row.message for row in result.rows]
    before = [row.tokens_before for row in result.rows]
    after = [row.tokens_after for row in result.rows]
    edges = [*places, places[-1] + 1] if places else [0, 1]
    axes.stairs(after, edges, fill=True, color=SERIES[0], label="after")
    axes.stairs(before, edges, color=INK, linestyle="--", label="before")
    dress(axes, "Tokens by message", x="message", y="tokens")
    thousands(axes)
    whole_numbers(axes)
    legend(axes)
    return out
