"""A line a policy over the requests of a session, each named where it ends."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import INK, of_policy
from headroom_lab.display.plots.canvas import end_labels, legend, literal
from headroom_lab.results.replay import UNCHANGED, ReplayResult

FEW = 7  # lines that have room for their names at their ends
STYLES = ("-", "-.", ":", (0, (5, 1)), (0, (1, 1)), (0, (3, 1, 1, 1)))  # told without colour too


def draw_lines(axes: Any, result: ReplayResult, before: str, after: str) -> None:
    """Draw a column of the rows from 0 up: ``before`` of the unchanged session, dashed, ``after``.

    An unknown figure leaves a gap.
    """
    lines: list[tuple[str, str, str, Any]] = []
    if result.rows:
        lines.append((UNCHANGED, before, INK, "--"))
    lines += [
        (name, after, of_policy(at), STYLES[at % len(STYLES)])
        for at, name in enumerate(result.policies)
    ]
    ends = []
    for name, column, color, style in lines:
        rows = result.of(name)
        values = [getattr(row, column) for row in rows]
        numbers = [float("nan") if value is None else value for value in values]
        word = literal(name)
        axes.plot([r.request for r in rows], numbers, color=color, linestyle=style, label=word)
        if values and values[-1] is not None:
            ends.append((rows[-1].request, values[-1], word, color))
    axes.set_ylim(bottom=0)
    if len(lines) <= FEW:
        end_labels(axes, ends)
    else:
        legend(axes)
