"""What a report reads from a store, against sums made by hand."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from math import fsum, isclose
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab.report.queries import MODELS, PERIODS, REQUESTS, Figures, read_figures
from headroom_lab.results import RequestMetrics
from headroom_lab.results.waste import KINDS
from headroom_lab.store import open_store
from tests.report.samples import ROWS, START, filled, row


def by_mode(figures: Figures) -> dict[str | None, dict[str, object]]:
    """Return the sums by mode."""
    return {one["mode"]: one for one in figures.modes}


def test_modes_are_summed_apart() -> None:
    modes = by_mode(read_figures(filled(), "day"))
    assert set(modes) == {"optimize", "audit", "off", None}
    assert modes["optimize"]["tokens_input_before"] == 2500
    assert modes["optimize"]["tokens_input_after"] == 1860
    assert modes["audit"]["tokens_input_before"] == 6000


def test_a_request_without_an_answer_saves_nothing() -> None:
    optimize = by_mode(read_figures(filled(), "day"))["optimize"]
    assert (optimize["requests"], optimize["answered"], optimize["errors"]) == (4, 3, 1)


def test_an_answered_request_with_an_error_still_counts() -> None:
    other = by_mode(read_figures(filled(), "day"))[None]
    assert (other["answered"], other["errors"], other["tokens_input_before"]) == (1, 1, 300)


def test_costs_are_summed_over_priced_requests() -> None:
    audit = by_mode(read_figures(filled(), "day"))["audit"]
    assert (audit["priced"], audit["answered"]) == (1, 2)
    assert (audit["cost_before"], audit["cost_after"]) == (0.04, 0.01)


def test_sent_is_before_in_audit_and_after_in_optimize() -> None:
    modes = by_mode(read_figures(filled(), "day"))
    assert modes["audit"]["tokens_sent"] == 6000
    assert modes["optimize"]["tokens_sent"] == 1860


def test_savers_and_growers() -> None:
    figures = read_figures(filled(), "day")
    assert [one["request_id"] for one in figures.savers] == [
        "request-030", "request-000", "request-001", "request-034",
    ]  # fmt: skip
    assert [one["request_id"] for one in figures.growers] == ["request-002"]


@pytest.mark.parametrize(
    ("period", "begins"),
    [
        ("hour", "2026-03-03 15:00"),
        ("day", "2026-03-03 00:00"),
        ("week", "2026-03-02 00:00"),
        ("month", "2026-03-01 00:00"),
    ],
)
def test_periods_begin_in_utc(period: str, begins: str) -> None:
    audit = [one for one in read_figures(filled(), period).periods if one["mode"] == "audit"]
    assert audit[0]["period"] == begins


def test_only_the_last_periods_are_read_and_the_number_of_all_is_told() -> None:
    rows = tuple(row(24 * day, "audit", 10, 5) for day in range(PERIODS + 12))
    periods = read_figures(filled(rows), "day").periods
    assert len(periods) == PERIODS
    assert {one["whole"] for one in periods} == {PERIODS + 12}
    assert periods[-1]["period"] == f"{START + timedelta(days=PERIODS + 11):%Y-%m-%d} 00:00"


def test_lists_are_bounded_and_ties_go_by_name() -> None:
    rows = tuple(row(i, "audit", 10, 5, model=f"m{i:03}") for i in range(3 * MODELS))
    figures = read_figures(filled(rows[::-1]), "day")
    assert [one["model"] for one in figures.models] == [f"m{i:03}" for i in range(MODELS)]
    assert figures.models[0]["whole"] == 3 * MODELS
    assert [one["request_id"] for one in figures.savers] == [
        f"request-{i:03}" for i in range(REQUESTS)
    ]


def test_every_store_gives_the_same_figures(tmp_path: Path) -> None:
    wanted = read_figures(filled(), "day")
    for name in ("a.duckdb", "a.db"):
        with open_store(tmp_path / name) as store:
            for one in ROWS:
                store.record(one)
        with open_store(tmp_path / name) as store:
            assert read_figures(store, "day") == wanted


NUMBERS = st.integers(0, 10**6)
ANY_ROW = st.builds(
    lambda number, mode, model, before, after, out, cost, error, waste: row(
        number, mode, before, after, model=model, tokens_output=out, error=error,
        cost_before=cost, cost_after=cost, waste=dict.fromkeys(KINDS, waste),
    ),
    st.integers(0, 5000),
    st.sampled_from(["audit", "optimize", "off", None, "?"]),
    st.sampled_from(["gpt-4o", "o3", ""]),
    NUMBERS,
    NUMBERS,
    st.integers(0, 2),
    st.none() | st.floats(0, 100),
    st.none() | st.sampled_from(["A: b", "c"]),
    NUMBERS,
)  # fmt: skip


@settings(max_examples=15)
@given(
    rows=st.lists(ANY_ROW, max_size=20, unique_by=lambda one: one.request_id),
    period=st.sampled_from(["hour", "day", "week", "month"]),
)
def test_sums_are_those_of_the_rows(rows: list[RequestMetrics], period: str) -> None:
    figures = read_figures(filled(tuple(rows)), period)
    groups: dict[str | None, list[RequestMetrics]] = defaultdict(list)
    for one in rows:
        groups[one.mode].append(one)
    assert {one["mode"] for one in figures.modes} == set(groups)
    for sums in figures.modes:
        every = groups[sums["mode"]]
        answered = [one for one in every if one.error is None or one.tokens_output]
        assert sums["requests"] == len(every)
        assert sums["answered"] == len(answered)
        for name in ("tokens_input_before", "tokens_input_after", "tokens_output"):
            assert sums[name] == sum(getattr(one, name) for one in answered)
        assert sums["repetition_tokens"] == sum(one.waste["repetition_tokens"] for one in answered)
        costs = fsum(one.cost_before or 0 for one in answered)
        assert isclose(sums["cost_before"], costs, abs_tol=1e-8)
    if len({one.timestamp for one in rows}) <= PERIODS:
        assert sum(one["requests"] for one in figures.periods) == len(rows)
