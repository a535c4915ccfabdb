"""The dearest parts of a session, with what they cost when."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import SERIES
from headroom_lab.display.plots.canvas import HATCHES, canvas, dress, legend, literal
from headroom_lab.results.cost_by_message import MessageCost, MessageCosts

PARTS = 15
STAYS = {
    "sent first": "first_cost",
    "read from the cache": "read_cost",
    "sent anew": "again_cost",
    "as output": "output_cost",
}


def plot(record: MessageCosts, *, ax: Any = None) -> Any:
    """Draw the dearest parts of messages as stacked bars, the dearest on top."""
    rows = record.in_messages[:PARTS][::-1]
    axes, out = canvas(ax, height=1.2 + 0.28 * max(len(rows), 4))
    places, starts = range(len(rows)), [0.0] * len(rows)
    for (word, name), colour, hatch in zip(STAYS.items(), SERIES, HATCHES, strict=False):
        amounts = [getattr(row, name) or 0.0 for row in rows]
        bars = axes.barh(places, amounts, left=starts, color=colour, label=word, hatch=hatch)
        for bar in bars:
            bar.set_hatch_linewidth(0.3)
        starts = [start + amount for start, amount in zip(starts, amounts, strict=True)]
    axes.set_yticks(list(places), [_named(row) for row in rows])
    dress(axes, "The dearest in messages", x="USD over their whole stay")
    legend(axes)
    return out


def _named(row: MessageCost) -> str:
    """Return what a part is, short."""
    place = "" if row.message is None else f"#{row.message} "
    what = (row.file or "").replace("\\", "/").rsplit("/", 1)[-1] or row.tool or row.kind
    return literal(f"{place}{what}", 32)
