"""How what a point saves differs between conversations."""

from __future__ import annotations

from statistics import median
from typing import Any

from headroom_lab.display.colours import INK, SERIES
from headroom_lab.display.plots.canvas import canvas, dress, literal
from headroom_lab.results.sweep import SweepResult

MOST = 16  # points that have room for their settings


def plot(result: SweepResult, *, ax: Any = None) -> Any:
    """Draw for each point a mark a conversation at what it saves there, and the median."""
    points = result.points[:MOST]
    axes, out = canvas(ax, height=1.2 + 0.3 * max(len(points), 2))
    for place, row in enumerate(points):
        shares = [
            100 * (cell.numbers["tokens_saved"] or 0) / before
            for cell in result.cells
            if cell.point == row.point and (before := cell.numbers.get("tokens_before"))
        ]
        axes.scatter(shares, [place] * len(shares), color=SERIES[0], alpha=0.35, s=18)
        if shares:
            axes.scatter([median(shares)], [place], color=INK, marker="|", s=160)
    labels = [literal(row.said(result.varying), 44) for row in points]
    axes.set_yticks(range(len(points)), labels, fontsize=8)
    axes.invert_yaxis()
    dress(
        axes,
        "Tokens saved, a mark a conversation",
        x="tokens saved, %; the upright line is the median",
    )
    return out
