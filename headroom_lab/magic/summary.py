"""A result in a line, for the state of the magic."""

from __future__ import annotations

from typing import Any

from headroom_lab.results import SimulationResult, WasteSignals
from headroom_lab.results.replay import ReplayResult
from headroom_lab.results.sweep import SweepResult


def summary_of(result: Any) -> str:
    """Return what a result is, with its main figures."""
    if result is None:
        return "none"
    if isinstance(result, SimulationResult):
        sizes = f"{result.tokens_before:,} → {result.tokens_after:,} tokens"
        return f"simulation for {result.model}: {sizes}, {result.savings_percent:.1f} % saved"
    if isinstance(result, ReplayResult):
        best = f", best: {result.best.policy}" if result.best else ""
        done = f"{result.finished} of {result.requests} requests"
        return f"replay for {result.model}: {done} under {', '.join(result.policies)}{best}"
    if isinstance(result, SweepResult):
        point = result.best()
        best = f", best: {point.label}" if point else ""
        return f"sweep: {len(result.points)} of {result.asked} grid points{best}"
    if isinstance(result, WasteSignals):
        return f"waste: {result.tokens:,} of {result.total_tokens:,} tokens"
    size = f", {len(result)} rows" if hasattr(result, "__len__") else ""
    return f"{type(result).__name__}{size}"
