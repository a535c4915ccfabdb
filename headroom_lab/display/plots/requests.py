"""The size of each request of a session, under each policy."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.plots.canvas import canvas, dress, thousands, whole_numbers
from headroom_lab.display.plots.policy_lines import draw_lines
from headroom_lab.results.replay import ReplayResult


def plot(result: ReplayResult, *, ax: Any = None) -> Any:
    """Draw the input tokens of each request, a line a policy, dashed the unchanged session."""
    axes, out = canvas(ax)
    dress(axes, "Input tokens by request", x="request", y="tokens")
    draw_lines(axes, result, "tokens_before", "tokens_after")
    thousands(axes)
    whole_numbers(axes)
    return out
