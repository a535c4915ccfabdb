"""ReplayResult: what the whole session costs under each policy, the requests folded away."""

from __future__ import annotations

from collections.abc import Sequence

from headroom_lab.display.figures import MINUS, cost, costs, counted, money, number, percent, share
from headroom_lab.display.page import Fold, Grid, Head, Page, Room, left_out
from headroom_lab.display.visible import shown
from headroom_lab.results.replay import ReplayResult, ReplayRow, ReplayTotal

CAP = 16 * 1024
POLICIES = 12
REQUESTS = 16  # in the folded tables of all policies together
TOLD = 4  # sentences about policies


def page(record: ReplayResult, room: Room) -> Page:
    """Return the totals with the best marked, what each policy does to the cache, the requests."""
    if not record.rows:
        return Page("replay", "Nothing replayed")
    return Page(
        "replay",
        _headline(record, room),
        facts=_facts(record, room),
        notes=(*_verdicts(record, room), _assumption(record)),
        grids=(_totals(record, room),),
        folds=_folds(record, room),
    )


def _headline(record: ReplayResult, room: Room) -> str:
    """Return how many requests were replayed, and the best that came of it."""
    done = counted(record.requests, "request")
    if record.finished < record.requests:
        done = f"{number(record.finished)} of {done}"
    best, unchanged = record.best, record.unchanged
    if best is None or best.policy == unchanged.policy:
        why = "costs less" if unchanged.cost is not None else "sends fewer tokens"
        return f"{done} replayed: no policy here {why} than the unchanged session"
    name = shown(best.policy, room.chars(40))
    if best.cost is None or unchanged.cost is None:
        return f"{done} replayed: {name} sends fewest tokens, {_change(best)}"
    told = " → ".join(money(unchanged.cost, best.cost))
    return f"{done} replayed: {name} is cheapest, {told} ({_more(best.cost_percent)})"


def _facts(record: ReplayResult, room: Room) -> tuple[str, ...]:
    """Return the model, how tokens were counted, from where the prices are, an interrupt."""
    facts = [shown(record.model, room.chars(60))]
    made = record.provenance
    if made is not None:
        method = shown(made.tokenizer.removeprefix("estimate: "), room.chars(80))
        facts.append(f"counted with {method}" if made.exact else f"counts are estimates: {method}")
        facts.append(f"prices: {shown(made.price_source, 40)}, {shown(made.price_date, 12)}")
    if record.unchanged.cost is None:
        facts.append("price unknown")
    if record.finished < record.requests:
        facts.append("interrupted: the requests finished up to then")
    return tuple(facts)


def _verdicts(record: ReplayResult, room: Room) -> tuple[str, ...]:
    """Return for each policy that costs more with fewer tokens, or less, why that is so."""
    totals = sorted(record.totals, key=lambda total: not total.costs_more)
    told = [_verdict(total, room) for total in totals if total.cost is not None]
    told = [line for line in told if line]
    limit = max(room.rows(TOLD), 1)
    more = len(told) - limit
    return (
        *told[:limit],
        *([f"… and {counted(more, 'policy', 'policies')} more"] if more > 0 else []),
    )


def _verdict(total: ReplayTotal, room: Room) -> str:
    """Return what a policy does to tokens, cost and cache; nothing where it changes nothing."""
    if total.tokens_saved == 0 and not total.rewriting:
        return ""
    name = shown(total.policy, room.chars(40))
    sizes = _fewer(total)
    joint = "but" if total.costs_more else "and"
    line = f"{name} sends {sizes} {joint} costs {_more(total.cost_percent)}"
    if not total.rewriting:
        return f"{line}: it rewrites nothing that was sent before."
    read, before = _read(total), share(total.cache_read_before, total.tokens_before)
    times = f"{number(total.rewriting)} of {counted(total.requests, 'request')}"
    return (
        f"{line}: in {times} it rewrites or drops what was sent before, so {read} of its input "
        f"is read from the vendor's cache; the unchanged session reads {before}."
    )


def _assumption(record: ReplayResult) -> str:
    """Return what the cache is taken to hold."""
    minutes = record.cache_seconds / 60
    return (
        "Input cost with the vendor's prompt cache: each request is taken to follow within "
        f"{minutes:g} minutes and to read what it has in common with the one before, as sent."
    )


