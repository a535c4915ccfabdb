"""ToolDefinitions: what each tool takes of the requests, and which were never called."""

from __future__ import annotations

from headroom_lab.display.figures import cost, counted, number, share
from headroom_lab.display.page import Grid, Head, Page, Room, Segment, left_out
from headroom_lab.display.visible import shown
from headroom_lab.results.tool_definitions import ToolDefinition, ToolDefinitions

CAP = 16 * 1024
ROWS = 20
KEY = (("sent", "c called"), ("uncached", "n never called"))


def page(record: ToolDefinitions, room: Room) -> Page:
    """Return the definitions, the longest first, with a bar each of its tokens."""
    limit = max(room.rows(ROWS), 3)
    rows = record.rows[:limit]
    longest = max((row.tokens for row in record.rows), default=0) or 1
    grid = Grid(
        caption="tool definitions",
        heads=(
            Head("tool", "text"),
            *(
                Head(w, "number")
                for w in ("tokens", "of the input", "calls", "say nothing", "cost")
            ),
        ),
        rows=tuple(_row(row, room) for row in rows),
        bars=tuple(_bar(row, longest) for row in rows),
        key=KEY,
        left_out=left_out(limit, len(record.rows), "tools"),
    )
    return Page("tools", _headline(record), notes=_notes(record), grids=(grid,) if rows else ())


def _headline(record: ToolDefinitions) -> str:
    """Return what the tools take, and how many of them were never called."""
    if not record.rows:
        return "no tool definitions"
    idle = [row.tokens for row in record.rows if not row.calls]
    never = f"{number(len(idle))} never called: {number(sum(idle))} tokens"
    return f"{counted(len(record.rows), 'tool')}, {number(record.tokens)} tokens a request; {never}"


def _notes(record: ToolDefinitions) -> tuple[str, ...]:
    """Return what the definitions cost, and what isn't known."""
    if not record.rows:
        return (shown(record.note, 200),) if record.note else ()
    part = share(record.tokens, record.input_tokens)
    spent = f", {cost(record.cost)} in all" if record.cost is not None else ""
    told = f"{part} of the input, in {counted(record.requests, 'request')}{spent}."
    return tuple(filter(None, (told, _in_corpus(record), shown(record.note, 200))))


def _in_corpus(record: ToolDefinitions) -> str:
    """Return how many tools no conversation of a corpus calls, "" where none was given."""
    if all(row.corpus_calls is None for row in record.rows):
        return ""
    never = record.never_called_in_corpus
    tokens = sum(row.tokens for row in record.rows if row.tool in never)
    return f"In the corpus {number(len(never))} of these are never called either: {number(tokens)} tokens."


def _row(row: ToolDefinition, room: Room) -> tuple[str, ...]:
    """Return a tool's row."""
    return (
        shown(row.tool, room.chars(48)),
        number(row.tokens),
        f"{100 * row.share:.1f} %",
        number(row.calls),
        number(row.idle_tokens),
        "" if row.cost is None else cost(row.cost),
    )


def _bar(row: ToolDefinition, longest: int) -> tuple[Segment, ...]:
    """Return a definition's length as a share of the longest."""
    fill, letter = ("sent", "c") if row.calls else ("uncached", "n")
    return (Segment(fill, row.tokens / longest, letter),)
