"""What each point of a grid saves, against what it keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from headroom_lab.display.colours import SERIES
from headroom_lab.display.plots.canvas import canvas, dress, literal
from headroom_lab.display.plots.pointed import name_points
from headroom_lab.results.sweep import SweepResult
from headroom_lab.results.sweep_points import SweepRow

NAMED = 8  # points of the frontier that have room for their names


def plot(result: SweepResult, *, ax: Any = None) -> Any:
    """Draw a mark a point: tokens saved and needles kept, both in per cent; the best a star.

    Bars are the intervals over the conversations; a line joins the points of which no other is
    better in both. They have their names, and where there are few points all have. Points without
    needles to judge by stand at 100.
    """
    axes, out = canvas(ax, height=3.6)
    saved = [row.savings_percent for row in result.points]
    kept = list(map(_height, result.points))
    axes.scatter(saved, kept, color=SERIES[0], marker="o")
    _intervals(axes, result)
    line = result.frontier()
    if len(line) > 1:
        across = [row.savings_percent for row in line]
        axes.plot(across, list(map(_height, line)), color=SERIES[0], linewidth=1)
    best = result.best()
    if best is not None:
        star = {"color": SERIES[1], "marker": "*", "s": 220, "zorder": 3}
        axes.scatter([best.savings_percent], [_height(best)], **star)
    dress(
        axes,
        "Savings against what is kept",
        x=f"tokens saved, %{_told(result)}",
        y="needles kept, %",
    )
    low = min([*kept, 95.0]) - 3
    axes.set_ylim(low, 101 + 0.15 * (100 - low))  # room for names over the points at 100
    axes.set_yticks([tick for tick in axes.get_yticks() if low <= tick <= 100])
    axes.margins(x=0.12)
    ends = [(r.savings_percent, _height(r), "") for r in line[:NAMED]]
    named = [(r.savings_percent, _height(r), _name(result, r)) for r in _worth_naming(result)]
    name_points(axes, [*zip(saved, kept, strict=True), *_along(ends)], named)
    return out


def _along(ends: Sequence[tuple[float, float, str]]) -> Iterator[tuple[float, float]]:
    """Yield places on the line that joins some points: no name should cover it."""
    for (x, y, _), (right, up, _) in pairwise(ends):
        yield from ((x + (right - x) * at / 20, y + (up - y) * at / 20) for at in range(20))


def _worth_naming(result: SweepResult) -> list[SweepRow]:
    """Return the best point, the frontier, and of few points all, each once."""
    best, line = result.best(), result.frontier()[:NAMED]
    rest = result.points if len(result.points) <= NAMED else ()
    found = [*([] if best is None else [best]), *line, *rest]
    return list({id(row): row for row in found}.values())


def _name(result: SweepResult, row: SweepRow) -> str:
    """Return a point's settings as its name, with a word for the best."""
    name = literal(row.said(result.varying), 32)
    return f"best: {name}" if row is result.best() else name


def _told(result: SweepResult) -> str:
    """Return what the names and the line of the plot are."""
    names = literal(", ".join(result.varying), 80)
    line = "on the line no other is better in both" if len(result.frontier()) > 1 else ""
    told = "; ".join(filter(None, (f"points by {names}" if result.varying else "", line)))
    return f"\n{told}" if told else ""


def _height(row: SweepRow) -> float:
    """Return where a point stands: the needles kept in per cent, 100 without any."""
    return 100.0 if row.judged is None else 100.0 * row.judged


def _intervals(axes: Any, result: SweepResult) -> None:
    """Draw the intervals of savings and of what is kept, where there are any."""
    for row in result.points:
        saved, kept = result.figure(row, "tokens"), result.figure(row, "retention")
        x, y = row.savings_percent, _height(row)
        if saved is not None and saved.interval is not None:
            ends = [100 * saved.interval.low, 100 * saved.interval.high]
            axes.plot(ends, [y, y], color=SERIES[0], linewidth=0.8, alpha=0.6)
        if kept is not None and kept.interval is not None and row.retention is not None:
            ends = [100 * kept.interval.low, 100 * kept.interval.high]
            axes.plot([x, x], ends, color=SERIES[0], linewidth=0.8, alpha=0.6)
