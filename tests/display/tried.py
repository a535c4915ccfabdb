"""Records made by hand: a trial, a result made again, tool definitions, a model that was asked."""

from __future__ import annotations

from collections.abc import Callable

from headroom_lab.results.answerable import Answerable, Asked
from headroom_lab.results.record import Record
from headroom_lab.results.removal import Removals
from headroom_lab.results.rerun import ChangedFigure, Rerun
from headroom_lab.results.tool_definitions import ToolDefinition, ToolDefinitions
from headroom_lab.results.trial import MEASURES, TrialResult, TrialRow


def trial() -> TrialResult:
    """Return a trial of two arms, of which one costs less and asks as often."""
    means = (21.0, 640_000.0, 9_000.0, 1.25, 0.8, 0.1)
    rows = []
    for measure, mean in zip(MEASURES, means, strict=True):
        rows.append(TrialRow("off", measure, 103, 103 * mean, mean, 0.9 * mean, 1.1 * mean))
        less = 0.84 * mean if measure == "cost" else mean
        change = less - mean
        ends = (change - 0.06 * mean, change + 0.06 * mean)
        needed = 96 if measure == "cost" else None
        more = (0.9 * less, 1.1 * less, change, *ends, needed)
        rows.append(TrialRow("thrifty", measure, 97, 97 * less, less, *more))
    warning = "1 of 201 sessions changed their arm: they are left out"
    counts = {"off": 103, "thrifty": 97}
    shares = {"off": 0.5, "thrifty": 0.5}
    return TrialResult("thrifty-vs-off", "off", shares, tuple(rows), counts, (warning,))


def rerun() -> Rerun:
    """Return a result that came out otherwise."""
    changed = (
        ChangedFigure("requests", "cost", 24, 0.84, 0.71),
        ChangedFigure("requests", "policy", 2, None, None),
    )
    reasons = (
        "genai-prices 0.2.3 then, 0.2.4 now",
        "list prices of 2026-10-14 then, of 2026-11-20 now",
    )
    return Rerun("study/manifest.json", Removals(), changed, reasons, 3_120)


def definitions() -> ToolDefinitions:
    """Return the definitions of three tools, one of them never called."""
    rows = (
        ToolDefinition("jira_search", 900, 0.3, 0, 40, 0.12),
        ToolDefinition("read_file", 300, 0.1, 12, 0, 0.04),
        ToolDefinition("bash", 120, 0.04, 31, 3, 0.016),
    )
    return ToolDefinitions(rows, 346, 3_000, 24, "claude-sonnet-4-5")


def answerable() -> Answerable:
    """Return what a model said of six values under two policies."""
    return Answerable(
        tuple(
            Asked(policy, f"conversation {at % 3}", at % 2 == 0, 1.4 + at / 10, at < 3)
            for policy in ("off", "lossless")
            for at in range(6)
        )
    )


TRIED: dict[str, Callable[[], Record]] = {
    "trial": trial,
    "rerun": rerun,
    "rerun-same": lambda: Rerun("study/manifest.json", Removals(), figures=3_120),
    "tool-definitions": definitions,
    "answerable": answerable,
}
