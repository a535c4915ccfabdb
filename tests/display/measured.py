"""Records made by hand: scores, a comparison, metrics, and the state of the magic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from headroom_lab.magic.settings import Settings, state_of
from headroom_lab.results import MessageScore, MessageScores, MetricsHistory, RequestMetrics
from headroom_lab.results.comparison import Comparison, ComparisonRow
from headroom_lab.results.information import Information, InformationRow, LostNeedle
from headroom_lab.results.record import Record
from headroom_lab.telemetry.patterns import PatternRow, PatternTable

START = datetime(2026, 10, 1, 8, 30, tzinfo=UTC)
WEIGHTS = (
    ("recency", 0.20),
    ("semantic_similarity", 0.20),
    ("toin_importance", 0.25),
    ("error_indicator", 0.15),
    ("forward_reference", 0.15),
    ("token_density", 0.05),
)
SAID = (
    ("system", "You answer in one sentence."),
    ("user", "Which host times out?"),
    ("assistant", 'list_hosts({"all":true})'),
    ("tool", '[{"id": 17, "host": "web-03", "status": "error", "note": "timeout: upstream"}]'),
    ("assistant", "web-03."),
    ("user", "And why?"),
)


def score(index: int, count: int = len(SAID)) -> MessageScore:
    """Return the score of one message of ``count``."""
    role, text = SAID[index % len(SAID)]
    error = 0.9 if role == "tool" else 0.0
    found = (0.9 ** (count - 1 - index), 0.5, 0.5, error, index % 3 / 2, 0.85)
    total = sum(weight * factor for (_, weight), factor in zip(WEIGHTS, found, strict=True))
    return MessageScore(
        index, total, *found, is_protected=role == "system" or index >= count - 2,
        in_tool_unit=role in ("assistant", "tool"), tokens={"system": 15, "tool": 708}.get(role, 8), role=role,
        text=text, weights=WEIGHTS,
    )  # fmt: skip


def scores(count: int = len(SAID)) -> MessageScores:
    """Return the scores of a conversation."""
    return MessageScores(score(index, count) for index in range(count))


def comparison() -> Comparison:
    """Return one request under four policies; its price is small."""
    return Comparison(
        [
            ComparisonRow("off", 5415, 5415, 0.00081225, 0.00041, 0, 0),
            ComparisonRow("default", 5415, 3115, 0.00046725, 0.00046, 0, 2),
            ComparisonRow("aggressive", 5415, 1715, 0.00025725, 0.00026, 2, 2),
            ComparisonRow("grows", 5415, 5439, 0.00081585, 0.0005, 0, 1),
        ]
    )


def request(index: int = 0) -> RequestMetrics:
    """Return what one request measured; every seventh has failed, every fifth has no price."""
    before, after = 12_000 + 400 * index, 4_300 + 90 * index
    priced = index % 5 != 4
    return RequestMetrics(
        f"req-{index:05d}", START + timedelta(minutes=7 * index), "gpt-4o", before, after, 210,
        before * 2.5e-6 if priced else None, after * 2.5e-6 if priced else None,
        ["smart_crusher:2", "rolling_window:1"], "optimize", "openai", 2048, 0,
        {"item": 6200, "message": 1500}, {"json_bloat_tokens": 900, "whitespace_tokens": 40}, 12.5,
        "timeout after 30 s" if index % 7 == 6 else None, "session-1", "2026-09-30", "0.1.0",
    )  # fmt: skip


def audited(count: int, optimized: int = 0) -> MetricsHistory:
    """Return the history of requests in audit mode, a few of them in optimize mode."""
    modes = ["optimize"] * optimized + ["audit"] * (count - optimized)
    return MetricsHistory.of(replace(request(n), mode=mode) for n, mode in enumerate(modes))


def history(count: int = 8) -> MetricsHistory:
    """Return the history of some requests."""
    return MetricsHistory.of((request(index) for index in range(count)), "metrics.db")


GROUP = InformationRow("all", "all", 1000, 600, 8, 7, 10, 8, 12, 10, 20, 15)
EMPTY = InformationRow("content", "html", 1000, 600, 0, 0, 0, 0, 0, 0, 0, 0)
LOST = LostNeedle("trace 1", 3, 8, "web-03", "identifier", True)
PATTERN = PatternRow("sql", "list", "a,b", 4, 2, 1, 1, None, 900, 300, "id", "id: key")

MEASURED: dict[str, Callable[[], Record]] = {
    "scores": scores,
    "scores-none": MessageScores,
    "scores-many": lambda: scores(200),
    "score": lambda: score(3),
    "score-without-weights": lambda: MessageScore(0, 0.4, 1.0, 0.5, 0.5, 0.0, 0.0, 0.3),
    "comparison": comparison,
    "comparison-none": Comparison,
    "comparison-of-like": lambda: Comparison(
        ComparisonRow(f"call {n}", 74, 74, None, None, 0, 0) for n in range(1, 41)
    ),
    "metrics": history,
    "metrics-none": MetricsHistory,
    "metrics-last": lambda: MetricsHistory(history(30).rows[-20:], history(30).totals, "m.duckdb"),
    "metrics-audit": lambda: audited(3),
    "metrics-mixed": lambda: audited(5, optimized=2),
    "request": request,
    "request-audit": lambda: replace(request(), mode="audit"),
    "request-of-little": lambda: RequestMetrics("r", START, "x", 10, 14, 0, None, None, []),
    "information": lambda: Information("default", (GROUP, EMPTY), (LOST,), 0.31),
    "patterns": lambda: PatternTable([PATTERN]),
    "state": lambda: state_of(Settings(), "none"),
    "state-changed": lambda: state_of(
        Settings(model="claude-sonnet-4-5", max_tokens=20_000, redact=False),
        "simulation for gpt-4o: 12,000 → 4,300 tokens, 64.2 % saved",
    ),
}
