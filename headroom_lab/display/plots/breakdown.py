"""The importance of each message, by factor."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import FACTORS, INK
from headroom_lab.display.plots.canvas import HATCHES, canvas, dress, legend, whole_numbers

FEW = 8  # bars that would be walls if they filled the plot
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
        for bar in axes.bar(places, parts, bottom=bottom, label=factor(name), color=colours[index]):
            bar.set(hatch=HATCHES[index], hatch_linewidth=0.3)
        bottom = [base + part for base, part in zip(bottom, parts, strict=True)]
    axes.plot(places, bottom, ".", color=INK, label="total")
    dress(axes, "Importance of each message", x="message", y="score")
    legend(axes)
    whole_numbers(axes)
    if len(places) < FEW:  # a bar, not a wall
        middle = (places[0] + places[-1]) / 2 if places else 0
        axes.set_xlim(middle - FEW / 2, middle + FEW / 2)
        axes.set_xticks(places)
    return out


def factor(name: str) -> str:
    """Return a factor's name in words."""
    return name.replace("_", " ").replace("toin", "TOIN")
