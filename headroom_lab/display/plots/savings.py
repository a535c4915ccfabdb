"""Tokens saved over time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from headroom_lab.display.colours import INK, SERIES
from headroom_lab.display.plots.canvas import canvas, dates, dress, legend, thousands
from headroom_lab.results import MetricsHistory, RequestMetrics


def plot(history: MetricsHistory, *, ax: Any = None) -> Any:
    """Draw the sum of tokens before and after over the requests, the saved ones between."""
    rows = sorted(history.rows, key=lambda row: row.timestamp)
    axes, out = canvas(ax)
    times = [row.timestamp for row in rows]
    before = list(accumulate(row.tokens_input_before for row in rows))
    after = list(accumulate(row.tokens_input_after for row in rows))
    axes.plot(times, before, color=INK, linestyle="--", label="before")
    axes.plot(times, after, color=SERIES[0], label="after")
    label = _label(rows)
    axes.fill_between(times, after, before, color=SERIES[2], alpha=0.4, hatch="//", label=label)
    dress(axes, "Input tokens over time", y="tokens, summed")
    thousands(axes)
    legend(axes)
    if times:
        dates(axes)
    return out


def _label(rows: Sequence[RequestMetrics]) -> str:
    """Return how the difference is called: in audit mode nothing was saved."""
    audited = sum(row.audited for row in rows)
    if not audited:
        return "saved"
    return "would be saved" if audited == len(rows) else "saved, or would be in audit mode"
