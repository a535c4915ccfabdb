"""Tokens of each message, before and after."""

from __future__ import annotations

from typing import Any

from headroom_lab.display.colours import INK, SERIES
from headroom_lab.display.figures import number, place
from headroom_lab.display.plots.canvas import canvas, dress, thousands, whole_numbers
from headroom_lab.results import SimulationResult
from headroom_lab.results.simulation import MessageRow

LARGE = 0.1  # of the largest message: smaller ones are not named
NAMED = 3  # messages with most tokens, whose figures have room


def plot(result: SimulationResult, *, ax: Any = None) -> Any:
    """Draw a step a message: filled its tokens after, dashed those before; the largest named."""
    axes, out = canvas(ax)
    rows = result.rows
    places = [row.message for row in rows]
    edges = [at - 0.5 for at in (*places, places[-1] + 1)] if places else [-0.5, 0.5]
    before, after = ([getattr(r, f"tokens_{when}") for r in rows] for when in ("before", "after"))
    axes.stairs(after, edges, fill=True, color=SERIES[0], label="after")
    axes.stairs(before, edges, color=INK, linestyle="--", linewidth=0.9, label="before")
    axes.set_xlim(edges[0], edges[-1])
    axes.margins(y=0.12)
    for row in _largest(result):
        top = max(row.tokens_before, row.tokens_after)
        axes.annotate(
            _said(row), (row.message, top), xytext=(0, 4), textcoords="offset points",
            ha=_side(row.message, places), color=INK, fontsize=9,
        )  # fmt: skip
    cut = "; dashed: before the cut" if before != after else ""
    dress(axes, "Tokens by message", x=f"message{cut}", y="tokens")
    thousands(axes)
    whole_numbers(axes)
    return out


def _largest(result: SimulationResult) -> list[MessageRow]:
    """Return the largest messages that stand far enough apart to be named."""
    apart = len(result.rows) / 5
    found: list[MessageRow] = []
    ordered = sorted(result.rows, key=lambda row: -row.tokens_before)
    large = [row for row in ordered if row.tokens_before >= LARGE * ordered[0].tokens_before]
    for row in large:
        if len(found) < NAMED and all(abs(row.message - o.message) >= apart for o in found):
            found.append(row)
    return found


def _side(message: int, places: list[int]) -> str:
    """Return where a name stands from its message, so that it stays within the plot."""
    at = (message - places[0] + 0.5) / len(places)
    return "left" if at < 0.15 else "right" if at > 0.85 else "center"


def _said(row: MessageRow) -> str:
    """Return a message's place and size, before and after where these differ."""
    sizes = dict.fromkeys((number(row.tokens_before), number(row.tokens_after)))
    return f"{place(row.message)}: {' → '.join(sizes)}"
