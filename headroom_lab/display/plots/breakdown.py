"""The importance of each message, by factor."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import FACTORS, INK
from headroom_lab.display.plots.canvas import canvas, dress, hatched, legend, whole_numbers

FEW = 8  # bars that would be walls if they filled the plot
TOTALLED = 20  # bars whose totals have room over them
TOTAL: dict[str, Any] = {"textcoords": "offset points", "ha": "center", "color": INK, "fontsize": 8}
LARGEST = 200  # bars; more can't be told apart


def plot(scores: Any, *, ax: Any = None) -> Any:
    """Draw a stacked bar a message, one part a factor, with the total; the last 200 messages."""
    rows = list(scores)[-LARGEST:] if hasattr(scores, "__iter__") else [scores]
    axes, out = canvas(ax)
    places = [row.message_index for row in rows]
    colours = list(FACTORS.values())
    bottom = [0.0] * len(rows)
    for index, name in enumerate(rows[0].score_breakdown if rows else ()):
        parts = [row.score_breakdown[name] for row in rows]
        drawn = axes.bar(places, parts, bottom=bottom, label=factor(name), color=colours[index])
        for bar in drawn:
            hatched(bar, index)
        bottom = [base + part for base, part in zip(bottom, parts, strict=True)]
    if len(rows) <= TOTALLED:
        for place, total in zip(places, bottom, strict=True):
            axes.annotate(f"{total:.2f}", (place, total), xytext=(0, 3), **TOTAL)
    dress(axes, "Importance of each message", x="message", y="score")
    legend(axes, reverse=True)
    whole_numbers(axes)
    if len(places) < FEW:  # a bar, not a wall
        middle = (places[0] + places[-1]) / 2 if places else 0
        axes.set_xlim(middle - FEW / 2, middle + FEW / 2)
        axes.set_xticks(places)
    return out


def factor(name: str) -> str:
    """Return a factor's name in words."""
    return name.replace("_", " ").replace("toin", "TOIN")
