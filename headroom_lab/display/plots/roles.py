"""Tokens by role, before and after."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import INK, SERIES
from headroom_lab.display.plots.canvas import canvas, dress, legend, literal, thousands
from headroom_lab.results import SimulationResult


def plot(result: SimulationResult, *, ax: Any = None) -> Any:
    """Draw two bars a role, tokens before and after, each with its number."""
    roles = result.roles
    axes, out = canvas(ax, height=1.2 + 0.6 * max(len(roles), 1))
    for offset, name, color, hatch in ((-0.2, "before", INK, "//"), (0.2, "after", SERIES[0], "")):
        sizes = [getattr(role, f"tokens_{name}") for role in roles]
        places = [index + offset for index in range(len(roles))]
        bars = axes.barh(
            places, sizes, height=0.38, color=color, label=name, hatch=hatch, edgecolor="none"
        )
        labels = [f"{size:,}" for size in sizes]
        axes.bar_label(bars, labels=labels, padding=4, color=INK, fontsize=9)
    axes.set_yticks(range(len(roles)), [literal(role.role) for role in roles])
    axes.invert_yaxis()
    axes.margins(x=0.15)
    dress(axes, "Tokens by role", x="tokens")
    thousands(axes, "x")
    legend(axes)
    return out
