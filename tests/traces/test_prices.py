"""Prices of one's own reach all money that is told of sessions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import headroom_lab as hl
from tests.traces.made import claude_session, eventful_session, jsonl

TRACE = eventful_session("me", 6)
CORPUS = hl.Corpus([TRACE])
MONEY: dict[str, Callable[[float | None], float]] = {
    "cost": lambda prices: TRACE.cost.at(prices).total,
    "by message": lambda prices: TRACE.cost.at(prices).by_message().total,
    "requests": lambda prices: TRACE.requests.cost_at(prices) or 0.0,
    "tools": lambda prices: sum(row.cost or 0.0 for row in TRACE.tool_costs(prices=prices)),
    "compare": lambda prices: TRACE.compare(TRACE, prices=prices)["cost"].first or 0.0,
    "replay": lambda prices: hl.replay(TRACE, "off", prices=prices).to_frame()["cost"].sum(),
    "replays": lambda prices: (
        hl.replay(CORPUS, "off", prices=prices).to_frame()["cost_before"].sum()
    ),
    "corpus": lambda prices: CORPUS.frame("conversations", prices=prices)["cost"].sum(),
    "corpus requests": lambda prices: CORPUS.frame("requests", prices=prices)["cost"].sum(),
    "simulate": lambda prices: hl.simulate(TRACE, prices=prices).cost_before or 0.0,
}


@pytest.mark.parametrize("name", MONEY)
def test_half_price_is_half_the_money(name: str) -> None:
    whole = MONEY[name](None)
    assert whole > 0
    assert MONEY[name](0.5) == pytest.approx(whole / 2)


def test_rows_of_sessions_too(tmp_path: Path) -> None:
    (tmp_path / "s1.jsonl").write_bytes(jsonl(claude_session(3)))
    (row,), (half,) = hl.sessions(tmp_path), hl.sessions(tmp_path, prices=0.5)
    assert half.cost == pytest.approx((row.cost or 0.0) / 2)
