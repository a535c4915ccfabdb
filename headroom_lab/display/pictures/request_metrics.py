"""RequestMetrics: what one request measured."""

from __future__ import annotations

from collections.abc import Mapping

from headroom_lab.display.figures import (
    counted,
    money,
    number,
    price_change,
    size_change,
    would_cost,
    would_save,
)
from headroom_lab.display.page import Grid, Head, Page, Room, left_out
from headroom_lab.display.parts import names
from headroom_lab.display.visible import shown
from headroom_lab.results.metrics import RequestMetrics
from headroom_lab.results.waste import KINDS

CAP = 16 * 1024
KINDS_SHOWN = 12


def page(record: RequestMetrics, room: Room) -> Page:
    """Return sizes and price, with what was removed and wasted by kind."""
    tell_size, tell_price = (
        (would_save, would_cost) if record.audited else (size_change, price_change)
    )
    sizes = tell_size(record.tokens_input_before, record.tokens_input_after)
    price = tell_price(record.cost_before, record.cost_after)
    waste = {KINDS.get(kind, kind): tokens for kind, tokens in record.waste.items() if tokens}
    return Page(
        "request",
        f"{sizes}, {price}",
        facts=_facts(record, room),
        notes=(f"error: {shown(record.error, room.chars(300))}",) if record.error else (),
        grids=(
            _measured(record),
            *_by_kind("removed by kind", record.removals, room),
            *_by_kind("waste by kind", waste, room),
        ),
    )


def _facts(record: RequestMetrics, room: Room) -> tuple[str, ...]:
    """Return which request it was, and what was applied to it."""
    made = (record.model, record.provider, record.mode)
    facts = [shown(word, room.chars(60)) for word in made if word]
    facts += [f"{record.timestamp:%Y-%m-%d %H:%M:%S} UTC"]
    facts += [f"request {shown(record.request_id, 40)}"]
    if record.session:
        facts.append(f"session {shown(record.session, 40)}")
    if record.transforms_applied:
        facts.append(f"applied: {names(record.transforms_applied, room, 6)}")
    if record.price_date:
        facts.append(f"prices of {shown(record.price_date, 24)}")
    if record.answered_by and record.answered_by != record.model:
        facts.append(f"answered by {shown(record.answered_by, 60)}")
    if record.service_tier:
        facts.append(f"service tier {shown(record.service_tier, 24)}")
    if record.cost_note:
        facts.append(f"cost: {shown(record.cost_note, room.chars(200))}")
    return tuple(filter(None, facts))


def _measured(record: RequestMetrics) -> Grid:
    """Return the figures, a row each."""
    rows = [
        ("input before", number(record.tokens_input_before)),
        ("input after", number(record.tokens_input_after)),
        ("output", number(record.tokens_output)),
        ("read from the vendor's cache", number(record.cache_read_tokens)),
        ("written to the vendor's cache", number(record.cache_write_tokens)),
    ]
    if record.cost_saved is not None:
        word = "cost that would be saved" if record.audited else "cost saved"
        rows.append((word, money(record.cost_saved)[0]))
    if record.overhead_ms is not None:
        rows.append(("overhead", f"{record.overhead_ms:,.1f} ms"))
    return Grid("tokens", (Head("what"), Head("amount", "number")), tuple(rows))


def _by_kind(caption: str, kinds: Mapping[str, int], room: Room) -> tuple[Grid, ...]:
    """Return tokens by kind, the most first; nothing where there are none."""
    if not kinds:
        return ()
    limit = room.rows(KINDS_SHOWN)
    order = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    return (
        Grid(
            caption=caption,
            heads=(Head("kind", "text"), Head("tokens", "number")),
            rows=tuple((shown(kind, room.chars(40)), number(n)) for kind, n in order[:limit]),
            foot=(counted(len(order), "kind"), number(sum(kinds.values()))),
            left_out=left_out(limit, len(order), "kinds", ".to_dict() for all"),
        ),
    )
