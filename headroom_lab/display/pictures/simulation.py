"""SimulationResult: sizes by role, waste, cost; steps, removals and warnings folded away."""

from __future__ import annotations

from headroom_lab.display.advice import advice, warm_change
from headroom_lab.display.figures import counted, money, number, price_change, share, size_change
from headroom_lab.display.page import Fold, Grid, Head, Page, Room, left_out
from headroom_lab.display.parts import counting, names, removed, size_bar, used_key, warned
from headroom_lab.display.pictures import waste
from headroom_lab.display.pictures.removals import short_ledger
from headroom_lab.display.visible import shown
from headroom_lab.results.simulation import RoleSize, SimulationResult
from headroom_lab.results.transform import StepSummary

CAP = 8 * 1024
ROLES = 6
NOT_IN_FILE = "system, tools: recorded, not in file"
STEPS = 8
REMOVALS = 8


def page(record: SimulationResult, room: Room) -> Page:
    """Return what to do, the sizes, tokens by role, waste and what is folded away."""
    return Page(
        "simulation",
        advice(record),
        facts=_facts(record, room),
        notes=(
            _sizes(record),
            *warm_cache(record),
            *protecting(record, room),
        ),
        grids=(
            roles(record, room),
            waste.grid(record.waste_signals, "waste before the cut", record.tokens_before),
        ),
        folds=(
            *warned(record.warnings, room),
            *removed(record, short_ledger(record.removals, room, REMOVALS) if room.scale else None),
            *_steps(record, room),
            _provenance(record, room),
        ),
    )


def _sizes(record: SimulationResult) -> str:
    """Return the tokens before and after; what the headline says of them isn't said again."""
    about = "≈ " if estimated(record) else ""
    before, after = record.tokens_before, record.tokens_after
    if after < before:
        return f"{about}{number(before)} → {number(after)} tokens"
    price = price_change(record.cost_before, record.cost_after)
    return f"{about}{size_change(before, after)}, {price}"


def estimated(record: SimulationResult) -> bool:
    """Tell whether the counts are known to be estimates."""
    return record.provenance is not None and not record.provenance.exact


def _facts(record: SimulationResult, room: Room) -> tuple[str, ...]:
    """Return the model, what of its context is used, how the tokens were counted."""
    facts = [shown(record.model, room.chars(60)), _context(record)]
    if record.provenance is not None:
        facts.append(counting(record.provenance))
    if not record.removals:
        facts.append("nothing removed")
    return tuple(facts)


def _context(record: SimulationResult) -> str:
    """Return what share of the context limit is used."""
    limit = record.context_limit
    if limit is None:
        return "context limit unknown"
    over = "over the limit: " if record.tokens_after > limit else ""
    return (
        f"{over}{share(record.tokens_after, limit)} of {number(limit)} tokens of context used, "
        f"{share(record.tokens_before, limit)} before"
    )


def warm_cache(record: SimulationResult) -> tuple[str, ...]:
    """Return what the request costs while the vendor still holds all but its last message."""
    before, after = record.cached_cost_before, record.cached_cost_after
    if before is None or after is None:
        return ()
    line = f"With a warm prompt cache: {' → '.join(money(before, after))}"
    if (warm_change(record) or 0.0) > 0:
        return (f"{line}: the cut rewrites what the vendor still holds.",)
    return (f"{line}{', no difference' if after == before else ''}.",)


def protecting(record: SimulationResult, room: Room) -> tuple[str, ...]:
    """Return what is protected, and what the policy would have saved there."""
    found = record.protection
    if found is None:
        return ()
    named = f"Protected: {shown(found.named, room.chars(80))}"
    size = f"{counted(found.messages, 'message')}, {number(found.tokens)} tokens"
    if not found.messages:
        return (f"{named}: nothing here is named so.",)
    cost = "" if found.cost is None else f", {money(found.cost, found.cost)[0]}"
    saved = f"{number(found.cost_tokens)} tokens{cost}"
    return (f"{named} ({size}). It costs {saved} that the policy would have saved.",)


