"""MessageScores: a row a message with its six parts; a MessageScore: a row a factor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from heapq import nlargest

from headroom_lab.display.figures import counted, number, place
from headroom_lab.display.page import Bar, Grid, Head, Page, Room, Segment, left_out
from headroom_lab.display.visible import cut, shown
from headroom_lab.results.scores import MessageScore, MessageScores

CAP = 32 * 1024
ROWS = 30
# The factors in the order of the weights: fill, letter, word.
FACTORS = (
    ("recency", "R", "recency"),
    ("semantic", "S", "semantic"),
    ("toin", "T", "TOIN"),
    ("error", "E", "error"),
    ("reference", "F", "reference"),
    ("density", "D", "density"),
)
KEY = tuple((fill, f"{letter} {word}") for fill, letter, word in FACTORS)


def page(record: MessageScores | MessageScore, room: Room) -> Page:
    """Return the messages with their totals and parts; where they are many, both ends."""
    if isinstance(record, MessageScore):
        return _one(record, room)
    protected = sum(score.is_protected for score in record)
    tokens = sum(score.tokens for score in record)
    facts = [f"{counted(len(record), 'message')}, {number(protected)} protected"] if record else []
    facts += [f"{number(tokens)} tokens"] if record else []
    return Page(
        "scores",
        _headline(record),
        facts=(*facts, *(_weights(record[0]) if record else ())),
        grids=_grids(record, room) if record else (),
    )


def _headline(record: MessageScores) -> str:
    """Return which message goes first."""
    free = [score for score in record if not score.is_protected]
    if not record:
        return "No messages scored"
    if not free:
        return f"Nothing may go: all of {counted(len(record), 'message')} are protected"
    first = min(free, key=lambda score: score.total_score)
    return (
        f"When room is short {place(first.message_index)} goes first: {shown(first.role, 20)}, "
        f"{counted(first.tokens, 'token')}, importance {first.total_score:.2f}"
    )


def _grids(record: MessageScores, room: Room) -> tuple[Grid, ...]:
    """Return the messages in their order, or the highest and the lowest totals of many."""
    limit = room.rows(ROWS)
    if len(record) <= limit:
        return (_table("importance by message", record, room),)
    half = limit // 2
    highest = _first(record, half, lambda score: score.total_score)
    free = [score for score in record if not score.is_protected]
    lowest = _first(free, limit - half, lambda score: -score.total_score)
    rest = left_out(len(highest) + len(lowest), len(record), "messages")
    return (
        _table("the highest totals", highest, room),
        replace(_table("the lowest totals not protected", lowest, room), left_out=rest),
    )


def _first(
    scores: Sequence[MessageScore], limit: int, rank: Callable[[MessageScore], float]
) -> list[MessageScore]:
    """Return the scores of the highest rank, the highest first; ties in their order."""
    places = nlargest(limit, range(len(scores)), key=lambda at: (rank(scores[at]), -at))
    return [scores[at] for at in places]


def _table(caption: str, scores: Sequence[MessageScore], room: Room) -> Grid:
    """Return scores as a table, each with its six parts as a bar and as numbers."""
    weighted = any(score.weights for score in scores)
    return Grid(
        caption=caption,
        heads=(
            Head("message", "number"),
            Head("role", "text"),
            Head("begins with", "preview", is_lesser=True),
            Head("tokens", "number"),
            Head("total", "number"),
        ),
        rows=tuple(_row(score, room) for score in scores),
        bars=tuple(_bar(score) for score in scores) if weighted else (),
        under=tuple(_parts(score) for score in scores) if weighted else (),
        key=KEY,
    )


def _row(score: MessageScore, room: Room) -> tuple[str, ...]:
    """Return one message as cells."""
    return (
        place(score.message_index),
        f"{shown(score.role, room.chars(20))}{', protected' if score.is_protected else ''}",
        cut(score.preview, room.chars(60)),
        number(score.tokens),
        f"{score.total_score:.2f}",
    )


def _added(score: MessageScore) -> list[tuple[str, str, float]]:
    """Return fill, letter and what it adds to the total of each factor that has a weight."""
    found = zip(FACTORS, score.weights, score.factors, strict=False)
    return [(fill, letter, weight * factor) for (fill, letter, _), (_, weight), factor in found]


def _bar(score: MessageScore) -> Bar:
    """Return what the factors add; the full length is a total of 1."""
    return tuple(Segment(fill, part, letter) for fill, letter, part in _added(score) if part > 0)


def _parts(score: MessageScore) -> str:
    """Return what the factors add in figures, without those that add nothing: ``R 0.18 S 0.02``."""
    return " ".join(f"{letter} {part:.2f}" for _, letter, part in _added(score) if part)


def _weights(score: MessageScore) -> tuple[str, ...]:
    """Return the weights on one line."""
    pairs = zip(FACTORS, score.weights, strict=False)
    told = ", ".join(f"{word} {weight:.2f}" for (_, _, word), (_, weight) in pairs)
    return (f"weights: {told}",) if told else ()


def _one(score: MessageScore, room: Room) -> Page:
    """Return one message's factors: score, weight, and what that adds to the total."""
    added = _added(score)
    bare = [("–", "–")] * (len(FACTORS) - len(added))
    weights = [f"{weight:.2f}" for _, weight in score.weights[: len(FACTORS)]]
    parts = [*zip(weights, (f"{part:.3f}" for _, _, part in added), strict=True), *bare]
    grid = Grid(
        caption="importance by factor",
        heads=(
            Head("factor"),
            Head("score", "number"),
            Head("weight", "number"),
            Head("adds", "number"),
        ),
        rows=tuple(
            (f"{letter} {word}", f"{factor:.2f}", weight, part)
            for (_, letter, word), factor, (weight, part) in zip(
                FACTORS, score.factors, parts, strict=True
            )
        ),
        foot=("total", "", "", f"{score.total_score:.3f}"),
        strip=_bar(score),
        fills=tuple(fill for fill, _, _ in FACTORS),
    )
    facts = [shown(score.role, 40), counted(score.tokens, "token")]
    if score.is_protected:
        facts.append("protected")
    return Page(
        "score",
        f"Importance of message {place(score.message_index)}: {score.total_score:.2f} of 1",
        facts=tuple(filter(None, facts)),
        notes=(cut(score.preview, room.chars(80)),) if score.text else (),
        grids=(grid,),
    )


def text(record: MessageScores | MessageScore) -> list[str]:
    """Return the lines of the plain text; the letters of the bars are explained above them."""
    from headroom_lab.display.text import page_lines

    whole = page(record, Room(0.5))
    letters = (" · ".join(word for _, word in KEY),) if any(g.bars for g in whole.grids) else ()
    grids = tuple(replace(grid, key=()) for grid in whole.grids)
    return page_lines(replace(whole, notes=(*whole.notes, *letters), grids=grids))
