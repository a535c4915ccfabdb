"""ContextMap: the context as rows of blocks, what goes hatched; its parts and tools in figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from headroom_lab.display.colours import role_fill
from headroom_lab.display.figures import counted, number, place, share
from headroom_lab.display.map_rows import Cell, Strip, thick, wrapped
from headroom_lab.display.page import Fold, Grid, Head, Page, Room, left_out
from headroom_lab.display.parts import length_bar, length_bars
from headroom_lab.display.visible import shown
from headroom_lab.results.context_map import TOOLS, ContextMap, MapBlock

CAP = 16 * 1024
CELLS = 100
ROLES, TOOL_ROWS, LARGEST = 12, 12, 8
# role -> its part of a context, in words
_WORDS = {
    "system": "the system prompt",
    "tools": "tool definitions",
    "user": "the user's",
    "assistant": "the assistant's",
    "tool": "tool outputs",
    "function": "tool outputs",
}


@dataclass(frozen=True)
class MapPage(Page):
    """A page with a map: its rows, and the roles that stand in it.

    ``is_cut``, ``is_free``, ``is_cached`` and ``is_protected`` say whether some of it is: the key
    explains what the map draws.
    """

    strips: tuple[Strip, ...] = ()
    roles: tuple[tuple[str, str], ...] = ()
    is_cut: bool = False
    is_free: bool = False
    is_cached: bool = False
    is_protected: bool = False


def page(record: ContextMap, room: Room) -> MapPage:
    """Return the map, what its parts come to, and folded away tools and the largest blocks."""
    if not record.blocks:
        return MapPage("context map", "An empty context")
    cells = thick(_cells(record.blocks), max(room.rows(CELLS), 12))
    strips = wrapped(cells, record.context_limit, record.cached_tokens)
    wraps = ("each row goes on where the one above it ends",) if len(strips) > 1 else ()
    return MapPage(
        "context map",
        _headline(record),
        facts=(*_facts(record), *wraps),
        notes=_notes(record),
        grids=(_parts(record),),
        folds=tuple(filter(None, (_tools(record, room), _largest(record, room)))),
        strips=strips,
        roles=tuple(_key(record)),
        is_cut=any(cell.goes for cell in cells),
        is_free=any(strip.free > 0.001 for strip in strips),
        is_cached=bool(record.cached_tokens),
        is_protected=any(block.is_protected for block in record.blocks),
    )


def _headline(record: ContextMap) -> str:
    """Return what takes most of the context, and what of it goes."""
    before, after = record.tokens_before, record.tokens_after
    sizes: dict[str, int] = {}
    for block in record.blocks:
        sizes[block.role] = sizes.get(block.role, 0) + block.tokens_before
    first = max(sizes, key=lambda role: sizes[role])
    about = "" if record.is_exact else "≈ "
    part, what = share(sizes[first], before), _WORDS.get(first) or shown(first, 24)
    said = f"{about}{counted(before, 'token')}, {part} of them {what}"
    goes = before - after
    return f"{said}; {number(goes)} are cut ({share(goes, before)})" if goes > 0 else said


def _facts(record: ContextMap) -> tuple[str, ...]:
    """Return the model, its limit, and how much of the context the vendor holds."""
    facts = [shown(record.model, 60)]
    if record.context_limit:
        part = share(record.tokens_before, record.context_limit)
        facts.append(f"{part} of {number(record.context_limit)} tokens of context")
    if not record.is_exact:
        facts.append("counts are estimates")
    return tuple(facts)


def _notes(record: ContextMap) -> tuple[str, ...]:
    """Return what is cached, before and after the cut, and what is protected."""
    notes = []
    held = record.cached_tokens
    if held:
        source = "recorded" if record.is_recorded else "while the cache is warm"
        line = f"The vendor's cache holds the first {number(held)} tokens ({source})"
        left = record.cached_after
        cut = left is not None and left < held
        notes.append(f"{line}, {number(left or 0)} after the cut." if cut else f"{line}.")
    protected = [block for block in record.blocks if block.is_protected]
    if protected:
        tokens = sum(block.tokens_before for block in protected)
        many = counted(len(protected), "message")
        notes.append(f"{many} protected, {number(tokens)} tokens.")
    return tuple(notes)


def _cells(blocks: Iterable[MapBlock]) -> list[Cell]:
    """Return what is drawn of each block: what stays of it, and what goes."""
    found = []
    for block in blocks:
        stays = min(block.tokens_before, block.tokens_after)
        words = told(block)
        if stays:
            found.append(Cell(block.role, stays, words, False, block.is_protected))
        if block.tokens_before > stays:
            found.append(Cell(block.role, block.tokens_before - stays, words, True, False))
    return found


def told(block: MapBlock) -> str:
    """Return a block in a few words."""
    where = "" if block.message is None else f"{place(block.message)} "
    name = f" {shown(block.name, 24)}" if block.name else ""
    return f"{where}{shown(block.role, 16)}{name}"


def _key(record: ContextMap) -> Iterable[tuple[str, str]]:
    """Return the roles in the order of their first appearance."""
    for role in dict.fromkeys(block.role for block in record.blocks):
        yield role, shown(role, 24)


def _parts(record: ContextMap) -> Grid:
    """Return what each role takes and what of it goes."""
    ordered = sorted(record.blocks, key=lambda block: block.role)
    groups = {role: list(rows) for role, rows in groupby(ordered, key=lambda block: block.role)}
    sums = [
        (role, len(rows), sum(r.tokens_before for r in rows), sum(r.tokens_saved for r in rows))
        for role in dict.fromkeys(block.role for block in record.blocks)
        for rows in [groups[role]]
    ][:ROLES]
    goes = any(gone for *_, gone in sums)
    longest = max(size for _, _, size, _ in sums)
    bars = tuple(length_bar(size, longest, role_fill(role)) for role, _, size, _ in sums)
    return Grid(
        caption="what stands in the context",
        heads=(
            Head("role", "text"),
            Head("blocks", "number"),
            Head("tokens", "number", bars),
            Head("of all", "number"),
            *((Head("cut", "number"),) if goes else ()),
        ),
        rows=tuple(
            (
                "tool definitions" if role == TOOLS else shown(role, 24),
                number(count),
                number(size),
                share(size, record.tokens_before),
                *((number(gone),) if goes else ()),
            )
            for role, count, size, gone in sums
        ),
        left_out=left_out(len(sums), len(groups), "roles"),
    )


def _tools(record: ContextMap, room: Room) -> Fold | None:
    """Return the tools' definitions, the largest first."""
    tools = [block for block in record.blocks if block.role == TOOLS]
    if not tools:
        return None
    whole = sum(block.tokens_before for block in tools)
    summary = f"{counted(len(tools), 'tool definition')}, {number(whole)} tokens"
    rows = sorted(tools, key=lambda block: -block.tokens_before)
    return Fold(summary, grids=(_listed("tool definitions", rows, record, room.rows(TOOL_ROWS)),))


def _largest(record: ContextMap, room: Room) -> Fold | None:
    """Return the largest messages."""
    messages = [block for block in record.blocks if block.message is not None]
    if not messages:
        return None
    rows = sorted(messages, key=lambda block: -block.tokens_before)
    return Fold(
        "The largest messages", grids=(_listed("messages", rows, record, room.rows(LARGEST)),)
    )


def _listed(caption: str, rows: Sequence[MapBlock], record: ContextMap, limit: int) -> Grid:
    """Return blocks as a table."""
    limit = max(limit, 3)
    bars = length_bars([row.tokens_before for row in rows[:limit]])
    return Grid(
        caption=caption,
        heads=(
            Head("what", "text"),
            Head("tokens", "number", bars),
            Head("of all", "number"),
            Head("fate", "text"),
        ),
        rows=tuple(
            (
                told(row),
                number(row.tokens_before),
                share(row.tokens_before, record.tokens_before),
                f"{shown(row.change, 12)}{', protected' if row.is_protected else ''}",
            )
            for row in rows[:limit]
        ),
        left_out=left_out(limit, len(rows), caption),
    )
