"""The size of each request of a session, under each policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from headroom_lab.display.colours import INK, of_policy
from headroom_lab.display.plots.canvas import (
    canvas,
    dress,
    legend,
    literal,
    thousands,
    whole_numbers,
)
from headroom_lab.display.plots.spending import STYLES
from headroom_lab.results.replay import UNCHANGED, ReplayResult
from headroom_lab.results.replay_rows import ReplayRow


def plot(result: ReplayResult, *, ax: Any = None) -> Any:
    """Draw the input tokens of each request, a line a policy, dashed the unchanged session."""
    axes, out = canvas(ax)
    rows = result.of(UNCHANGED) if result.rows else ()
    before = [row.tokens_before for row in rows]
    axes.plot(_places(rows), before, color=INK, linestyle="--", label=UNCHANGED)
    for at, name in enumerate(result.policies):
        cut = result.of(name)
        sizes = [row.tokens_after for row in cut]
        color, style = of_policy(at), STYLES[at % len(STYLES)]
        axes.plot(_places(cut), sizes, color=color, linestyle=style, label=literal(name))
    dress(axes, "Input tokens by request", x="request", y="tokens")
    thousands(axes)
    legend(axes)
    whole_numbers(axes)
    return out


def _places(rows: Sequence[ReplayRow]) -> list[int]:
    """Return the numbers of requests."""
    return [row.request for row in rows]
