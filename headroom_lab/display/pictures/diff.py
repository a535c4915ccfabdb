"""Diff: what stood in each message that changed or went, and what stands there now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from html import escape

from headroom_lab.display.figures import counted, number, place, size_change
from headroom_lab.display.line_diff import Run, compare, removed
from headroom_lab.display.page import Grid, Head, Page, Room, left_out
from headroom_lab.display.styles import STYLES
from headroom_lab.display.visible import shown, visible
from headroom_lab.results.diff import Diff, MessageDiff

CAP = 64 * 1024
MESSAGES = 40
ROWS = 40
# Bytes kept for the frame of the page, of a message and of a note; a rest that isn't cut off.
PAGE_FRAME, MESSAGE_FRAME, NOTE, REST = 3000, 700, 150, 400
SIGNS = {"gone": "− ", "new": "+ ", "same": "  "}
WORDS = {"gone": "removed", "new": "added", "same": "unchanged"}


@dataclass(frozen=True, slots=True)
class Part:
    """Some lines of a message: ``change`` is gone, new, same, or note for what is folded."""

    change: str
    text: str

    @property
    def size(self) -> int:
        """Bytes of HTML, about."""
        return len(STYLES.get(self.change, "")) + 50 + len(escape(self.text).encode())


@dataclass(frozen=True, slots=True)
class Entry:
    """One message: its summary line and its parts; no parts where it stands for several."""

    summary: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class DiffPage(Page):
    """The page of a diff: HTML shows the ``entries``; text and Markdown, that need none, tables."""

    record: Diff = field(default_factory=Diff)
    chosen: tuple[int, ...] = ()
    room: Room = field(default_factory=Room)

    @property
    def entries(self) -> list[Entry]:
        """The chosen messages with their differences, what stands between them in one line."""
        budget = (CAP - PAGE_FRAME) * self.room.scale
        found = dict(_entries(self.record, self.chosen, budget, self.room))
        return list(_in_order(self.record, found))


def page(record: Diff, room: Room) -> DiffPage:
    """Return the messages that differ most, in their order."""
    changed = [at for at, row in enumerate(record) if row.change != "kept"]
    limit = room.rows(MESSAGES)
    alone = (
        range(len(record)) if len(record) == 1 else ()
    )  # it was asked for: kept or not, it shows
    order = nlargest(limit, changed or alone, key=lambda at: (_weight(record[at]), -at))
    note = left_out(len(order), len(changed), "changed messages")
    before = sum(row.tokens_before for row in record)
    after = sum(row.tokens_after for row in record)
    return DiffPage(
        "diff",
        _headline(record, len(changed), before, after),
        notes=(note,) if note else (),
        grids=(_table(record, changed, room),) if changed else (),
        record=record,
        chosen=tuple(order),
        room=room,
    )


def _headline(record: Diff, changed: int, before: int, after: int) -> str:
    """Return how many messages changed and by how much; of a single one its sizes."""
    if len(record) == 1 and not changed:
        return f"Stays as it is: {counted(before, 'token')}"
    if len(record) == 1:
        return size_change(before, after)
    many = f"{number(changed)} of {counted(len(record), 'message')} changed or dropped"
    return f"{many}: {size_change(before, after)}"


def _weight(row: MessageDiff) -> int:
    """Return by how many tokens a message changed."""
    return abs(row.tokens_before - row.tokens_after)


def _entries(
    record: Diff, order: Sequence[int], budget: float, room: Room
) -> Iterator[tuple[int, Entry]]:
    """Yield the places of messages with how they are shown, within a budget of bytes.

    The short ones come first, and what they leave goes to the long ones.
    """
    for done, at in enumerate(sorted(order, key=lambda i: (record[i].length, i))):
        row = record[at]
        parts = tuple(_parts(row, budget / (len(order) - done) - MESSAGE_FRAME))
        budget -= MESSAGE_FRAME + sum(part.size for part in parts)
        yield at, Entry(_summary(row, room), parts)


def _summary(row: MessageDiff, room: Room) -> str:
    """Return ``#12 · tool search_files · changed · 3,200 → 410 tokens, 87.2 % saved``."""
    tool = f" {shown(row.tool, room.chars(40))}" if row.tool else ""
    head = f"{place(row.message)} · {shown(row.role, 24)}{tool} · {row.change}"
    if row.change == "dropped":
        return f"{head} · {counted(row.tokens_before, 'token')}"
    return f"{head} · {size_change(row.tokens_before, row.tokens_after)}"