def roles(record: SimulationResult, room: Room) -> Grid:
    """Return tokens before and after by role, with what stands in no message."""
    sizes = _role_sizes(record, room)
    longest = max((max(s.tokens_before, s.tokens_after) for s in sizes), default=0)
    bars = tuple(size_bar(s.tokens_before, s.tokens_after, longest) for s in sizes)
    unit = "≈ tokens" if estimated(record) else "tokens"
    return Grid(
        caption=f"{unit} by role",
        heads=(
            Head("role"),
            Head("messages", "number"),
            Head("before", "number"),
            Head("after", "number"),
            Head("saved", "number"),
        ),
        rows=tuple(_role_row(size) for size in sizes),
        foot=_role_row(
            RoleSize("all", len(record.rows), record.tokens_before, record.tokens_after)
        ),
        bars=bars,
        key=used_key(bars),
    )


def _role_sizes(record: SimulationResult, room: Room) -> list[RoleSize]:
    """Return the sizes by role; the last ones of many together, and the rest of the request."""
    found = record.roles
    limit = max(room.rows(ROLES), 4)
    sizes = [
        RoleSize(shown(s.role, 24), s.messages, s.tokens_before, s.tokens_after)
        for s in found[:limit]
    ]
    others = found[limit:]
    if others:
        sizes.append(_together(f"{len(others):,} more roles", others))
    inside = _together("", found)
    beside = record.tokens_beside
    if beside:
        sizes.append(RoleSize(NOT_IN_FILE, 0, beside, beside))
    before = record.tokens_before - inside.tokens_before - beside
    after = record.tokens_after - inside.tokens_after - beside
    if before or after:
        sizes.append(RoleSize("outside messages", 0, before, after))
    return sizes


def _together(name: str, sizes: tuple[RoleSize, ...]) -> RoleSize:
    """Return the sum of some sizes."""
    return RoleSize(
        name,
        sum(size.messages for size in sizes),
        sum(size.tokens_before for size in sizes),
        sum(size.tokens_after for size in sizes),
    )


def _role_row(size: RoleSize) -> tuple[str, ...]:
    """Return one role as cells."""
    return (
        size.role,
        number(size.messages) if size.messages else "–",
        number(size.tokens_before),
        number(size.tokens_after),
        number(size.tokens_before - size.tokens_after),
    )


def _steps(record: SimulationResult, room: Room) -> tuple[Fold, ...]:
    """Return the steps folded away, a line each."""
    if not record.steps:
        return ()
    limit = max(room.rows(STEPS), 3)
    lines = [_step_line(step, room) for step in record.steps[:limit]]
    lines.append(left_out(limit, len(record.steps), "steps", ".steps for all"))
    if record.transforms_applied:
        lines.append(f"applied: {names(record.transforms_applied, room, 8)}")
    return (Fold(counted(len(record.steps), "step"), tuple(filter(None, lines))),)


def _step_line(step: StepSummary, room: Room) -> str:
    """Return what one step did."""
    sizes = f"{number(step.tokens_before)} → {number(step.tokens_after)} tokens"
    return f"{shown(step.name, room.chars(40))}: {sizes}, {counted(step.removals, 'removal')}"


def _provenance(record: SimulationResult, room: Room) -> Fold:
    """Return with what the figures were made, and where the rest is."""
    made = record.provenance
    rest = ".diff() for the texts, .to_frame() for all messages, .removals for the loss ledger"
    if made is None:
        return Fold("How these figures were made", (rest,))
    source = shown(made.price_source, room.chars(60)) or "none known"
    date = f" of {shown(made.price_date, room.chars(24))}" if made.price_date else ""
    line = f"headroom-lab {shown(made.version, room.chars(24))}, prices: {source}{date}"
    line += f", counted with {shown(made.tokenizer, room.chars(120))}"
    line += f", config {shown(made.config_hash, room.chars(16))}"
    return Fold("How these figures were made", (line, rest))


def text(record: SimulationResult) -> list[str]:
    """Return the lines of the plain text; the waste takes two of them."""
    from headroom_lab.display.text import GAP, fold_lines, grid_lines, page_head, strip, wrap

    whole = page(record, Room(0.5))
    sizes, wasted = whole.grids
    kinds = [*(f"{k} {n} ({part})" for k, n, part in wasted.rows), wasted.left_out]
    _, tokens, part = wasted.foot
    return [
        *page_head(whole),
        "",
        *grid_lines(sizes),
        "",
        f"{wasted.caption}: {tokens} tokens, {part}{GAP}{strip(wasted.strip)}",
        *wrap(filter(None, kinds), indent="  "),
        *(line for fold in whole.folds for line in fold_lines(fold)),
    ]
