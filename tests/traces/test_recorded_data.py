"""The two sessions in ``data/recorded/``: pauses beyond the cache's lifetime, and a compaction."""

from __future__ import annotations

import pytest

from headroom_lab import read_traces
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("name", "requests", "causes"),
    [("workday", 24, {"expired": 2}), ("handover", 25, {"expired": 2, "compaction": 1})],
)
def test_a_session_tells_what_it_cost_and_why(
    name: str, requests: int, causes: dict[str, int]
) -> None:
    [trace] = read_traces(ROOT / "data" / "recorded" / f"{name}.jsonl.xz")
    cost = trace.cost
    assert len(cost.requests) == requests
    assert {part.name: part.requests for part in cost.by_cause} == causes
    assert cost.unknown == 0
    assert all(row.started for row in cost.requests)
    assert sum(row.cost for row in cost.by_message().rows) == pytest.approx(cost.total)
