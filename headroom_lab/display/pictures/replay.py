"""ReplayResult: what the whole session costs under each policy, the requests folded away."""

from __future__ import annotations

from headroom_lab.display.figures import (
    cost,
    costs,
    counted,
    number,
    of_the_bill,
    percent,
    share,
    signed,
)
from headroom_lab.display.page import Bar, Fold, Grid, Head, Page, Room, left_out
from headroom_lab.display.parts import counting, length_bar, span_bar
from headroom_lab.display.pictures.replay_requests import folds
from headroom_lab.display.visible import shown
from headroom_lab.results.protection import ProtectionCost
from headroom_lab.results.replay import UNCHANGED, ReplayResult
from headroom_lab.results.replay_totals import ReplayTotal

CAP = 16 * 1024
POLICIES = 12
TOLD = 4  # sentences about policies


def page(record: ReplayResult, room: Room) -> Page:
    """Return what to do and its price, the totals with the best first, then what is folded."""
    if not record.rows:
        return Page("replay", "Nothing replayed")
    return Page(
        "replay",
        _advice(record, room),
        facts=_facts(record),
        notes=_notes(record, room),
        grids=(_totals(record, room),),
        folds=(
            *_told(record, room),
            Fold("Tokens and cache by policy", grids=(_sizes(record, room),)),
            Fold("What this rests on", _assumptions(record, room)),
            *folds(record, room),
        ),
    )


def _advice(record: ReplayResult, room: Room) -> str:
    """Return which policy to use and what it does, or to leave the session as it is."""
    best = record.best
    line = shown(record.verdict, room.chars(160))
    if best is None or best.policy == UNCHANGED:
        return f"Leave it unchanged: {line}"
    return f"Use {line}"


def _notes(record: ReplayResult, room: Room) -> tuple[str, ...]:
    """Return the bill in money, what loses nothing where the best does not, and the dearest."""
    best = record.best
    notes = []
    if best is not None and best.policy != UNCHANGED and best.net_cost is not None:
        before, after = costs((best.cost_before, best.net_cost))
        again = f", {cost(best.reread_cost)} of it for reading again what was lost"
        notes.append(f"The session: {before} → {after}{again if best.reread_cost else ''}.")
    if best is not None and best.lost:
        notes += _safe(record, room)
    dear = [total for total in record.totals if total.costs_more and not total.failed]
    if dear:
        notes.append(_verdict(max(dear, key=lambda total: total.net_cost or 0.0), room))
    return (*notes, *_protecting(record, room))


def _protecting(record: ReplayResult, room: Room) -> list[str]:
    """Return what protecting costs, a line a policy that does."""
    return [
        f"Protecting {shown(one.named, room.chars(40))} under {shown(name, room.chars(40))} "
        f"{_more(one)}."
        for name, one in list(record.protection.items())[: max(room.rows(TOLD), 1)]
    ]


def _more(one: ProtectionCost) -> str:
    """Return in words what is sent and paid more where something is protected."""
    if not one.tokens and not one.cost:
        return "costs nothing here"
    tokens = f"sends {counted(abs(one.tokens), 'token')} {'more' if one.tokens >= 0 else 'fewer'}"
    if not one.cost:
        return f"{tokens}{'' if one.cost is None else ' at the same bill'}"
    return f"{tokens} and {'costs' if one.cost > 0 else 'saves'} {cost(abs(one.cost))}"


def _safe(record: ReplayResult, room: Room) -> list[str]:
    """Return the cheapest policy that loses nothing."""
    safe = [t for t in record.totals if not (t.lost or t.failed) and (t.net_percent or 0.0) < 0]
    if not safe:
        return []
    total = min(safe, key=lambda total: total.net_cost or 0.0)
    change = of_the_bill(total.net_percent or 0.0)
    return [f"Loses nothing: {shown(total.policy, room.chars(40))}, {change}."]


def _facts(record: ReplayResult) -> tuple[str, ...]:
    """Return how many requests, on what basis, the model, counts, prices, the recorded bill."""
    done = counted(record.requests, "request")
    if record.finished < record.requests:
        done = f"{number(record.finished)} of {done}"
    facts = [f"{done}, {shown(record.basis, 30)}", shown(record.model, 60)]
    made = record.provenance
    if made is not None:
        facts.append(counting(made))
        facts.append(f"prices: {shown(made.price_source, 40)}, {shown(made.price_date, 12)}")
    unchanged = record.unchanged
    if unchanged.cost is None:
        facts.append("price unknown")
    elif unchanged.cost_recorded is not None:
        facts.append(f"recorded usage costs {cost(unchanged.cost_recorded)}")
    if record.finished < record.requests:
        facts.append("interrupted: the requests finished up to then")
    return tuple(facts)


