"""What goes into a row and what comes back."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab.errors import StoreError
from headroom_lab.results import RequestMetrics
from headroom_lab.store import Store, open_store
from headroom_lab.store.rows import line_of, metrics_of, row_of
from tests.store.samples import row
from tests.store.strategies import COUNT, rows


def unique(drawn: list[RequestMetrics]) -> list[RequestMetrics]:
    """Return the first row of each request id, by time and id."""
    first = {metrics.request_id: metrics for metrics in reversed(drawn)}
    return sorted(first.values(), key=lambda m: (m.timestamp, m.request_id))


@settings(max_examples=8)
@given(drawn=st.lists(rows(), max_size=6))
@pytest.mark.parametrize("kind", ["memory", "duckdb", "sqlite"])
def test_any_row_comes_back_as_it_was(
    kind: str, drawn: list[RequestMetrics], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("store")
    with open_store(None if kind == "memory" else f"{kind}:///{folder}/x") as store:
        for metrics in drawn:
            store.record(metrics)
        assert list(store.history(last=10).rows) == unique(drawn)


@given(metrics=rows(COUNT))
def test_a_line_is_one_line_and_holds_the_row(metrics: RequestMetrics) -> None:
    made = row_of(metrics)
    line = line_of(made)
    assert b"\n" not in line
    back = orjson.loads(line)
    assert back == made
    back["timestamp"] = datetime.fromisoformat(back["timestamp"])
    assert metrics_of(back) == metrics


def test_times_without_a_zone_are_utc_and_others_become_utc() -> None:
    naive = row(0, timestamp=datetime(2025, 1, 1, 12))
    east = row(0, timestamp=datetime.fromisoformat("2025-01-01T14:00:00+02:00"))
    assert naive.timestamp == east.timestamp
    assert str(east.timestamp) == "2025-01-01 12:00:00+00:00"


def test_the_largest_counts_fit(store: Store) -> None:
    edge = row(0, tokens_output=2**63 - 1, cache_write_tokens=-(2**63))
    store.record(edge)
    assert store.history().rows == (edge,)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("request_id", ""), ("request_id", None), ("request_id", 7), ("model", None)),
        *(("tokens_output", "5"), ("tokens_output", 1.5), ("tokens_output", True)),
        *(("tokens_output", 2**63), ("tokens_output", None), ("cost_before", "dear")),
        *(("transforms_applied", "crush"), ("transforms_applied", [1]), ("removals", [1])),
        *(("removals", {"item": "many"}), ("waste", {"socks": 3}), ("mode", 3)),
    ],
)
def test_a_value_that_no_column_holds_is_refused_by_name(
    store: Store, field: str, value: Any
) -> None:
    with pytest.raises(StoreError, match=rf"RequestMetrics\.{field}.*: found .*, expected"):
        store.record(replace(row(0), **{field: value}))
    assert store.to_frame().empty


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_cost_that_is_no_number_is_unknown(store: Store, value: float) -> None:
    store.record(row(0, cost_before=value, overhead_ms=value))
    (back,) = store.history().rows
    assert (back.cost_before, back.overhead_ms) == (None, None)


def test_other_kinds_of_numbers_are_taken(store: Store) -> None:
    store.record(row(0, tokens_output=np.int64(5), cost_before=np.float64(0.5)))
    assert store.history().rows == (row(0, tokens_output=5, cost_before=0.5),)


def test_lone_surrogates_break_nothing(store: Store) -> None:
    store.record(row(0, error="bad \ud800 byte", session="\udfff", removals={"\ud801": 1}))
    (back,) = store.history().rows
    assert (back.error, back.session, back.removals) == ("bad ? byte", "?", {"?": 1})


def test_secrets_never_reach_the_disk(path: Path) -> None:
    secret = "sk-ant-" + "s3cr3t" * 5
    with open_store(path) as store:
        store.record(row(0, error=f"AuthenticationError: key {secret} is wrong"))
        written = [p.read_bytes() for p in path.parent.rglob("*") if p.is_file()]
        assert any(written)
        store.flush()
        written += [p.read_bytes() for p in path.parent.rglob("*") if p.is_file()]
        assert "•••" in store.to_frame()["error"][0]
    assert not any(b"s3cr3t" in content for content in written)
