"""MetricsHistory: the totals of all requests and the last of them."""

from __future__ import annotations

from dataclasses import replace

from headroom_lab.display.figures import counted, money, number, share, size_change
from headroom_lab.display.page import Grid, Head, Page, Room
from headroom_lab.display.parts import size_bar, used_key
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
    sizes = size_change(totals.tokens_input_before, totals.tokens_input_after)
    return Page(
        "metrics",
        f"{counted(totals.requests, 'request')}: {sizes}{_price(totals)}",
        facts=(*source, *_facts(totals)),
        grids=(_last(record, room),) if record.rows else (),
    )


def _price(totals: MetricsTotals) -> str:
    """Return what the input cost before and after, for those requests whose price is known."""
    if not totals.priced:
        return ", price unknown"
    told = " → ".join(money(totals.cost_before, totals.cost_after))
    some = f" ({number(totals.priced)} of them priced)" if totals.priced < totals.requests else ""
    return f", {told}{some}"


def _facts(totals: MetricsTotals) -> tuple[str, ...]:
    """Return output, cache and errors."""
    read, written = totals.cache_read_tokens, totals.cache_write_tokens
    facts = [f"{counted(totals.tokens_output, 'output token')}"]
    if read or written:
        part = share(read, totals.tokens_input_after)
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
            Head("mode", "text"),
            *(Head(word, "number") for word in ("before", "after", "output", "cache read")),
            Head("cost", "number"),
            Head("error", "text"),
        ),
        rows=tuple(_row(row, room) for row in rows),
        bars=bars,
        key=used_key(bars),
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
        "–" if row.cost_after is None else money(row.cost_after)[0],
        shown(row.error, room.chars(60)),
    )


def _left_out(record: MetricsHistory, amount: int) -> str:
    """Return how many requests aren't shown and where they are."""
    whole = record.totals.requests
    if amount >= whole:
        return ""
    rest = "the store's .to_frame() and .sql(…)" if record.left_out else ".to_frame()"
    return f"{amount:,} of {whole:,} requests – {rest} for all"


def text(record: MetricsHistory) -> list[str]:
    """Return the lines of the plain text, which has no room for bars."""
    from headroom_lab.display.text import page_lines

    whole = page(record, Room(0.5))
    return page_lines(
        replace(whole, grids=tuple(replace(grid, bars=(), key=()) for grid in whole.grids))
    )
