"""ReplayResult: what the whole session costs under each policy, the requests folded away."""

from __future__ import annotations

from headroom_lab.display.figures import MINUS, cost, costs, counted, number, percent, share
from headroom_lab.display.page import Grid, Head, Page, Room, left_out
from headroom_lab.display.pictures.replay_requests import folds
from headroom_lab.display.visible import shown
from headroom_lab.results.replay import ReplayResult
from headroom_lab.results.replay_totals import ReplayTotal

CAP = 16 * 1024
POLICIES = 12
TOLD = 4  # sentences about policies


def page(record: ReplayResult, room: Room) -> Page:
    """Return the verdict, the totals with the best marked, and the requests."""
    if not record.rows:
        return Page("replay", "Nothing replayed")
    return Page(
        "replay",
        shown(record.verdict, room.chars(160)) or "Replayed",
        facts=_facts(record, room),
        notes=(*_verdicts(record, room), *_assumptions(record, room)),
        grids=(_totals(record, room),),
        folds=folds(record, room),
    )


def _facts(record: ReplayResult, room: Room) -> tuple[str, ...]:
    """Return how many requests, on what basis, the model, counts, prices, the recorded bill."""
    done = counted(record.requests, "request")
    if record.finished < record.requests:
        done = f"{number(record.finished)} of {done}"
    facts = [f"{done}, {shown(record.basis, 30)}", shown(record.model, room.chars(60))]
    made = record.provenance
    if made is not None:
        method = shown(made.tokenizer.removeprefix("estimate: "), room.chars(80))
        facts.append(f"counted with {method}" if made.exact else f"counts are estimates: {method}")
        facts.append(f"prices: {shown(made.price_source, 40)}, {shown(made.price_date, 12)}")
    unchanged = record.unchanged
    if unchanged.cost is None:
        facts.append("price unknown")
    elif unchanged.cost_recorded is not None:
        facts.append(f"recorded usage costs {cost(unchanged.cost_recorded)}")
    if record.finished < record.requests:
        facts.append("interrupted: the requests finished up to then")
    return tuple(facts)


def _verdicts(record: ReplayResult, room: Room) -> tuple[str, ...]:
    """Return a sentence a policy, and why the dear ones are dear."""
    totals = sorted(record.totals, key=lambda total: not total.costs_more)
    told = [_verdict(total, room) for total in totals if total.tokens_saved or total.rewriting]
    limit = max(room.rows(TOLD), 1)
    more = len(told) - limit
    return (
        *told[:limit],
        *([f"… and {counted(more, 'policy', 'policies')} more"] if more > 0 else []),
    )


def _verdict(total: ReplayTotal, room: Room) -> str:
    """Return what a policy does to the bill, to what was needed later, and to the cache."""
    line = shown(total.verdict, room.chars(160))
    if total.lost:
        line = f"{line}; reading that again costs {cost(total.reread_cost)}"
    if not total.rewriting:
        return f"{line}. It rewrites nothing that was sent before."
    read, before = _read(total), share(total.cache_read_before, total.tokens_before)
    times = f"{number(total.rewriting)} of {counted(total.requests, 'request')}"
    return (
        f"{line}. In {times} what was sent before is rewritten or gone: {read} of the input is "
        f"read from the vendor's cache, of the unchanged session's {before}."
    )


def _assumptions(record: ReplayResult, room: Room) -> tuple[str, ...]:
    """Return on what the figures rest."""
    if "anchored" in record.basis:
        told = (
            "Anchored on recorded usage: totals, first reads and misses are the record's, text "
            "tells differences only. The whole bill: system prompt, tools and output included."
        )
    else:
        told = (
            "The whole bill, output included, with the vendor's prompt cache: each request is "
            f"taken to follow within {record.cache_seconds / 60:g} minutes and to read what it has "
            "in common with the one before, as sent."
        )
    return (told, *(f"{shown(note, room.chars(120))}." for note in record.notes))


def _totals(record: ReplayResult, room: Room) -> Grid:
    """Return the unchanged session and each policy as a row; the best always has one."""
    best, every = record.best, record.totals
    limit = max(room.rows(POLICIES), 1)
    chosen = list(every[:limit])
    if best in every and best not in chosen:
        chosen[-1] = best
    totals = (record.unchanged, *chosen)
    amounts = costs([total.cost for total in totals])
    return Grid(
        caption="the whole session by policy",
        heads=(
            Head("policy", "text"),
            *(Head(word, "number") for word in ("tokens sent", "saved", "cache read")),
            *(
                Head(word, "number")
                for word in ("rewriting", "lost", "bill", "change", "net saving")
            ),
            Head("best", "text"),
        ),
        rows=tuple(
            _total_row(total, amount, total == best, room)
            for total, amount in zip(totals, amounts, strict=True)
        ),
        left_out=left_out(len(chosen), len(every), "policies"),
    )


def _total_row(total: ReplayTotal, amount: str, best: bool, room: Room) -> tuple[str, ...]:
    """Return one total as cells."""
    return (
        shown(total.policy, room.chars(40)),
        number(total.tokens_after),
        percent(total.savings_percent),
        _read(total),
        number(total.rewriting),
        number(total.lost),
        amount,
        "–" if total.cost_percent is None else _signed(total.cost_percent),
        _net(total),
        "✓" if best else "",
    )


def _net(total: ReplayTotal) -> str:
    """Return between which amounts the net saving lies."""
    if total.net_savings is None or not any(total.net_savings):
        return "–"
    low, high = costs(total.net_savings)
    return low if low == high else f"{low} to {high}"


def _signed(change: float) -> str:
    """Return a change of cost with its sign."""
    return "the same" if change == 0 else f"{'+' if change > 0 else MINUS}{percent(abs(change))}"


def _read(total: ReplayTotal) -> str:
    """Return the share of the input that is read from the cache."""
    return share(total.cache_read_tokens, total.tokens_after)
