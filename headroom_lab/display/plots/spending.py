"""What a session has cost up to each request, under each policy."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import INK, of_policy
from headroom_lab.display.plots.canvas import (
    canvas,
    dress,
    end_labels,
    legend,
    literal,
    whole_numbers,
)
from headroom_lab.results.replay import UNCHANGED, ReplayResult

FEW = 7  # lines that have room for their names at their ends
STYLES = ("-", "-.", ":", (0, (5, 1)), (0, (1, 1)), (0, (3, 1, 1, 1)))  # told without colour too


def plot(result: ReplayResult, *, ax: Any = None) -> Any:
    """Draw the summed cost over the requests, a line a policy, dashed the unchanged session."""
    axes, out = canvas(ax)
    before = result.of(UNCHANGED) if result.rows else ()
    _line(axes, before, "cost_sum", label=UNCHANGED, color=INK, linestyle="--")
    ends = _end(before, UNCHANGED, INK)
    for at, name in enumerate(result.policies):
        color, style, rows = of_policy(at), STYLES[at % len(STYLES)], result.of(name)
        _line(axes, rows, "cost_sum", label=literal(name), color=color, linestyle=style)
        ends += _end(rows, literal(name), color)
    dress(axes, "The bill with the prompt cache, summed", x="request", y="USD")
    if len(ends) <= FEW:
        end_labels(axes, ends)
    else:
        legend(axes)
    whole_numbers(axes)
    return out


def _end(rows: Any, word: str, color: str) -> list[tuple[float, float, str, str]]:
    """Return where a line ends, with its name; nothing where the price is unknown."""
    if not rows or rows[-1].cost_sum is None:
        return []
    return [(rows[-1].request, rows[-1].cost_sum, word, color)]


def _line(axes: Any, rows: Any, name: str, **style: Any) -> None:
    """Draw one column over the requests; an unknown price leaves a gap."""
    values = [getattr(row, name) for row in rows]
    numbers = [float("nan") if value is None else value for value in values]
    axes.plot([row.request for row in rows], numbers, **style)
