"""MetricsHistory: the totals of all requests and the last of them."""

from __future__ import annotations

from collections.abc import Callable

from headroom_lab.display.figures import (
    cost,
    counted,
    number,
    price_change,
    saved,
    share,
    size_change,
    would_cost,
    would_save,
)
from headroom_lab.display.page import Grid, Head, Page, Room
from headroom_lab.display.parts import size_bar
from headroom_lab.display.visible import shown
from headroom_lab.results.metrics import MetricsHistory, MetricsTotals, RequestMetrics

CAP = 16 * 1024
ROWS = 20


def page(record: MetricsHistory, room: Room) -> Page:
    """Return the totals, then the last requests, the newest last."""
    totals = record.totals
    source = (f"store: {shown(record.source, room.chars(60))}",) if record.source else ()
    if not totals.requests:
        return Page("metrics", "No requests yet", facts=source)
    return Page(
        "metrics",
        _headline(record),
        facts=(*source, *_facts(record)),
        grids=(_last(record, room),) if record.rows else (),
    )


def _headline(record: MetricsHistory) -> str:
    """Return what was saved, and what would have been in audit mode; never both in one sum."""
    audit, made = record.audit, record.made
    if not audit.requests:
        return f"{counted(made.requests, 'request')}: {_made(made)}"
    if not made.requests:
        return f"{counted(audit.requests, 'request')} in audit mode: {_possible(audit)}"
    whole = counted(record.totals.requests, "request")
    sizes = saved(made.tokens_input_before, made.tokens_input_after)
    possible = would_save(audit.tokens_input_before, audit.tokens_input_after)
    return f"{whole}: {sizes} in {number(made.requests)}; {number(audit.requests)} in audit mode {possible}"


def _made(totals: MetricsTotals) -> str:
    """Return what the input was and became, and its price."""
    sizes = size_change(totals.tokens_input_before, totals.tokens_input_after)
    return f"{sizes}, {_priced(totals, price_change)}"


def _possible(totals: MetricsTotals) -> str:
    """Return what the input was and would have become, and its price."""
    sizes = would_save(totals.tokens_input_before, totals.tokens_input_after)
    return f"{sizes}, {_priced(totals, would_cost)}"


def _priced(totals: MetricsTotals, told: Callable[[float, float], str]) -> str:
    """Return both prices, for those requests whose price is known."""
    if not totals.priced:
        return "price unknown"
    some = f" ({number(totals.priced)} of them priced)" if totals.priced < totals.requests else ""
    return f"{told(totals.cost_before, totals.cost_after)}{some}"


def _facts(record: MetricsHistory) -> tuple[str, ...]:
    """Return both modes' sizes where there are both; output, cache and errors."""
    totals = record.totals
    sent = record.made.tokens_input_after + record.audit.tokens_input_before
    read, written = totals.cache_read_tokens, totals.cache_write_tokens
    facts = [f"{counted(totals.tokens_output, 'output token')}"]
    if record.audit.requests and record.made.requests:
        facts = [_made(record.made), f"in audit mode {_possible(record.audit)}", *facts]
    if read or written:
        part = share(read, sent)
        facts.append(f"vendor's cache: {number(read)} tokens read ({part} of the input)")
        facts.append(f"{number(written)} written")
    facts.append(counted(totals.errors, "error") if totals.errors else "no errors")
    return tuple(facts)


def _last(record: MetricsHistory, room: Room) -> Grid:
    """Return the last requests as a table with a bar each."""
    limit = max(room.rows(ROWS), 1)
    rows = record.rows[-limit:]
    longest = max(max(row.tokens_input_before, row.tokens_input_after) for row in rows)
    bars = tuple(size_bar(r.tokens_input_before, r.tokens_input_after, longest) for r in rows)
    return Grid(
        caption="the last requests" if len(rows) < record.totals.requests else "requests",
        heads=(
            Head("time (UTC)", "text"),
            Head("model", "text"),
            Head("mode", "text", is_lesser=True),
            Head("before", "number"),
            Head("after", "number", bars),
            *(Head(word, "number") for word in ("output", "cache read", "cost")),
            Head("error", "text"),
        ),
        rows=tuple(_row(row, room) for row in rows),
        left_out=_left_out(record, len(rows)),
    )


def _row(row: RequestMetrics, room: Room) -> tuple[str, ...]:
    """Return one request as cells."""
    return (
        f"{row.timestamp:%Y-%m-%d %H:%M:%S}",
        shown(row.model, room.chars(32)),
        shown(row.mode, 16),
        number(row.tokens_input_before),
        number(row.tokens_input_after),
        number(row.tokens_output),
        number(row.cache_read_tokens),
        cost(row.cost_before if row.audited else row.cost_after),
        shown(row.error, room.chars(60)),
    )


def _left_out(record: MetricsHistory, amount: int) -> str:
    """Return how many requests aren't shown and where they are."""
    whole = record.totals.requests
    if amount >= whole:
        return ""
    rest = "the store's .to_frame() and .sql(…)" if record.left_out else ".to_frame()"
    return f"{amount:,} of {whole:,} requests – {rest} for all"
