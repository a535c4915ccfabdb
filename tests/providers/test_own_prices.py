"""Prices of one's own: a discount, a table by model, a file; they hold wherever money is computed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from headroom_lab import AnthropicProvider, compare, simulate, sweep
from headroom_lab.errors import ConfigError, UnknownNameError
from headroom_lab.providers.bill import bill
from headroom_lab.providers.prices import Prices, prices_of
from headroom_lab.providers.pricing import price_source
from headroom_lab.providers.usage import Usage
from headroom_lab.results.trace_requests import TraceRequest, TraceRequests

MODEL = "claude-sonnet-4-5-20250929"
# 100k uncached, 500k read, 200k for five minutes, 200k for one hour, 100k out
USAGE = Usage(1_000_000, 100_000, 500_000, 400_000, 200_000)
MESSAGES = [{"role": "user", "content": "Is it up?"}]


def cost(prices: Any, model: str = MODEL, usage: Usage = USAGE) -> float | None:
    return bill(model, usage, prices_of(prices)).total


def test_a_discount_is_off_every_class() -> None:
    whole = cost(None)
    assert whole == pytest.approx(0.1 * 6 + 0.5 * 0.6 + 0.2 * 7.5 + 0.2 * 12 + 0.1 * 22.5)
    assert cost(0.25) == pytest.approx(0.75 * whole)
    assert cost(0) == pytest.approx(whole)


def test_a_table_by_model_holds_for_its_dated_names_and_for_no_other() -> None:
    table = {"claude-sonnet-4-5": {"input": 2, "output": 10, "cache_read": 0.5}}
    # The price of writes is to the input price as the list's are: 1.25 and 2.
    expected = 0.1 * 2 + 0.5 * 0.5 + 0.2 * 2.5 + 0.2 * 4 + 0.1 * 10
    assert cost(table) == pytest.approx(expected)
    assert cost(table, "claude-opus-4-5") == cost(None, "claude-opus-4-5")
    assert cost({"claude-sonnet-4-5": 0.5}) == pytest.approx(0.5 * cost(None))
    assert cost({"discount": 0.1, "models": table}) == pytest.approx(expected)
    assert cost({"discount": 0.1, "models": table}, "claude-opus-4-5") == pytest.approx(
        0.9 * cost(None, "claude-opus-4-5")
    )


def test_the_longest_name_holds() -> None:
    table = {"claude": 0.1, "claude-sonnet": 0.2, "claude-sonnet-4-5": 0.3}
    assert cost(table) == pytest.approx(0.7 * cost(None))


def test_a_model_without_a_list_price_can_have_one() -> None:
    assert cost({"my-own": {"input": 1, "output": 2}}, "my-own", Usage(1_000_000, 500_000)) == 2.0


@pytest.mark.parametrize("suffix", ["json", "toml"])
def test_a_file_holds_a_table_and_states_its_source(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"prices.{suffix}"
    path.write_text(
        json.dumps({"source": "our contract", "date": "2026-11-01", "discount": 0.2})
        if suffix == "json"
        else 'source = "our contract"\ndate = "2026-11-01"\ndiscount = 0.2\n'
    )
    found = prices_of(path)
    assert found == prices_of(str(path))
    assert isinstance(found, Prices)
    assert (found.source.split(",")[0], found.date) == ("our contract", "2026-11-01")
    assert cost(path) == pytest.approx(0.8 * cost(None))


@pytest.mark.parametrize(
    "given", [1, 15, -0.1, True, float("nan"), {"gpt-4o": "cheap"}, {"gpt-4o": {"input": -1}},
              {"models": 3}, ["gpt-4o"], "nowhere.json"],
)  # fmt: skip
def test_what_is_no_price_is_refused(given: Any) -> None:
    with pytest.raises(ConfigError, match="prices"):
        prices_of(given)


def test_an_unknown_class_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="cache_read"):
        prices_of({"gpt-4o": {"cache_reads": 1}})


def test_simulations_comparisons_and_sweeps_take_them_and_say_so() -> None:
    listed, own = simulate(MESSAGES, MODEL), simulate(MESSAGES, MODEL, prices=0.5)
    assert listed.cost_before
    assert own.cost_before == pytest.approx(listed.cost_before / 2)
    assert own.provenance
    assert listed.provenance
    assert listed.provenance.price_source == price_source().package
    assert own.provenance.price_source == f"own prices: 50 % off, else {price_source().package}"
    compared = compare(MESSAGES, ["off"], model=MODEL, prices=0.5)
    assert compared["off"].cost_before == own.cost_before
    swept = sweep(MESSAGES, {"policy": ["off"]}, model=MODEL, prices=0.5, progress=False)
    assert swept.points[0].cost_before == own.cost_before


def test_they_hold_before_a_providers_own() -> None:
    class Flat(AnthropicProvider):
        def estimate_cost(self, *counts: Any, **more: Any) -> float:
            return 1.0

    class Mine:
        def bill(self, *asked: Any) -> Any:
            return SimpleNamespace(total=2.0)

    half = simulate(MESSAGES, MODEL, prices=0.5).cost_before
    assert simulate(MESSAGES, MODEL, provider=Flat()).cost_before == 1.0
    assert simulate(MESSAGES, MODEL, provider=Flat(), prices=0.5).cost_before == half
    mine: Any = Mine()
    assert simulate(MESSAGES, MODEL, provider=mine).cost_before == 2.0
    assert simulate(MESSAGES, MODEL, provider=mine, prices=0.5).cost_before == half


def test_a_requests_price_is_that_of_its_day() -> None:
    used = Usage(1_000_000)
    assert bill("o3", used, None, date(2025, 6, 9)).total == 10.0
    assert bill("o3", used, None, date(2025, 6, 11)).total == 2.0 == bill("o3", used).total
    rows = TraceRequests(
        TraceRequest(n, "main", 0, 1, "o3", used, datetime(2025, 6, day, tzinfo=UTC))
        for n, day in enumerate([9, 11])
    )
    assert [row.cost for row in rows] == [10.0, 2.0]
    assert rows.cost_at(prices_of(0.5)) == 6.0
