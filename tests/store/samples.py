"""Rows for the tests of the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from headroom_lab.results import RequestMetrics
from headroom_lab.results.waste import KINDS
from headroom_lab.store import Store

START = datetime(2025, 3, 1, 23, 30, tzinfo=UTC)
COUNT = st.integers(-(2**63), 2**63 - 1)
TOKENS = st.integers(-(10**9), 10**9)
COST = st.none() | st.floats(-1e6, 1e6)
MOMENT = st.datetimes(datetime(1965, 1, 1), datetime(2200, 1, 1))
SHORT = st.text(max_size=12)
OPTIONAL = st.none() | st.text(max_size=12)


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


@st.composite
def rows(draw: st.DrawFn, whole: st.SearchStrategy[int] = TOKENS) -> RequestMetrics:
    """Draw any metrics; texts may hold anything that UTF-8 can."""
    return RequestMetrics(
        request_id=draw(st.text(min_size=1, max_size=8)),
        timestamp=draw(MOMENT),
        model=draw(SHORT),
        tokens_input_before=draw(whole),
        tokens_input_after=draw(whole),
        tokens_output=draw(whole),
        cost_before=draw(COST),
        cost_after=draw(COST),
        transforms_applied=draw(st.lists(SHORT, max_size=3)),
        mode=draw(OPTIONAL),
        provider=draw(OPTIONAL),
        cache_read_tokens=draw(whole),
        cache_write_tokens=draw(whole),
        removals=draw(st.dictionaries(SHORT, COUNT, max_size=3)),
        waste=draw(st.dictionaries(st.sampled_from(list(KINDS)), st.integers(1, 10**9))),
        overhead_ms=draw(COST),
        error=draw(st.none() | st.text("abc \n\0é", max_size=12)),
        session=draw(OPTIONAL),
        price_date=draw(OPTIONAL),
        version=draw(OPTIONAL),
    )


def ids(store: Store) -> list[str]:
    """Return the request ids of all rows, sorted."""
    return sorted(store.to_frame()["request_id"])


def fill(store: Store, start: int, stop: int) -> None:
    """Record the rows of those numbers."""
    for number in range(start, stop):
        store.record(row(number))
