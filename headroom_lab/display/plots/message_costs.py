"""The dearest parts of a session, with what they cost when."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import CLASSES
from headroom_lab.display.figures import costs
from headroom_lab.display.pictures.message_costs import STAYS
from headroom_lab.display.plots.canvas import canvas, dress, figured, hatched, legend, literal
from headroom_lab.results.cost_by_message import MessageCost, MessageCosts

PARTS = 15


def plot(record: MessageCosts, *, ax: Any = None) -> Any:
    """Draw the dearest parts of messages as stacked bars, the dearest on top."""
    rows = record.in_messages[:PARTS][::-1]
    axes, out = canvas(ax, height=1.2 + 0.28 * max(len(rows), 4))
    places, starts = range(len(rows)), [0.0] * len(rows)
    bars = axes.barh(places, starts)  # what has no price has a place and no length
    for place, (name, fill, _, word) in enumerate(STAYS):
        amounts = [getattr(row, name) or 0.0 for row in rows]
        if not any(amounts):
            continue
        bars = axes.barh(places, amounts, left=starts, color=CLASSES[fill], label=word)
        for bar in bars:
            hatched(bar, place)
        starts = [start + amount for start, amount in zip(starts, amounts, strict=True)]
    if rows:
        sums = costs([row.cost for row in rows])
        figured(axes, bars, [amount.replace("$", r"\$") for amount in sums])
    axes.set_yticks(list(places), [_named(row) for row in rows])
    dress(axes, "The dearest parts of messages", x="USD over their whole stay")
    legend(axes)
    return out


def _named(row: MessageCost) -> str:
    """Return what a part is, short."""
    place = "" if row.message is None else f"#{row.message} "
    what = (row.file or "").replace("\\", "/").rsplit("/", 1)[-1] or row.tool or row.kind
    return literal(f"{place}{what}", 32)
