"""Tokens saved over time."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from headroom_lab.display.plots.canvas import INK, SERIES, canvas, dates, dress, legend, thousands
from headroom_lab.results import MetricsHistory


def plot(history: MetricsHistory, *, ax: Any = None) -> Any:
    """Draw the sum of tokens before and after over the requests, the saved ones between."""
    rows = sorted(history.rows, key=lambda row: row.timestamp)
    axes, out = canvas(ax)
    times = [row.timestamp for row in rows]
    before = list(accumulate(row.tokens_input_before for row in rows))
    after = list(accumulate(row.tokens_input_after for row in rows))
    axes.plot(times, before, color=INK, linestyle="--", label="before")
    axes.plot(times, after, color=SERIES[0], label="after")
    axes.fill_between(times, after, before, color=SERIES[2], alpha=0.4, hatch="//", label="saved")
    dress(axes, "Input tokens over time", y="tokens, summed")
    thousands(axes)
    legend(axes)
    if times:
        dates(axes)
    return out
