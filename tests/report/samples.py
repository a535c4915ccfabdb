"""Rows of a store whose sums are known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from headroom_lab.results import RequestMetrics
from headroom_lab.store import Store, open_store

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # a Monday
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> $x$ [a](javascript:b) | \u202e"
KEY = "sk-proj-abcdefghijklmnopqrstuvwx"


def row(number: int, mode: str | None, before: int, after: int, **more: Any) -> RequestMetrics:
    """Return a row, ``number`` hours after the start."""
    given: dict[str, Any] = {
        "request_id": f"request-{number:03}",
        "timestamp": START + timedelta(hours=number),
        "model": "gpt-4o",
        "tokens_output": 10,
        "cost_before": before / 1e5,
        "cost_after": after / 1e5,
        "transforms_applied": ["smart_crusher:1"],
        "price_date": "2026-02-01",
        "version": "0.1.0",
    }
    given.update(more)
    return RequestMetrics(mode=mode, tokens_input_before=before, tokens_input_after=after, **given)


ROWS = (
    row(0, "optimize", 1000, 400, cache_read_tokens=100, overhead_ms=2.0),
    row(1, "optimize", 1000, 900, waste={"json_bloat_tokens": 50}, overhead_ms=4.0),
    row(2, "optimize", 500, 560, model="o3"),
    row(30, "audit", 4000, 1000, waste={"json_bloat_tokens": 150}),
    row(31, "audit", 2000, 2000, cost_before=None, cost_after=None, model=HOSTILE),
    row(32, "off", 700, 700),
    # It failed without an answer, so its 8,000 saved tokens are none.
    row(33, "optimize", 9000, 1000, tokens_output=0, error=f"RateLimitError: key {KEY}"),
    row(34, None, 300, 200, error="closed before its end", version="headroom-ai"),
)


def filled(rows: tuple[RequestMetrics, ...] = ROWS) -> Store:
    """Return a store in memory with the rows."""
    store = open_store()
    for one in rows:
        store.record(one)
    return store
