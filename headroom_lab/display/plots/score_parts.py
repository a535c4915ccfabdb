"""What tells the messages of a conversation apart: every message's part of each factor."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import INK, of_role
from headroom_lab.display.plots.breakdown import factor
from headroom_lab.display.plots.canvas import canvas, dress, legend, literal
from headroom_lab.display.plots.swarm import swarm

LARGEST = 400  # messages; more marks can't be told apart
MARKERS = ("o", "s", "^", "D", "v", "P")  # roles are told without colour too


def plot(scores: Any, *, ax: Any = None) -> Any:
    """Draw a row a factor and in it a mark a message, at what the factor adds to its importance.

    The factor that differs most stands on top; marks that would cover one another stand above one
    another; of many messages the last 400.
    """
    rows = list(scores)[-LARGEST:] if hasattr(scores, "__iter__") else [scores]
    axes, out = canvas(ax, height=3.6)
    names = list(rows[0].score_breakdown) if rows else []
    parts = {name: [row.score_breakdown[name] for row in rows] for name in names}
    names.sort(key=lambda name: min(parts[name]) - max(parts[name]))
    most = max((max(found) for found in parts.values()), default=0.0) or 1.0
    roles = list(dict.fromkeys(row.role for row in rows))
    for line, name in enumerate(names):
        heights = swarm([part / most for part in parts[name]])
        axes.axhline(line, color=INK, linewidth=0.4, zorder=0)
        for at, role in enumerate(roles):
            places = [i for i, row in enumerate(rows) if row.role == role]
            axes.scatter(
                [parts[name][i] for i in places], [line - heights[i] for i in places], s=26,
                color=of_role(role), marker=MARKERS[at % len(MARKERS)], linewidth=0,
                label=literal(role) if line == 0 else None,
            )  # fmt: skip
    axes.set_yticks(range(len(names)), [factor(name) for name in names])
    axes.set_ylim(len(names) - 0.5, -0.6)
    dress(axes, _title(names, parts), x="what it adds to a message's importance")
    if rows:
        legend(axes)
    return out


def _title(names: list[str], parts: dict[str, list[float]]) -> str:
    """Return which factor tells the messages apart most."""
    if not names:
        return "What tells messages apart"
    low, high = min(parts[names[0]]), max(parts[names[0]])
    return f"What tells messages apart: most {factor(names[0])}, {low:.2f} to {high:.2f}"
