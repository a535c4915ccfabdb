"""What each policy of a comparison sends."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import SERIES
from headroom_lab.display.figures import percent
from headroom_lab.display.plots.canvas import canvas, dress, figured, literal, thousands
from headroom_lab.results.comparison import Comparison

MOST = 20  # policies that have room for their names


def plot(comparison: Comparison, *, ax: Any = None) -> Any:
    """Draw a bar a policy, its tokens after, with what it saves."""
    rows = list(comparison)[:MOST]
    axes, out = canvas(ax, height=1.0 + 0.3 * max(len(rows), 2))
    places = range(len(rows))
    bars = axes.barh(places, [row.tokens_after for row in rows], color=SERIES[0])
    labels = [f"{percent(row.savings_percent)} saved" for row in rows]
    figured(axes, bars, labels)
    axes.set_yticks(places, [literal(row.policy, 44) for row in rows], fontsize=9)
    axes.invert_yaxis()
    some = f" ({len(rows)} of {len(comparison)})" if len(rows) < len(comparison) else ""
    dress(axes, f"Tokens after, by policy{some}", x="tokens")
    thousands(axes, "x")
    return out
