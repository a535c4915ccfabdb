"""What a session has cost up to each request, under each policy."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.plots.canvas import canvas, dress, whole_numbers
from headroom_lab.display.plots.policy_lines import draw_lines
from headroom_lab.results.replay import ReplayResult


def plot(result: ReplayResult, *, ax: Any = None) -> Any:
    """Draw the summed cost over the requests, a line a policy, dashed the unchanged session."""
    axes, out = canvas(ax)
    dress(axes, "The bill with the prompt cache, summed", x="request", y="USD")
    draw_lines(axes, result, "cost_sum", "cost_sum")
    whole_numbers(axes)
    return out
