"""A session's bill by token class."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import SERIES
from headroom_lab.display.plots.canvas import canvas, dress
from headroom_lab.results.cost import SessionCost


def plot(record: SessionCost, *, ax: Any = None) -> Any:
    """Draw the USD of each token class, the recorded ones first."""
    axes, out = canvas(ax)
    parts = record.by_class[::-1]
    axes.barh([part.name for part in parts], [part.cost or 0.0 for part in parts], color=SERIES[0])
    dress(axes, "The bill by token class", x="USD")
    return out
