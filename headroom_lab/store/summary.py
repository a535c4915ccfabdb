"""Sums over stored requests, by period and model and altogether."""

from __future__ import annotations

from typing import Any, Literal

from headroom_lab.errors import ConfigError, nearest
from headroom_lab.results.metrics import STORED, TIME, MetricsTotals, RequestMetrics
from headroom_lab.results.record import Column
from headroom_lab.store.rows import metrics_of
from headroom_lab.store.schema import duckdb_type

Period = Literal["hour", "day", "week", "month"]
PERIODS: tuple[Period, ...] = ("hour", "day", "week", "month")
_HOUR, _DAY = 3_600_000_000, 86_400_000_000

# Costs are summed as whole picodollars: a sum of floats depends on the order in which threads
# add them. A request fits that costs less than nine million dollars.
_PICO = 1e12
_EXACT = f"TRY_CAST({{}} * {_PICO:.0f} AS BIGINT)"
# Each sum and what it is made of; a cost counts where both costs are known.
SUMS = {
    "requests": "count(*)",
    "errors": "count(error)",
    "tokens_input_before": "sum(tokens_input_before)",
    "tokens_input_after": "sum(tokens_input_after)",
    "tokens_output": "sum(tokens_output)",
    "cache_read_tokens": "sum(cache_read_tokens)",
    "cache_write_tokens": "sum(cache_write_tokens)",
    "priced": "count(cost_before + cost_after)",
    "cost_before": f"sum({_EXACT.format('cost_before')}) FILTER (cost_after IS NOT NULL)",
    "cost_after": f"sum({_EXACT.format('cost_after')}) FILTER (cost_before IS NOT NULL)",
}
_COSTS = ("cost_before", "cost_after")
SUMMARY_COLUMNS: tuple[Column, ...] = (
    Column("period", TIME, "from (UTC)"),
    Column("model", "str", "model"),
    *(Column(name, "float64" if name in _COSTS else "int64", name) for name in SUMS),
    Column("tokens_saved", "int64", "saved"),
    Column("savings_percent", "float64", "saved (%)"),
    Column("cost_saved", "float64", "cost saved (USD)"),
)


def summary_columns() -> tuple[str, ...]:
    """Return the stored columns that a summary reads."""
    read = " ".join(SUMS.values())
    return tuple(c.name for c in STORED if c.name in ("timestamp", "model") or c.name in read)


def summary_query(period: str) -> str:
    """Return the query for the sums by period and model; ConfigError for an unknown period.

    Rows are first summed by hour or day, whose numbers are cheap to compute from a time.
    """
    if period not in PERIODS:
        raise ConfigError(nearest("period", period, PERIODS))
    step = _HOUR if period == "hour" else _DAY
    sums = ", ".join(f"{made} AS {name}" for name, made in SUMS.items())
    types = {column.name: duckdb_type(column) for column in SUMMARY_COLUMNS}
    again = ", ".join(
        f"CAST({_whole(name, f'sum({name})')} AS {types[name]}) AS {name}" for name in SUMS
    )
    return (
        f'WITH steps AS (SELECT floor(epoch_us("timestamp") / {step})::BIGINT AS step, model, '
        f"{sums} FROM requests GROUP BY ALL), sums AS (SELECT "
        f"date_trunc('{period}', make_timestamp(step * {step})) AS period, model, {again} "
        "FROM steps GROUP BY ALL) SELECT period::TIMESTAMPTZ AS period, * EXCLUDE (period), "
        "tokens_input_before - tokens_input_after AS tokens_saved, coalesce(100.0 * "
        "(tokens_input_before - tokens_input_after) / nullif(tokens_input_before, 0), 0) "
        "AS savings_percent, cost_before - cost_after AS cost_saved "
        "FROM sums ORDER BY period, model"
    )


def totals(con: Any, mode: str | None = None) -> MetricsTotals:
    """Return the sums over all requests, or those in one mode."""
    sums = ", ".join(_whole(name, made) for name, made in SUMS.items())
    query = f"SELECT {sums} FROM requests WHERE coalesce($1, mode) IS NOT DISTINCT FROM mode"
    values = con.execute(query, [mode]).fetchone()
    return MetricsTotals(**dict(zip(SUMS, values, strict=True)))


def _whole(name: str, made: str) -> str:
    """Return a sum that is 0 of nothing; costs in dollars."""
    return f"coalesce({made}, 0)" + (f" / {_PICO:.0f}" if name in _COSTS else "")


def last_rows(con: Any, last: int) -> tuple[RequestMetrics, ...]:
    """Return the last requests by time, oldest first."""
    # DuckDB needs another package to return times as Python objects: they come as microseconds.
    values = ", ".join(
        f'make_timestamp(epoch_us("{c.name}"))' if c.dtype == TIME else f'"{c.name}"'
        for c in STORED
    )
    query = f'SELECT {values} FROM requests ORDER BY "timestamp" DESC, request_id DESC LIMIT ?'
    rows = con.execute(query, [last]).fetchall()
    names = [c.name for c in STORED]
    return tuple(metrics_of(dict(zip(names, row, strict=True))) for row in reversed(rows))
