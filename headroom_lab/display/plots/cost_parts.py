"""Parts of a session's bill as bars, each with its sum and its share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from headroom_lab.display.figures import costs, share
from headroom_lab.display.plots.canvas import canvas, dress, figured, literal
from headroom_lab.results.cost import CostPart, SessionCost


def draw_parts(
    record: SessionCost, parts: Sequence[CostPart], colours: Sequence[str], title: str, ax: Any
) -> Any:
    """Draw a bar a part, the first on top, into ``ax`` or a figure of its own."""
    axes, out = canvas(ax, height=1.0 + 0.36 * max(len(parts), 2))
    names = [literal(part.name) for part in parts]
    sizes = [part.cost or 0.0 for part in parts]
    bars = axes.barh(range(len(parts)), sizes, height=0.72, color=colours)
    sums = costs([part.cost for part in parts])
    shares = [share(part.cost, record.total) for part in parts]
    figured(
        axes, bars, [f"{a}, {b}".replace("$", r"\$") for a, b in zip(sums, shares, strict=True)]
    )
    axes.set_yticks(range(len(parts)), names)
    axes.set_ylim(max(len(parts), 2) - 0.5, -0.5)  # one bar is no wall
    dress(axes, title, x="USD")
    return out
