"""Trace: a recorded session at one glance: its bill, its context over time, its tools."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from headroom_lab.display.context_chart import context_chart, happenings, main_requests
from headroom_lab.display.figures import bill, cost, costs, counted, number, share
from headroom_lab.display.page import Bar, Fold, Grid, Head, Page, Room, left_out
from headroom_lab.display.parts import length_bars
from headroom_lab.display.visible import shown
from headroom_lab.results.trace import MAIN, Trace, TraceTool
from headroom_lab.results.trace_requests import TraceRequest

CAP = 16 * 1024
STEPS, TOOLS, STREAMS, SKIPS = 10, 10, 8, 8


def page(record: Trace, room: Room) -> Page:
    """Return the headline, the context over the requests, the tools, what else is known."""
    tools = record.tool_costs()
    return Page(
        "trace",
        _advice(record, tools, room),
        facts=_facts(record, room),
        notes=(f"{_sums(record)}.", *_notes(record)),
        chart=context_chart(record, room),
        grids=tuple(filter(None, (_steps(record, room), _tools(tools, room)))),
        folds=tuple(filter(None, (_streams(record, room), _skipped(record, room)))),
    )


def _advice(record: Trace, every: Sequence[TraceTool], room: Room) -> str:
    """Return what the session cost and whose outputs to look at first."""
    tools = [row for row in every if row.cost]
    whole = record.requests.cost
    if not tools or not whole:
        return _sums(record)
    first = max(tools, key=lambda row: row.cost or 0.0)
    part = share(first.cost or 0.0, whole)
    return (
        f"{cost(whole)} for {counted(len(record.requests), 'request')}: begin with the outputs of "
        f"{shown(first.tool, room.chars(40))}, ≈ {part} of it"
    )


def _sums(record: Trace) -> str:
    """Return requests, tokens, cost and the share read from the cache."""
    requests = record.requests
    sent = requests.total("input_tokens")
    told = [counted(len(requests), "request"), f"{number(sent)} tokens sent"]
    told.append(bill(requests.cost))
    if sent:
        told.append(f"{share(requests.total('cache_read_tokens'), sent)} read from cache")
    return ", ".join(told)


def _facts(record: Trace, room: Room) -> tuple[str, ...]:
    """Return which session it is."""
    facts = [record.source, f"session {shown(record.id, 40)}"]
    facts += [shown(model, room.chars(40)) for model in record.models[:3]]
    if record.project:
        facts.append(shown(record.project, room.chars(60)))
    if record.started and record.ended:
        facts.append(f"{record.started:%Y-%m-%d %H:%M} to {record.ended:%Y-%m-%d %H:%M} UTC")
    return tuple(facts)


def _notes(record: Trace) -> tuple[str, ...]:
    """Return what of the figures is an estimate or unknown."""
    notes = []
    stubs = sum(not request.output_recorded for request in record.requests)
    unknown = sum(request.usage is None for request in record.requests)
    if stubs:
        notes.append(
            f"Of {counted(stubs, 'request')} the log holds a stub of the output: estimated from text."
        )
    if unknown:
        notes.append(f"Of {counted(unknown, 'request')} the log holds no usage: in no sum here.")
    return tuple(notes)


def _steps(record: Trace, room: Room) -> Grid | None:
    """Return the main stream's context over its requests, a row a step of them."""
    every = main_requests(record)
    if not every:
        return None
    steps = _stepped(every, max(room.rows(STEPS), 4))
    marks = happenings(record, every)
    return Grid(
        caption="requests of the main stream",
        heads=(
            Head("request"),
            Head("tokens", "number", _sized(every, steps)),
            Head("from cache", "number"),
            Head("cost so far", "number"),
            Head("what happened", "text"),
        ),
        rows=tuple(
            (
                f"#{step[-1].number}",
                number(step[-1].input_tokens or 0),
                share(step[-1].cache_read_tokens or 0, step[-1].input_tokens or 0),
                spent,
                _happened(step, marks),
            )
            for step, spent in zip(steps, _so_far(every, steps), strict=True)
        ),
        left_out=left_out(len(steps), len(every), "requests", ".requests.to_frame() for all"),
    )


