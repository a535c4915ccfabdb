"""Rows for the tests of the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from headroom_lab.results import RequestMetrics
from headroom_lab.store import Store

START = datetime(2025, 3, 1, 23, 30, tzinfo=UTC)


def row(number: int, **changes: Any) -> RequestMetrics:
    """Return the metrics of one request; a quarter of an hour lies between two."""
    metrics = RequestMetrics(
        request_id=f"r{number:06d}",
        timestamp=START + timedelta(minutes=15 * number),
        model=("gpt-4o", "claude-sonnet-4-5")[number % 2],
        tokens_input_before=1000 + number,
        tokens_input_after=600,
        tokens_output=50,
        cost_before=None if number % 5 == 4 else 0.02,
        cost_after=0.0125,
        transforms_applied=["smart_crush:2"] if number % 3 else [],
        mode="optimize",
        provider="openai",
        cache_read_tokens=128,
        removals={"item": 400},
        waste={"json_bloat_tokens": 30 + number, "whitespace_tokens": 2},
        overhead_ms=1.25,
        error="TimeoutError: too slow" if number % 7 == 6 else None,
        session="s1",
        price_date="2025-02-01",
    )
    return replace(metrics, **changes)


def ids(store: Store) -> list[str]:
    """Return the request ids of all rows, sorted."""
    return sorted(store.to_frame()["request_id"])


def fill(store: Store, start: int, stop: int) -> None:
    """Record the rows of those numbers."""
    for number in range(start, stop):
        store.record(row(number))
