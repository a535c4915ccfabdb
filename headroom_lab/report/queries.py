"""What a report reads from a store: one query, so that all its figures are of the same moment."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from headroom_lab.results.waste import KINDS
from headroom_lab.store import Store
from headroom_lab.store.summary import SUMS

Row = dict[str, Any]

MODELS, PERIODS, REQUESTS, ERRORS, SOURCES = 20, 48, 10, 10, 10
_HOUR, _DAY = 3_600_000_000, 86_400_000_000
_COSTS = ("cost_before", "cost_after")
_PRICED = "cost_before IS NOT NULL AND cost_after IS NOT NULL"
# Whole picodollars: a sum of floats hangs on the order in which threads add them.
_PICO = "TRY_CAST({} * 1e12 AS BIGINT)"

# A request that failed without an answer cost nothing and so saved nothing.
ANSWERED = "(error IS NULL OR tokens_output > 0)"
_SENT = "if(mode IS NOT DISTINCT FROM 'audit', tokens_input_before, tokens_input_after)"
_TOKENS = tuple(name for name in SUMS if "token" in name)
_EACH = {
    **{name: SUMS[name] for name in _TOKENS},
    "priced": "count(cost_before + cost_after)",
    **{name: f"sum({_PICO.format(name)}) FILTER ({_PRICED})" for name in _COSTS},
    **{name: f"sum({name})" for name in KINDS},
    "tokens_sent": f"sum({_SENT})",
    "grown": "count_if(tokens_input_after > tokens_input_before)",
    "tokens_grown": "sum(greatest(tokens_input_after - tokens_input_before, 0))",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What a store holds, as rows by part: every part is a list of plain rows, perhaps empty.

    ``modes``, ``models`` and ``periods`` hold sums by mode; ``savers`` and ``growers`` single
    requests; ``errors`` and ``overhead`` groups; ``prices`` and ``versions`` what the rows say
    of where their figures come from; ``span`` the first and the last time.
    """

    span: list[Row]
    modes: list[Row]
    models: list[Row]
    periods: list[Row]
    savers: list[Row]
    growers: list[Row]
    errors: list[Row]
    overhead: list[Row]
    prices: list[Row]
    versions: list[Row]

    @property
    def requests(self) -> int:
        """All requests in the store."""
        return sum(row["requests"] for row in self.modes)


def read_figures(store: Store, period: str) -> Figures:
    """Return the figures of a store by period: "hour", "day", "week" or "month", in UTC."""
    parts = _parts(period)
    found: dict[str, list[Row]] = {name: [] for name in parts}
    frame = store.sql(_query(parts, period))
    for part, row in zip(frame["part"], frame["row"], strict=True):
        found[part].append(json.loads(row))
    return Figures(**found)


def _query(parts: dict[str, str], period: str) -> str:
    """Return one query whose rows are the parts' rows as JSON, each part's in its order."""
    selects = " UNION ALL ".join(
        f"SELECT '{name}' AS part, row_number() OVER () AS place, to_json(t)::VARCHAR AS row "
        f"FROM ({query}) AS t"
        for name, query in parts.items()
    )
    return f"WITH steps AS MATERIALIZED ({_steps(period)}) SELECT part, row FROM ({selects}) ORDER BY part, place"


def _steps(period: str) -> str:
    """Return the query for the sums by step, model, mode and whether there was an answer.

    A step is an hour or a day, whose number is cheap to compute from a time.
    """
    sums = ", ".join(f"{made} AS {name}" for name, made in _EACH.items())
    return (
        f'SELECT floor(epoch_us("timestamp") / {_step(period)})::BIGINT AS step, model, mode, '
        f"{ANSWERED} AS answered, count(*) AS requests, count(error) AS errors, {sums} "
        "FROM requests GROUP BY ALL"
    )


def _step(period: str) -> int:
    """Return the microseconds of a step."""
    return _HOUR if period == "hour" else _DAY


def _sums() -> str:
    """Return the sums over steps: of all requests their number, all else of the answered ones."""
    made = {name: f"coalesce(sum({name}) FILTER (answered), 0)" for name in _EACH}
    made |= {name: f"{made[name]} / 1e12" for name in _COSTS}
    every = (
        "sum(requests) AS requests, coalesce(sum(requests) FILTER (answered), 0) AS answered, "
        "sum(errors) AS errors"
    )
    return f"{every}, {', '.join(f'{query} AS {name}' for name, query in made.items())}"


def _parts(period: str) -> dict[str, str]:
    """Return the query of each part."""
    begin = f"date_trunc('{period}', make_timestamp(step * {_step(period)}))"
    moment = "strftime(make_timestamp(epoch_us({})), '%Y-%m-%d %H:%M') AS {}"
    first, last = '"timestamp"', '"timestamp"'
    one = (
        f"SELECT request_id, {moment.format(first, 'at')}, model, mode, tokens_input_before, "
        "tokens_input_after, transforms_applied FROM requests WHERE " + ANSWERED
    )
    saved = "tokens_input_before - tokens_input_after"
    return {
        "span": f"SELECT {moment.format(f'min({first})', 'first')}, "
        f"{moment.format(f'max({last})', 'last')} FROM requests HAVING count(*) > 0",
        "modes": f"SELECT mode, {_sums()} FROM steps GROUP BY mode ORDER BY mode",
        "models": f"SELECT model, mode, {_sums()}, count(*) OVER () AS whole FROM steps "
        f"GROUP BY model, mode ORDER BY tokens_input_before DESC, model, mode LIMIT {MODELS}",
        "periods": _periods(begin),
        "savers": f"{one} AND {saved} > 0 ORDER BY {saved} DESC, request_id LIMIT {REQUESTS}",
        "growers": f"{one} AND {saved} < 0 ORDER BY {saved}, request_id LIMIT {REQUESTS}",
        "errors": "SELECT split_part(error, ':', 1) AS kind, count(*) AS requests, "
        f"count(*) FILTER (NOT {ANSWERED}) AS unanswered, min(error) AS example, "
        "count(*) OVER () AS whole FROM requests WHERE error IS NOT NULL "
        f"GROUP BY kind ORDER BY requests DESC, kind LIMIT {ERRORS}",
        "overhead": "SELECT mode, count(overhead_ms) AS requests, "
        "quantile_cont(overhead_ms, [0.5, 0.9, 0.99]) AS quantiles, max(overhead_ms) AS largest "
        "FROM requests WHERE overhead_ms IS NOT NULL GROUP BY mode ORDER BY mode",
        "prices": "SELECT price_date AS name, count(*) AS requests FROM requests "
        f"WHERE {_PRICED} "
        f"GROUP BY name ORDER BY requests DESC, name LIMIT {SOURCES}",
        "versions": "SELECT version AS name, count(*) AS requests FROM requests "
        f"GROUP BY name ORDER BY requests DESC, name LIMIT {SOURCES}",
    }


def _periods(begin: str) -> str:
    """Return the query for the sums by period and mode, of the last periods that had requests."""
    return (
        f"SELECT * REPLACE (strftime(period, '%Y-%m-%d %H:%M') AS period) FROM (SELECT *, "
        f"max(place) OVER () AS whole FROM (SELECT {begin} AS period, mode, {_sums()}, "
        "dense_rank() OVER (ORDER BY period DESC) AS place FROM steps GROUP BY period, mode)) "
        f"WHERE place <= {PERIODS} ORDER BY period, mode"
    )
