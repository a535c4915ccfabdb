"""What a session has cost up to each request, under each policy."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import SERIES
from headroom_lab.display.plots.canvas import INK, canvas, dress, legend, literal, whole_numbers
from headroom_lab.results.replay import UNCHANGED, ReplayResult

STYLES = ("-", "-.", ":", (0, (5, 1)), (0, (1, 1)), (0, (3, 1, 1, 1)))  # told without colour too


def plot(result: ReplayResult, *, ax: Any = None) -> Any:
    """Draw the summed cost over the requests, a line a policy, dashed the unchanged session."""
    axes, out = canvas(ax)
    before = result.of(UNCHANGED) if result.rows else ()
    _line(axes, before, "cost_sum", label=UNCHANGED, color=INK, linestyle="--")
    for at, name in enumerate(result.policies):
        color, style = SERIES[at % len(SERIES)], STYLES[at % len(STYLES)]
        _line(axes, result.of(name), "cost_sum", label=literal(name), color=color, linestyle=style)
    dress(axes, "The bill with the prompt cache, summed", x="request", y="USD")
    legend(axes)
    whole_numbers(axes)
    return out


def _line(axes: Any, rows: Any, name: str, **style: Any) -> None:
    """Draw one column over the requests; an unknown price leaves a gap."""
    values = [getattr(row, name) for row in rows]
    numbers = [float("nan") if value is None else value for value in values]
    axes.plot([row.request for row in rows], numbers, **style)
