"""TraceComparison: two sessions side by side: figures, tools, files, where they parted."""

from __future__ import annotations

from headroom_lab.display.figures import cost, counted, money, number, percent
from headroom_lab.display.page import Fold, Grid, Head, Page, Room, left_out
from headroom_lab.display.visible import shown
from headroom_lab.results.trace_comparison import TraceComparison, TraceMeasure

CAP = 16 * 1024
TOOLS, FILES = 10, 20
ALWAYS = ("requests", "input_tokens", "output_tokens", "cost", "read_from_cache", "tool_calls")
WORDS = {
    "input_tokens": "tokens sent",
    "uncached_tokens": "– uncached",
    "cache_read_tokens": "– cache read",
    "cache_write_5m_tokens": "– cache write 5 min",
    "cache_write_1h_tokens": "– cache write 1 h",
    "output_tokens": "tokens that came",
    "duration": "minutes",
}


def page(record: TraceComparison, room: Room) -> Page:
    """Return the change of the main figures, all of them, the tools, the files."""
    return Page(
        "comparison of sessions",
        _headline(record),
        facts=_facts(record, room),
        notes=(_parted(record, room),),
        grids=tuple(filter(None, (_measures(record), _tools(record, room)))),
        folds=tuple(filter(None, (_files(record, room),))),
    )


def _headline(record: TraceComparison) -> str:
    """Return requests, tokens and cost of both."""
    requests, sent, spent = (record[name] for name in ("requests", "input_tokens", "cost"))
    told = [f"{_arrow(requests)} requests", f"{_arrow(sent)} tokens sent"]
    if spent.first is not None and spent.second is not None:
        told.append(" → ".join(money(spent.first, spent.second)))
    else:
        told.append("price unknown")
    return ", ".join(told)


def _arrow(row: TraceMeasure) -> str:
    """Return ``112 → 96``."""
    return f"{number(round(row.first or 0))} → {number(round(row.second or 0))}"


def _facts(record: TraceComparison, room: Room) -> tuple[str, ...]:
    """Return which sessions these are."""
    names = (record.first, record.second)
    return tuple(
        f"{word}: {shown(name, room.chars(40))} ({shown(', '.join(models) or '–', room.chars(60))})"
        for word, name, models in zip(("first", "second"), names, record.models, strict=True)
    )


def _parted(record: TraceComparison, room: Room) -> str:
    """Return where they parted, in words."""
    parted = record.parted
    if parted is None:
        return "What was asked and done is alike to the end."
    first, second = (
        shown(step, room.chars(160)) or "nothing more" for step in (parted.first, parted.second)
    )
    alike = f"Alike for {counted(parted.alike, 'step')}" if parted.alike else "Apart from the start"
    return f"{alike}, then first: {first} – second: {second}"


def _measures(record: TraceComparison) -> Grid:
    """Return the figures that either has."""
    rows = [row for row in record.measures if row.measure in ALWAYS or row.first or row.second]
    return Grid(
        caption="figures",
        heads=(
            Head("figure"),
            Head("first", "number"),
            Head("second", "number"),
            Head("difference", "number"),
        ),
        rows=tuple(
            (
                WORDS.get(row.measure, row.measure.replace("_", " ")),
                _figure(row.first, row.unit),
                _figure(row.second, row.unit),
                _difference(row),
            )
            for row in rows
        ),
    )


def _figure(value: float | None, unit: str) -> str:
    """Return a figure as its unit is written."""
    if value is None:
        return "–"
    if unit == "USD":
        return cost(value)
    return percent(value) if unit == "%" else number(round(value))


def _difference(row: TraceMeasure) -> str:
    """Return how much more the second has, with what that is of the first."""
    change = row.difference
    if change is None:
        return "–"
    if not change:
        return "0"
    sign = "+" if change > 0 else ""
    if row.unit == "%":
        return f"{sign}{percent(change).removesuffix(' %')} points"
    told = f"{sign}{_figure(change, row.unit)}"
    return f"{told} ({sign}{percent(100 * change / row.first, 0)})" if row.first else told


def _tools(record: TraceComparison, room: Room) -> Grid | None:
    """Return the tools of both."""
    if not record.tools:
        return None
    limit = max(room.rows(TOOLS), 3)
    return Grid(
        caption="tools: answers, their tokens, what sending these cost",
        heads=(
            Head("tool", "text"),
            Head("answers", "number"),
            Head("≈ tokens", "number"),
            Head("≈ cost", "number"),
        ),
        rows=tuple(
            (
                shown(row.tool, room.chars(40)),
                f"{number(row.first_calls)} → {number(row.second_calls)}",
                f"{number(row.first_tokens)} → {number(row.second_tokens)}",
                f"{cost(row.first_cost)} → {cost(row.second_cost)}",
            )
            for row in record.tools[:limit]
        ),
        left_out=left_out(limit, len(record.tools), "tools", ".tools.to_frame() for all"),
    )


def _files(record: TraceComparison, room: Room) -> Fold | None:
    """Return the files that they read and wrote."""
    if not record.files:
        return None
    limit = max(room.rows(FILES), 3)
    written = [row for row in record.files if row.first_writes or row.second_writes]
    both = sum(bool(row.first_writes and row.second_writes) for row in written)
    grid = Grid(
        caption="how often each file was read and written",
        heads=(Head("file", "preview"), Head("read", "number"), Head("written", "number")),
        rows=tuple(
            (
                shown(row.path, room.chars(80)),
                f"{number(row.first_reads)} → {number(row.second_reads)}",
                f"{number(row.first_writes)} → {number(row.second_writes)}",
            )
            for row in record.files[:limit]
        ),
        left_out=left_out(limit, len(record.files), "files", ".files.to_frame() for all"),
    )
    said = f"{counted(len(record.files), 'file')}, {number(len(written))} of them written"
    return Fold(f"{said}, {number(both)} by both", (), (grid,))