def _sized(
    every: Sequence[TraceRequest], steps: Sequence[Sequence[TraceRequest]]
) -> tuple[Bar, ...]:
    """Return the context at the end of each step as bars."""
    longest = max(request.input_tokens or 0 for request in every)
    return length_bars([step[-1].input_tokens for step in steps], longest)


def _stepped(every: Sequence[TraceRequest], limit: int) -> list[Sequence[TraceRequest]]:
    """Return the requests in at most ``limit`` runs of about one length."""
    count = min(limit, len(every))
    ends = [round(len(every) * (at + 1) / count) for at in range(count)]
    return [every[start:end] for start, end in pairwise([0, *ends])]


def _so_far(every: Sequence[TraceRequest], steps: Sequence[Sequence[TraceRequest]]) -> list[str]:
    """Return the cost of the main stream up to the end of each step."""
    total, found = 0.0, []
    known = any(request.cost is not None for request in every)
    for step in steps:
        total += sum(request.cost or 0.0 for request in step)
        found.append(total if known else None)
    return costs(found)


def _happened(step: Sequence[TraceRequest], marks: dict[int, tuple[str, float]]) -> str:
    """Return what happened within a step, the like of it counted."""
    told = [marks[request.number] for request in step if request.number in marks]
    causes = [word for word, seconds in told if not seconds]
    pauses = [word for word, seconds in told if seconds]
    if len(pauses) > 1:
        pauses = [counted(len(pauses), "pause")]
    return ", ".join([*dict.fromkeys(causes), *pauses])


def _tools(every: Sequence[TraceTool], room: Room) -> Grid | None:
    """Return the tools by what their outputs cost."""
    if not every:
        return None
    limit = max(room.rows(TOOLS), 3)
    amounts = costs([row.cost for row in every[:limit]])
    bars = length_bars([row.cost for row in every])[:limit]
    return Grid(
        caption="outputs by tool",
        heads=(
            Head("tool", "text"),
            Head("answers", "number"),
            Head("≈ tokens", "number"),
            Head("≈ cost, sent again each time", "number", bars),
        ),
        rows=tuple(
            (shown(row.tool, room.chars(40)), number(row.calls), number(row.tokens), amount)
            for row, amount in zip(every, amounts, strict=False)
        ),
        left_out=left_out(limit, len(every), "tools", ".tool_costs() for all"),
    )


def _streams(record: Trace, room: Room) -> Fold | None:
    """Return the sub-agents."""
    names = [name for name in record.streams if name != MAIN]
    if not names:
        return None
    limit = max(room.rows(STREAMS), 1)
    lines = []
    for name in names[:limit]:
        own = record.streams[name].requests
        spent = sum(request.cost or 0.0 for request in own)
        sent = sum(request.input_tokens or 0 for request in own)
        lines.append(
            f"{shown(name, 40)}: {counted(len(own), 'request')}, {number(sent)} tokens, {cost(spent)}"
        )
    lines.append(left_out(limit, len(names), "sub-agents", ".streams for all"))
    return Fold(counted(len(names), "sub-agent"), tuple(filter(None, lines)))


def _skipped(record: Trace, room: Room) -> Fold | None:
    """Return what of the file was left out."""
    if not record.skipped:
        return None
    limit = max(room.rows(SKIPS), 2)
    lines = [f"{skip.reason}: {number(skip.lines)}" for skip in record.skipped[:limit]]
    lines.append(left_out(limit, len(record.skipped), "reasons", ".skipped for all"))
    return Fold(
        f"Left out: {counted(sum(s.lines for s in record.skipped), 'line')}",
        tuple(shown(line, room.chars(160)) for line in lines if line),
    )
