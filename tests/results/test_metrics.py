"""The record of one request, and the totals of many."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.errors import ConfigError
from headroom_lab.results import MetricsHistory, MetricsTotals, RequestMetrics, WasteSignals
from headroom_lab.results.metrics import STORED
from headroom_lab.results.waste import KINDS, RARE
from tests.store.samples import row
from tests.store.strategies import rows

NINE = (
    *("request_id", "timestamp", "model", "tokens_input_before", "tokens_input_after"),
    *("tokens_output", "cost_before", "cost_after", "transforms_applied"),
)


def test_nine_fields_come_first_and_are_all_that_must_be_given() -> None:
    assert tuple(f.name for f in fields(RequestMetrics))[:9] == NINE
    made = RequestMetrics("r", datetime(2025, 1, 1), "gpt-4o", 10, 4, 2, None, None, [])
    assert (made.tokens_saved, made.savings_percent, made.cost_saved) == (6, 60.0, None)
    assert made.version


def test_every_field_has_its_column() -> None:
    named = {f.name for f in fields(RequestMetrics)}
    assert {c.name for c in STORED} == (named - {"waste"}) | set(KINDS)


def test_a_growth_is_negative() -> None:
    grown = row(0, tokens_input_before=100, tokens_input_after=150)
    assert (grown.tokens_saved, grown.savings_percent) == (-50, -50.0)


def test_waste_may_be_given_as_signals() -> None:
    made = row(0, waste=WasteSignals(json_bloat_tokens=7, total_tokens=100))
    assert made.waste["json_bloat_tokens"] == 7
    assert set(made.waste) == set(KINDS) - RARE  # those are told of where there are any
    assert made.to_frame()["json_bloat_tokens"].tolist() == [7]


def test_a_timestamp_that_is_no_datetime_is_refused() -> None:
    with pytest.raises(ConfigError, match="expected a datetime"):
        row(0, timestamp="2025-01-01")


@given(drawn=st.lists(rows(), max_size=8), data=st.data())
def test_totals_and_order_do_not_depend_on_the_order_given(
    drawn: list[RequestMetrics], data: st.DataObject
) -> None:
    drawn = list({metrics.request_id: metrics for metrics in drawn}.values())
    history = MetricsHistory.of(drawn)
    assert MetricsHistory.of(data.draw(st.permutations(drawn))) == history
    totals = history.totals
    assert totals.requests == len(drawn)
    assert totals.tokens_saved == sum(m.tokens_saved for m in drawn)
    saved = [m.cost_saved for m in drawn if m.cost_saved is not None]
    assert totals.priced == len(saved)
    assert totals.cost_saved == pytest.approx(sum(saved), abs=1e-6)


def test_no_requests_have_empty_totals() -> None:
    assert asdict(MetricsHistory().totals) == asdict(MetricsTotals())
    assert MetricsTotals().savings_percent == 0.0


def test_records_show_themselves() -> None:
    assert "r000000" in row(0).to_text()
    assert "r000000" in row(0).to_html()
    history = MetricsHistory.of([row(0), row(1)])
    for shown in (history.to_text(), history.to_html(), history.to_markdown()):
        assert "2 requests" in shown
    assert history.to_dict()["rows"][0]["request_id"] == "r000000"


def test_what_audit_mode_would_save_is_never_claimed() -> None:
    sent = RequestMetrics(
        "a", datetime(2026, 1, 1), "gpt-4o", 1000, 400, 5, 0.3, 0.1, [], mode="audit"
    )
    other = replace(sent, request_id="b", mode="optimize", tokens_input_after=900)
    assert "60.0 % of 1,000 tokens" in str(MetricsHistory.of([sent]))
    for told in (str(MetricsHistory.of([sent])), str(sent)):
        assert "would save" in told
        assert "saved" not in told.replace("would be saved", "")
    both = MetricsHistory.of([sent, other])
    assert (both.audit.tokens_saved, both.made.tokens_saved) == (600, 100)
    headline = str(both).splitlines()[0]
    assert "10.0 % saved in 1;" in headline
    assert "1 in audit mode would save 60.0 %" in headline
    grown = str(replace(sent, tokens_input_after=1100))
    assert "would add 10.0 % of 1,000 tokens" in grown
