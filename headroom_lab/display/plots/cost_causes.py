"""What a session wrote again of what had been sent before, by cause."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import SERIES
from headroom_lab.display.plots.canvas import canvas, dress
from headroom_lab.results.cost import SessionCost


def plot(record: SessionCost, *, ax: Any = None) -> Any:
    """Draw the USD of each cause, the dearest on top."""
    axes, out = canvas(ax)
    parts = record.by_cause[::-1]
    axes.barh([part.name for part in parts], [part.cost or 0.0 for part in parts], color=SERIES[0])
    dress(axes, "Written again, by cause", x="USD")
    return out
