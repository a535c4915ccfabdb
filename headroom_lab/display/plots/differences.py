"""By how much each point of a study differs from the baseline."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import INK, SERIES
from headroom_lab.display.plots.canvas import canvas, dress, literal
from headroom_lab.results.sweep import SweepResult

MOST = 16  # points that have room for their settings


def plot(result: SweepResult, *, ax: Any = None) -> Any:
    """Draw for each point the difference of its savings to the baseline's, with its interval."""
    found = [
        (row, figure.difference, figure)
        for row in result.points
        if (figure := result.figure(row, "tokens")) is not None and figure.difference is not None
    ][:MOST]
    axes, out = canvas(ax, height=1.2 + 0.3 * max(len(found), 2))
    axes.axvline(0, color=INK, linewidth=0.8)
    for place, (_, apart, figure) in enumerate(found):
        axes.plot([100 * apart.low, 100 * apart.high], [place, place], color=SERIES[0])
        axes.plot([100 * apart.value], [place], color=SERIES[0], marker="o")
        told = f"better in {figure.wins} of {figure.compared}"
        axes.annotate(
            told, (100 * apart.high, place), xytext=(6, 0), textcoords="offset points",
            color=INK, fontsize=8, va="center",
        )  # fmt: skip
    labels = [literal(row.said(result.varying), 44) for row, _, _ in found]
    axes.set_yticks(range(len(found)), labels, fontsize=8)
    axes.invert_yaxis()
    axes.margins(x=0.2)
    dress(
        axes,
        f"Tokens saved, against {literal(result.against, 40) or 'no baseline'}",
        x=f"points of per cent, {100 * result.level:.0f} % intervals over the conversations",
    )
    return out
