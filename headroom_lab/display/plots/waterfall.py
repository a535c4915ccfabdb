"""How one message's importance comes about."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from headroom_lab.display.colours import FACTORS, INK
from headroom_lab.display.figures import place
from headroom_lab.display.plots.breakdown import factor
from headroom_lab.display.plots.canvas import canvas, dress, figured


def plot(score: Any, *, ax: Any = None) -> Any:
    """Draw a step a factor from 0 to the total, the largest first; of several scores the highest's."""
    row = max(score, key=lambda s: s.total_score) if hasattr(score, "__iter__") else score
    axes, out = canvas(ax, height=3.0)
    told = zip(row.score_breakdown.items(), FACTORS.values(), strict=True)
    steps = sorted(told, key=lambda step: -step[0][1])
    scores = dict(zip(row.score_breakdown, row.factors, strict=True))
    weights = dict(row.weights)
    names = [f"{factor(n)}  {scores[n]:.2f} × {weights[n]:.2f}" for (n, _), _ in steps]
    parts = [part for (_, part), _ in steps]
    starts = [0.0, *list(accumulate(parts))[:-1]]
    bars = axes.barh([*names, "total"], [*parts, row.total_score], left=[*starts, 0.0])
    for index, bar in enumerate(bars):
        bar.set_color(steps[index][1] if index < len(parts) else INK)
    labels = [f"{part:+.3f}" for part in parts] + [f"{row.total_score:.3f}"]
    figured(axes, bars, labels)
    axes.invert_yaxis()
    dress(
        axes,
        f"Importance of message {place(row.message_index)}: {row.total_score:.2f} of 1",
        x="importance; beside the names: score × weight",
    )
    return out
