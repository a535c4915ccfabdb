"""A session's bill by token class."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import of_class
from headroom_lab.display.plots.cost_parts import draw_parts
from headroom_lab.results.cost import SessionCost


def plot(record: SessionCost, *, ax: Any = None) -> Any:
    """Draw the USD of each token class, the recorded ones first."""
    parts = record.by_class
    colours = [of_class(part.name) for part in parts]
    return draw_parts(record, parts, colours, "The bill by token class", ax)