def _totals(record: ReplayResult, room: Room) -> Grid:
    """Return the unchanged session and each policy as a row; the best always has one."""
    best, every = record.best, record.totals
    limit = max(room.rows(POLICIES), 1)
    chosen = list(every[:limit])
    if best in every and best not in chosen:
        chosen[-1] = best
    totals = (record.unchanged, *chosen)
    writes = any(total.cache_write_tokens for total in totals)
    amounts = costs([total.cost for total in totals])
    return Grid(
        caption="the whole session by policy",
        heads=(
            Head("policy", "text"),
            *(Head(word, "number") for word in ("tokens sent", "saved", "cache read")),
            *([Head("written", "number")] if writes else []),
            *(Head(word, "number") for word in ("rewriting", "cost", "change")),
            Head("best", "text"),
        ),
        rows=tuple(
            _total_row(total, amount, total == best, writes, room)
            for total, amount in zip(totals, amounts, strict=True)
        ),
        left_out=left_out(len(chosen), len(every), "policies"),
    )


def _total_row(
    total: ReplayTotal, amount: str, best: bool, writes: bool, room: Room
) -> tuple[str, ...]:
    """Return one total as cells."""
    return (
        shown(total.policy, room.chars(40)),
        number(total.tokens_after),
        percent(total.savings_percent),
        _read(total),
        *([number(total.cache_write_tokens)] if writes else []),
        number(total.rewriting),
        amount,
        "–" if total.cost_percent is None else _signed(total.cost_percent),
        "✓" if best else "",
    )


def _folds(record: ReplayResult, room: Room) -> tuple[Fold, ...]:
    """Return the requests of each policy folded away, those of the first ones if many."""
    shown_policies = record.policies[: max(room.rows(4), 1)]
    limit = max(room.rows(REQUESTS) // len(shown_policies), 1)
    return tuple(
        Fold(
            f"{shown(name, room.chars(40))}, request by request",
            grids=(_requests(record.of(name), limit),),
        )
        for name in shown_policies
    )


def _requests(rows: Sequence[ReplayRow], limit: int) -> Grid:
    """Return the last requests of one policy: they are the largest."""
    last = rows[-limit:]
    return Grid(
        caption="the last requests" if len(last) < len(rows) else "requests",
        heads=(
            Head("request"),
            Head("answer", "text"),
            *(Head(word, "number") for word in ("before", "after", "read", "cost")),
            *(Head(word, "number") for word in ("sum", "unchanged")),
            Head("rewritten from", "text"),
        ),
        rows=tuple(
            (
                number(row.request),
                f"#{row.message}",
                number(row.tokens_before),
                number(row.tokens_after),
                number(row.cache_read_tokens),
                *map(cost, (row.cost, row.cost_sum, row.cost_sum_before)),
                "" if row.rewritten is None else f"#{row.rewritten}",
            )
            for row in last
        ),
        left_out=left_out(len(last), len(rows), "requests"),
    )


def _change(total: ReplayTotal) -> str:
    """Return ``1,200 → 800 tokens, 33.3 % saved``."""
    sizes = f"{number(total.tokens_before)} → {number(total.tokens_after)} tokens"
    return f"{sizes}, {percent(total.savings_percent)} saved"


def _fewer(total: ReplayTotal) -> str:
    """Return by how much fewer or more tokens are sent, in words."""
    if total.tokens_saved == 0:
        return "as many tokens"
    word = "fewer" if total.tokens_saved > 0 else "more"
    return f"{percent(abs(total.savings_percent))} {word} tokens"


def _more(change: float | None) -> str:
    """Return a change of cost in words."""
    if change is None:
        return "an unknown price"
    if change == 0:
        return "the same"
    return f"{percent(abs(change))} {'more' if change > 0 else 'less'}"


def _signed(change: float) -> str:
    """Return a change of cost with its sign."""
    return "the same" if change == 0 else f"{'+' if change > 0 else MINUS}{percent(abs(change))}"


def _read(total: ReplayTotal) -> str:
    """Return the share of the input that is read from the cache."""
    return share(total.cache_read_tokens, total.tokens_after)
