"""Names beside points, each where it covers neither another name nor a point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import Bbox

from headroom_lab.display.colours import INK

# Where a name may stand from its point, in points of type: across, up, its edge at the point.
PLACES = tuple(
    (x, y, side)
    for y in (5, -13, 18, -26, 31, -39)
    for x, side in ((6, "left"), (-6, "right"), (0, "center"))
)
AROUND = 4  # pixels about a point that stay free


def name_points(
    axes: Any, points: Sequence[tuple[float, float]], named: Sequence[tuple[float, float, str]]
) -> None:
    """Name some of the points, in their order; a name that has no room is left out."""
    drawn = FigureCanvasAgg(axes.figure).get_renderer()
    across = axes.transData.transform(list(points)) if points else []
    taken = [Bbox.from_extents(x - AROUND, y - AROUND, x + AROUND, y + AROUND) for x, y in across]
    frame = axes.get_window_extent(drawn)
    for x, y, word in named:
        text = axes.annotate(
            word, (x, y), xytext=(0, 0), textcoords="offset points", color=INK, fontsize=9
        )
        for right, up, side in PLACES:
            text.set_position((right, up))
            text.set_horizontalalignment(side)
            box = text.get_window_extent(drawn)
            inside = frame.x0 <= box.x0 and box.x1 <= frame.x1
            inside = inside and frame.y0 <= box.y0 and box.y1 <= frame.y1
            if inside and not any(box.overlaps(other) for other in taken):
                taken.append(box)
                break
        else:
            text.remove()
