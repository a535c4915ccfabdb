"""Tokens by role, before and after."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import INK, of_role
from headroom_lab.display.figures import number
from headroom_lab.display.plots.canvas import canvas, dress, figured, literal, thousands
from headroom_lab.results import SimulationResult


def plot(result: SimulationResult, *, ax: Any = None) -> Any:
    """Draw a bar a role of the tokens sent, in a dashed outline of those before, with both figures."""
    roles = result.roles
    axes, out = canvas(ax, height=1.0 + 0.36 * max(len(roles), 2))
    places = range(len(roles))
    before, after = ([getattr(r, f"tokens_{when}") for r in roles] for when in ("before", "after"))
    axes.barh(places, after, height=0.62, color=[of_role(role.role) for role in roles])
    outline = {"height": 0.62, "fill": False, "edgecolor": INK, "linestyle": "--", "linewidth": 0.8}
    longest = axes.barh(places, [max(pair) for pair in zip(before, after, strict=True)], fill=False)
    axes.barh(places, before, **outline)
    figured(axes, longest, [_sizes(*pair) for pair in zip(before, after, strict=True)])
    longest.remove()
    axes.set_yticks(places, [literal(role.role) for role in roles])
    axes.invert_yaxis()
    cut = "; dashed: before the cut" if before != after else ""
    dress(axes, "Tokens by role", x=f"tokens{cut}")
    thousands(axes, "x")
    return out


def _sizes(before: int, after: int) -> str:
    """Return a role's size, before and after where these differ."""
    return number(before) if before == after else f"{number(before)} → {number(after)}"
