"""Waste by kind."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import WASTE
from headroom_lab.display.figures import number, percent
from headroom_lab.display.plots.canvas import canvas, dress, figured, thousands
from headroom_lab.results import SimulationResult, WasteSignals


def plot(found: WasteSignals | SimulationResult, *, ax: Any = None) -> Any:
    """Draw a bar a kind, with tokens and share."""
    waste = found.waste_signals if isinstance(found, SimulationResult) else found
    axes, out = canvas(ax, height=2.6)
    kinds = waste.kinds
    colours = [
        WASTE[kind.name.removesuffix("_tokens")] for kind in kinds
    ]  # as in the table of waste
    bars = axes.barh([kind.label for kind in kinds], [kind.tokens for kind in kinds], color=colours)
    labels = [f"{kind.tokens:,} ({percent(100 * kind.share)})" for kind in kinds]
    figured(axes, bars, labels)
    axes.invert_yaxis()
    whole = f"{number(waste.tokens)} of {number(waste.total_tokens)}"
    dress(axes, f"Tokens spent for nothing: {whole}", x="tokens")
    thousands(axes, "x")
    return out
