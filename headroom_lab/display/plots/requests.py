"""The size of each request of a session, under each policy."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.plots.canvas import (
    INK,
    SERIES,
    canvas,
    dress,
    legend,
    literal,
    thousands,
    whole_numbers,
)
from headroom_lab.display.plots.spending import STYLES
from headroom_lab.results.replay import UNCHANGED, ReplayResult


def plot(result: ReplayResult, *, ax: Any = None) -> Any:
    """Draw the input tokens of each request, a line a policy, dashed the unchanged session."""
    axes, out = canvas(ax)
    rows = result.of(UNCHANGED) if result.rows else ()
    places = [row.request for row in rows]
    axes.plot(
        places, [row.tokens_before for row in rows], color=INK, linestyle="--", label=UNCHANGED
    )
    for at, name in enumerate(result.policies):
        sizes = [row.tokens_after for row in result.of(name)]
        color, style = SERIES[at % len(SERIES)], STYLES[at % len(STYLES)]
        axes.plot(places, sizes, color=color, linestyle=style, label=literal(name))
    dress(axes, "Input tokens by request", x="request", y="tokens")
    thousands(axes)
    legend(axes)
    whole_numbers(axes)
    return out
