"""What fills the context as the conversation grows."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from matplotlib.patheffects import withStroke

from headroom_lab.display.colours import INK, RUST, of_role
from headroom_lab.display.figures import number, share
from headroom_lab.display.plots.canvas import (
    canvas,
    dress,
    end_labels,
    literal,
    thousands,
    whole_numbers,
)
from headroom_lab.results import SimulationResult

NEAR = 0.3  # of the limit: from there on its line stands in the plot


def plot(result: SimulationResult, *, ax: Any = None) -> Any:
    """Draw the tokens sent after each message, stacked by role, with the total after and the limit."""
    axes, out = canvas(ax, height=3.6)
    places = [row.message for row in result.rows]
    edges = [at - 0.5 for at in (*places, places[-1] + 1)] if places else [-0.5, 0.5]
    bottom, ends = [0] * len(places), []
    for role in (size.role for size in result.roles):
        sizes = accumulate(row.tokens_before if row.role == role else 0 for row in result.rows)
        top = [low + size for low, size in zip(bottom, sizes, strict=True)]
        colour = of_role(role)
        axes.stairs(top, edges, baseline=bottom, fill=True, color=colour, label=literal(role))
        if top:
            ends.append((edges[-1], (top[-1] + bottom[-1]) / 2, literal(role), colour))
        bottom = top
    total = list(accumulate(row.tokens_after for row in result.rows))
    outline = [withStroke(linewidth=5, foreground="white")]
    line = {"color": "black", "linestyle": "--", "linewidth": 2, "path_effects": outline}
    axes.stairs(total, edges, label="after the cut", **line)
    limit = result.context_limit
    if limit is not None and bottom and bottom[-1] >= NEAR * limit:
        axes.axhline(limit, color=RUST, linewidth=1.2)
        ends.append((edges[-1], limit, f"limit {limit:,}", RUST))
    if total and total[-1] != bottom[-1]:
        ends.append((edges[-1], total[-1], "after the cut", INK))
    axes.set_xlim(edges[0], edges[-1])
    dress(axes, f"What fills the context{_filled(result)}", x="message", y="tokens")
    end_labels(axes, ends)
    thousands(axes)
    whole_numbers(axes)
    return out


def _filled(result: SimulationResult) -> str:
    """Return how much of its limit a context fills, before and after the cut."""
    limit = result.context_limit
    if not limit:
        return ""
    sizes = (share(result.tokens_before, limit), share(result.tokens_after, limit))
    return f": {' → '.join(dict.fromkeys(sizes))} of {number(limit)} tokens"
