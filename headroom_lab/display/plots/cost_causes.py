"""What a session wrote again of what had been sent before, by cause."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import CLASSES
from headroom_lab.display.plots.cost_parts import draw_parts
from headroom_lab.results.cost import SessionCost


def plot(record: SessionCost, *, ax: Any = None) -> Any:
    """Draw the USD of each cause, the dearest on top."""
    parts = record.by_cause
    colours = [CLASSES["written"]] * len(parts)
    return draw_parts(record, parts, colours, "Written to the cache again, by cause", ax)
