"""A corpus: how many conversations from where, what they came to, and the largest of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from headroom_lab.display.figures import cost, costs, counted, number, share
from headroom_lab.display.page import Grid, Head, Page, Room, left_out
from headroom_lab.display.parts import length_bars
from headroom_lab.display.visible import shown
from headroom_lab.results.corpus import CorpusRow
from headroom_lab.results.known import known_sum

CAP = 16 * 1024
ROWS, SOURCES = 12, 8


def page(record: Any, room: Room) -> Page:
    """Return the sources of a corpus, and its dearest conversations."""
    rows: list[CorpusRow] = list(record.table_rows())
    name = shown(record.name, 40)
    if not rows:
        return Page("corpus", f"{name}: no conversations")
    known = any(row.input_tokens for row in rows)
    grids = (_sources(rows, known), _largest(rows, room, known))
    return Page("corpus", _headline(name, rows), grids=grids)


def _headline(name: str, rows: Sequence[CorpusRow]) -> str:
    """Return what all conversations come to."""
    requests = sum(row.requests or 0 for row in rows)
    parts = [counted(len(rows), "conversation"), counted(sum(r.messages for r in rows), "message")]
    parts += [counted(requests, "recorded request")] if requests else []
    spent = known_sum(row.cost for row in rows)
    return f"{name}: {', '.join(parts)}" + ("" if spent is None else f", {cost(spent)}")


def _sources(rows: Sequence[CorpusRow], known: bool) -> Grid:
    """Return a row a source, that with the most conversations first.

    ``known``: whether anything was recorded that has a column here.
    """
    by: dict[str, list[CorpusRow]] = {}
    for row in rows:
        by.setdefault(row.source, []).append(row)
    groups = sorted(by.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    amounts = costs([_sum(group, "cost") for _, group in groups[:SOURCES]])
    return Grid(
        caption="where they come from",
        heads=(Head("source", "text"), Head("conversations", "number"), *_heads(known)),
        rows=tuple(
            (shown(source, 32), number(len(group)), *_figures(group, amount, known))
            for (source, group), amount in zip(groups, amounts, strict=False)
        ),
        left_out=left_out(SOURCES, len(groups), "sources"),
    )


def _largest(rows: Sequence[CorpusRow], room: Room, known: bool) -> Grid:
    """Return the dearest conversations, or those with the most messages."""
    ordered = sorted(rows, key=lambda row: (-(row.cost or 0.0), -row.messages, row.name))
    limit = max(room.rows(ROWS), 4)
    amounts = costs([row.cost for row in ordered[:limit]])
    return Grid(
        caption="the largest",
        heads=(Head("name", "text"), Head("model", "text"), *_heads(known, ordered[:limit])),
        rows=tuple(
            (shown(row.name, 40), shown(row.model or "–", 28), *_figures([row], amount, known))
            for row, amount in zip(ordered, amounts, strict=False)
        ),
        left_out=left_out(limit, len(rows), "conversations"),
    )


def _heads(known: bool, rows: Sequence[CorpusRow] = ()) -> tuple[Head, ...]:
    """Return the heads of the figures; the costs of rows, where given, have bars."""
    recorded = ("requests", "tokens sent", "from cache", "cost") if known else ()
    bars = length_bars([row.cost for row in rows])
    return tuple(
        Head(name, "number", bars if name == "cost" else ()) for name in ("messages", *recorded)
    )


def _figures(rows: Sequence[CorpusRow], amount: str, known: bool) -> tuple[str, ...]:
    """Return what conversations come to, a dash where nothing was recorded."""
    messages = number(sum(row.messages for row in rows))
    if not known:
        return (messages,)
    requests, sent = _sum(rows, "requests"), _sum(rows, "input_tokens")
    return (
        messages,
        "–" if requests is None else number(int(requests)),
        "–" if sent is None else number(int(sent)),
        share(int(_sum(rows, "cache_read_tokens") or 0), int(sent)) if sent else "–",
        amount,
    )


def _sum(rows: Sequence[CorpusRow], column: str) -> float | None:
    """Return the sum of a column, None where it is known of none."""
    return known_sum(getattr(row, column) for row in rows)