def _told(record: ReplayResult, room: Room) -> tuple[Fold, ...]:
    """Return a sentence a policy, folded away."""
    told = [
        _verdict(total, room)
        for total in record.totals
        if (total.tokens_saved or total.rewriting) and not total.failed
    ]
    limit = max(room.rows(TOLD), 1)
    more = len(told) - limit
    rest = (f"… and {counted(more, 'policy', 'policies')} more",) if more > 0 else ()
    return (Fold("What each policy does", (*told[:limit], *rest)),) if told else ()


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
        f"read from the vendor's cache, {before} in the unchanged session."
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
    made = record.provenance
    counts = (f"Counted with {shown(made.tokenizer, room.chars(120))}.",) if made else ()
    return (*(f"{shown(note, room.chars(120))}." for note in record.notes), told, *counts)


def _chosen(record: ReplayResult, room: Room) -> list[ReplayTotal]:
    """Return the totals that are shown: the cheapest first, the unchanged session among them."""
    known = all(total.net_cost is not None for total in (record.unchanged, *record.totals))
    ordered = sorted(
        record.totals,
        key=lambda t: ((t.net_cost or 0.0) if known else 0.0, t.tokens_after),
    )
    chosen = [record.unchanged, *ordered[: max(room.rows(POLICIES), 1)]]
    best = record.best
    return sorted(chosen, key=lambda t: (t != best, (t.net_cost or 0.0) if known else 0.0))


def _totals(record: ReplayResult, room: Room) -> Grid:
    """Return the bill, its change and what is lost by policy, the best first."""
    totals, best = _chosen(record, room), record.best
    amounts = costs([total.net_cost for total in totals])
    longest = max((t.net_cost or 0.0 for t in totals if not t.failed), default=0.0)
    spans = [(0.0, 0.0) if t.failed else t.net_savings or (0.0, 0.0) for t in totals]
    least, most = min(0.0, *(low for low, _ in spans)), max(0.0, *(high for _, high in spans))
    failing = any(total.failed for total in totals)
    return Grid(
        caption="the whole session by policy",
        heads=(
            Head("policy", "text"),
            Head("bill", "number", tuple(_bill_bar(total, longest) for total in totals)),
            Head("change", "number"),
            Head("saving", "number", tuple(span_bar(*span, least, most) for span in spans)),
            Head("lost", "number"),
            *((Head("failed", "text"),) if failing else ()),
        ),
        rows=tuple(
            (
                f"{'✓ ' if total == best else ''}{shown(total.policy, room.chars(40))}",
                *(
                    ("–",) * 4
                    if total.failed
                    else (amount, _change(total), _net(total), number(total.lost))
                ),
                *((_failure(total, room),) if failing else ()),
            )
            for total, amount in zip(totals, amounts, strict=True)
        ),
        left_out=left_out(len(totals) - 1, len(record.totals), "policies"),
    )


def _failure(total: ReplayTotal, room: Room) -> str:
    """Return in how many requests a policy failed, and why; nothing where it did not."""
    return shown(f"{total.failing}: {total.failure}", room.chars(120)) if total.failed else ""


def _bill_bar(total: ReplayTotal, longest: float) -> Bar:
    """Return a bill as a bar: the unchanged one grey, a dearer one hatched, none of what failed."""
    if total.failed:
        return ()
    if total.policy == UNCHANGED:
        return length_bar(total.net_cost or 0.0, longest, "plain")
    return length_bar(
        total.net_cost or 0.0, longest, "more" if (total.net_percent or 0.0) > 0 else "less"
    )


def _sizes(record: ReplayResult, room: Room) -> Grid:
    """Return what was sent by policy, and what of it the vendor had in its cache."""
    return Grid(
        caption="tokens and cache by policy",
        heads=(
            Head("policy", "text"),
            *(Head(word, "number") for word in ("tokens sent", "saved", "cache read", "rewriting")),
        ),
        rows=tuple(
            (
                shown(total.policy, room.chars(40)),
                *(("–",) * 4 if total.failed else _sent(total)),
            )
            for total in _chosen(record, room)
        ),
    )


def _sent(total: ReplayTotal) -> tuple[str, ...]:
    """Return what was sent under a policy as cells."""
    saved, read = percent(total.savings_percent), _read(total)
    return number(total.tokens_after), saved, read, number(total.rewriting)


def _net(total: ReplayTotal) -> str:
    """Return between which amounts the net saving lies."""
    if total.net_savings is None or not any(total.net_savings):
        return "–"
    low, high = costs(total.net_savings)
    return low if low == high else f"{low} to {high}"


def _change(total: ReplayTotal) -> str:
    """Return what a policy does to the bill, with reading again what was lost."""
    return "the same" if total.net_percent == 0 else signed(total.net_percent)


def _read(total: ReplayTotal) -> str:
    """Return the share of the input that is read from the cache."""
    return share(total.cache_read_tokens, total.tokens_after)
