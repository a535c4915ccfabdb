"""What each request of a session sent: its input by token class, with what cut it short."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom_lab.display.colours import INK, of_class
from headroom_lab.display.context_chart import happenings, main_requests
from headroom_lab.display.plots.canvas import (
    canvas,
    dress,
    end_labels,
    hatched,
    literal,
    thousands,
    whole_numbers,
)
from headroom_lab.results.trace import Trace

CLASSES = {
    "cache read": "cache_read_tokens",
    "cache write 5 min": "cache_write_5m_tokens",
    "cache write 1 h": "cache_write_1h_tokens",
    "uncached": "uncached_tokens",
}
APART = 0.2  # of the plot: what happened nearer to another is a line without its words


def plot(trace: Trace, *, ax: Any = None) -> Any:
    """Draw the input of the main stream's requests stacked by class, cuts and pauses as lines."""
    axes, out = canvas(ax)
    requests = main_requests(trace)
    places = [request.number for request in requests]
    edges = [at - 0.5 for at in (*places, places[-1] + 1)] if places else [-0.5, 0.5]
    bottom, ends = [0] * len(places), []
    for place, (name, column) in enumerate(CLASSES.items()):
        sizes = [getattr(request, column) or 0 for request in requests]
        if not any(sizes):
            continue
        top = [low + size for low, size in zip(bottom, sizes, strict=True)]
        layer = {"color": of_class(name), "linewidth": 0, "label": name}
        hatched(axes.stairs(top, edges, baseline=bottom, fill=True, **layer), place)
        ends.append((edges[-1], (top[-1] + bottom[-1]) / 2, name, of_class(name)))
        bottom = top
    axes.set_xlim(edges[0], edges[-1])
    axes.set_ylim(0, 1.12 * max(bottom, default=1))
    _mark(axes, happenings(trace, requests), edges)
    dress(axes, "Context by request", x="request", y="tokens")
    end_labels(axes, ends)
    thousands(axes)
    whole_numbers(axes)
    return out


def _mark(axes: Any, found: Mapping[int, tuple[str, float]], edges: list[float]) -> None:
    """Draw what happened as lines, dotted for pauses, with words where there is room."""
    free = edges[0]
    for number, (word, pause) in sorted(found.items()):
        style = {"linestyle": ":" if pause else "--", "linewidth": 1, "color": INK}
        axes.axvline(number - 0.5, **style)
        wide = edges[-1] - edges[0]
        if number >= free and number <= edges[-1] - 0.75 * APART * wide:
            axes.annotate(
                literal(word), (number - 0.5, axes.get_ylim()[1]), xytext=(4, -2),
                textcoords="offset points", va="top", color=INK, fontsize=8,
            )  # fmt: skip
            free = number + APART * wide
