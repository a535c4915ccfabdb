"""Sums by period and model against the same sums made by pandas."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab.errors import ConfigError
from headroom_lab.results import MetricsHistory, RequestMetrics
from headroom_lab.store import Store, open_store
from headroom_lab.store.summary import PERIODS, SUMMARY_COLUMNS
from tests.store.samples import fill, row
from tests.store.strategies import rows

STARTS = {"hour": "h", "day": "D", "week": "W-SUN", "month": "M"}


def expected(frame: pd.DataFrame, period: str) -> pd.DataFrame:
    """Return the summary of a frame of all rows, made by pandas."""
    naive = frame["timestamp"].dt.tz_localize(None)
    starts = naive.dt.to_period(STARTS[period]).dt.start_time
    priced = frame["cost_before"].notna() & frame["cost_after"].notna()
    made = frame.assign(
        period=starts.dt.tz_localize("UTC").astype(frame["timestamp"].dtype),
        requests=1,
        errors=frame["error"].notna().astype("int64"),
        priced=priced.astype("int64"),
        cost_before=frame["cost_before"].where(priced),
        cost_after=frame["cost_after"].where(priced),
    )
    sums = [c.name for c in SUMMARY_COLUMNS[2:-3]]
    table = made.groupby(["period", "model"], as_index=False)[sums].sum()
    saved = table["tokens_input_before"] - table["tokens_input_after"]
    share = (100.0 * saved / table["tokens_input_before"]).where(table["tokens_input_before"] != 0)
    return table.assign(
        tokens_saved=saved,
        savings_percent=share.fillna(0.0),
        cost_saved=table["cost_before"] - table["cost_after"],
    )


@settings(max_examples=10)
@given(drawn=st.lists(rows(), min_size=1, max_size=12), period=st.sampled_from(PERIODS))
def test_sums_are_those_of_the_rows(drawn: list[RequestMetrics], period: str) -> None:
    with open_store() as store:
        for metrics in drawn:
            store.record(metrics)
        found = store.summary(period)
        wanted = expected(store.to_frame(), period)
    pd.testing.assert_frame_equal(found, wanted, check_exact=False, atol=1e-6)


def test_every_kind_of_store_sums_alike(store: Store) -> None:
    fill(store, 0, 200)
    for period in PERIODS:
        found = store.summary(period)
        wanted = expected(store.to_frame(), period)
        pd.testing.assert_frame_equal(found, wanted, check_exact=False, atol=1e-9)
        assert found["requests"].sum() == 200


def test_an_empty_store_has_a_summary_without_rows(store: Store) -> None:
    summary = store.summary()
    assert summary.empty
    assert {c.name: c.dtype for c in SUMMARY_COLUMNS} == summary.dtypes.astype(str).to_dict()


def test_an_unknown_period_names_the_nearest(store: Store) -> None:
    with pytest.raises(ConfigError, match="did you mean 'week'"):
        store.summary("weeks")


def test_totals_are_those_of_the_rows(store: Store) -> None:
    fill(store, 0, 50)
    history = store.history(last=50)
    wanted = MetricsHistory.of(history.rows).totals
    assert asdict(history.totals) == pytest.approx(asdict(wanted))


def test_sums_of_tokens_are_exact() -> None:
    with open_store() as store:
        for number, tokens in enumerate((2**53, 1, 2**60)):
            store.record(row(number, model="m", tokens_output=tokens))
        assert store.summary("month")["tokens_output"].tolist() == [2**60 + 2**53 + 1]
        assert store.history().totals.tokens_output == 2**60 + 2**53 + 1


def test_sums_of_costs_do_not_depend_on_the_order() -> None:
    costs = [0.1 * n + 1e-7 / (n + 1) for n in range(300)]
    found = []
    for order in (costs, costs[::-1], sorted(costs, key=lambda c: str(c)[::-1])):
        with open_store() as store:
            for number, cost in enumerate(order):
                store.record(row(0, request_id=str(number), cost_before=cost, cost_after=cost))
            found.append((store.history().totals, store.summary()["cost_before"][0]))
    assert len(set(found)) == 1