def _parts(row: MessageDiff, budget: float) -> Iterator[Part]:
    """Yield the lines of a message that differ, with a line around them, within a budget."""
    before, after = row.before, row.after
    if row.change == "kept":
        whole = removed(before)
        for run in whole.runs:
            yield from _differing(Run("same", run.pieces), whole.unit, budget)
        return
    found = removed(before) if after is None else compare(before, after)
    if found.respaced:
        yield Part("note", "JSON, shown without the white space between its values\n")
    differing = sum(run.change != "same" for run in found.runs)
    if not differing:
        yield Part("note", "No other difference.\n")
    for at, run in enumerate(found.runs):
        if budget < 0 and differing:
            yield Part("note", f"… {counted(differing, 'more change')}\n")
            return
        first, last = at == 0, at == len(found.runs) - 1
        parts = (
            _unchanged(run, found.unit, first, last)
            if run.change == "same"
            else _differing(run, found.unit, budget / differing)
        )
        for part in parts:
            budget -= part.size
            yield part
        differing -= run.change != "same"


def _unchanged(run: Run, unit: str, first: bool, last: bool) -> Iterator[Part]:
    """Yield a run that stayed: its ends, and how much is folded between them."""
    if len(run.pieces) <= 3:
        yield _part(run.change, run.pieces)
        return
    head, tail = (0 if first else 1), (0 if last else 1)
    folded = run.pieces[head : len(run.pieces) - tail]
    if head:
        yield _part(run.change, run.pieces[:1])
    size = sum(map(len, folded))
    yield Part(
        "note", f"… {counted(len(folded), f'unchanged {unit}')}, {counted(size, 'character')}\n"
    )
    if tail:
        yield _part(run.change, run.pieces[-1:])


def _differing(run: Run, unit: str, budget: float) -> Iterator[Part]:
    """Yield a run that went or came, cut where the budget ends."""
    room, taken = budget - Part(run.change, "").size - NOTE, 0
    for piece in run.pieces:
        room -= _line_size(piece)
        if room < 0 and taken:
            break
        taken += 1
    if len(run.pieces) - taken < 5 and sum(map(_line_size, run.pieces[taken:])) <= REST:
        taken = len(run.pieces)
    yield _part(run.change, run.pieces[:taken])
    rest = run.pieces[taken:]
    if rest:
        lines = counted(len(rest), f"more {WORDS[run.change]} {unit}")
        yield Part("note", f"… {lines}, {counted(sum(map(len, rest)), 'character')}\n")


def _line_size(piece: str) -> int:
    """Return the bytes of HTML of one line."""
    return len(escape(visible(piece)).encode()) + 4


def _part(change: str, lines: Sequence[str]) -> Part:
    """Return lines with the sign of their change."""
    return Part(change, "".join(f"{SIGNS[change]}{visible(line)}\n" for line in lines))


def _in_order(record: Diff, entries: dict[int, Entry]) -> Iterator[Entry]:
    """Yield the messages in order, those between them in one line."""
    start = 0
    for at in [*sorted(entries), len(record)]:
        between = record[start:at]
        if between:
            kept = sum(row.change == "kept" for row in between)
            words = [f"{number(kept)} unchanged"] if kept else []
            if kept < len(between):
                words.append(f"{number(len(between) - kept)} changed or dropped, not shown")
            ends = dict.fromkeys(place(row.message) for row in (between[0], between[-1]))
            yield Entry(f"{'–'.join(ends)} · {', '.join(words)}")
        if at in entries:
            yield entries[at]
        start = at + 1


def _table(record: Diff, changed: Sequence[int], room: Room) -> Grid:
    """Return the changed messages as a table."""
    limit = room.rows(ROWS)
    return Grid(
        caption="changed messages",
        heads=(
            Head("message", "number"),
            Head("role"),
            Head("tool", "text"),
            Head("change"),
            Head("before", "number"),
            Head("after", "number"),
        ),
        rows=tuple(
            (
                place(row.message),
                shown(row.role, 24),
                shown(row.tool, room.chars(40)),
                row.change,
                number(row.tokens_before),
                number(row.tokens_after),
            )
            for row in (record[at] for at in changed[:limit])
        ),
        left_out=left_out(limit, len(changed), "changed messages"),
    )
