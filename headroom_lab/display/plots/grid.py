"""What each point of a grid saves."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import SERIES
from headroom_lab.display.plots.canvas import canvas, dress, figured, hatched, literal, thousands
from headroom_lab.results.sweep import SweepResult
from headroom_lab.results.sweep_points import SweepRow

MOST = 12  # points that have room for their settings


def plot(result: SweepResult, *, ax: Any = None) -> Any:
    """Draw a bar a point, its tokens after, the smallest first; the best hatched and named."""
    rows = _chosen(result)
    axes, out = canvas(ax, height=1.0 + 0.26 * max(len(rows), 2))
    best = result.best()
    bars = axes.barh(range(len(rows)), [row.tokens_after for row in rows], color=SERIES[0])
    for bar, row in zip(bars, rows, strict=True):
        hatched(bar, 1 if row is best else 0)
    labels = [f"{row.savings_percent:.1f} %{', best' if row is best else ''}" for row in rows]
    figured(axes, bars, labels)
    axes.set_yticks(
        range(len(rows)), [literal(row.said(result.varying), 44) for row in rows], fontsize=9
    )
    axes.invert_yaxis()
    some = (
        f" ({len(rows)} of {len(result.points)} points)" if len(rows) < len(result.points) else ""
    )
    names = literal(", ".join(result.varying), 80)
    dress(axes, f"Tokens after, and what is saved{some}", x=f"tokens\nby {names}")
    thousands(axes, "x")
    return out


def _chosen(result: SweepResult) -> list[SweepRow]:
    """Return the points that save most, the best among them, the smallest first."""
    rows = sorted(result.points, key=lambda row: row.tokens_after)
    best = result.best()
    if best is None or any(row is best for row in rows[:MOST]):
        return rows[:MOST]
    return [*rows[: MOST - 1], best]
