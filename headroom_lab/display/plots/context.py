"""What fills the context as the conversation grows."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from matplotlib.patheffects import withStroke

from headroom_lab.display.colours import SERIES
from headroom_lab.display.plots.canvas import (
    HATCHES,
    canvas,
    dress,
    legend,
    literal,
    thousands,
    whole_numbers,
)
from headroom_lab.results import SimulationResult


def plot(result: SimulationResult, *, ax: Any = None) -> Any:
    """Draw the tokens sent after each message, stacked by role, with the optimised total."""
    axes, out = canvas(ax)
    places = [row.message for row in result.rows]
    roles = [role.role for role in result.roles]
    layers = [
        list(accumulate(row.tokens_before if row.role == role else 0 for row in result.rows))
        for role in roles
    ]
    filled = axes.stackplot(
        places, layers, labels=[literal(role) for role in roles], colors=SERIES, alpha=0.85
    )
    for layer, hatch in zip(filled, HATCHES, strict=False):
        layer.set_hatch(hatch)
        layer.set_hatch_linewidth(0.3)
    total = list(accumulate(row.tokens_after for row in result.rows))
    outline = [withStroke(linewidth=5, foreground="white")]
    line = {"color": "black", "linestyle": "--", "linewidth": 2, "path_effects": outline}
    axes.plot(places, total, label="total after", **line)
    dress(axes, "What fills the context", x="message", y="tokens")
    thousands(axes)
    whole_numbers(axes)
    legend(axes)
    return out
