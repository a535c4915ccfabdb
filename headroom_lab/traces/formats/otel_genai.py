"""OpenTelemetry spans of model calls, by its GenAI conventions and those of OpenLLMetry before.

Messages stand in attributes (1.38 and later), in events (up to 1.37) or numbered (OpenLLMetry).
Source: opentelemetry.io, semantic conventions for GenAI, read on 2026-11-28: input tokens hold the
cached ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from headroom_lab.providers.usage import Usage, number
from headroom_lab.results.trace import Trace
from headroom_lab.traces.building import mapping, text, unread
from headroom_lab.traces.chaining.chains import traces_of
from headroom_lab.traces.chaining.exchange import Exchange
from headroom_lab.traces.converting import genai, usages, vercel
from headroom_lab.traces.converting.chat import loaded
from headroom_lab.traces.converting.usages import dollars
from headroom_lab.traces.formats.source import Entry, Reader, Source, guarded, made
from headroom_lab.traces.records import Record
from headroom_lab.traces.skipping import Skipping
from headroom_lab.traces.spans import Span, at, merged, spans_in

NAME = "OpenTelemetry GenAI"
_NO_CALLS = {"execute_tool", "create_agent", "embeddings", "invoke_workflow", "retrieval"}

_SIDES = ("input", "output")


def fits(record: Entry) -> bool:
    """Tell an export of spans, or a span."""
    if any(name in record for name in ("resourceSpans", "resourceLogs", "resource_spans")):
        return True
    return any(
        "gen_ai" in span.tree or at(span.tree, "llm", "request") for span in spans_in(record)
    )


def read(records: Iterable[Record], source: Source) -> Iterator[Trace]:
    """Yield a session a conversation, or where spans name none a trace."""
    found = spans_of(records, source.skipping)
    told = guarded(enumerate(found, 1), partial(_exchanges, source=source), source.skipping)
    calls = [exchange for _, exchange in told]
    if any(exchange.asked for exchange in calls):  # an agent's span repeats those of its calls
        calls = [exchange for exchange in calls if exchange.asked]
    yield from traces_of(enumerate(calls, 1), source, NAME)


def spans_of(records: Iterable[Record], skipping: Skipping) -> list[Span]:
    """Return the spans in all records, in order of time; what can't be read is noted."""

    def spans(record: dict[str, Any], line: int) -> Iterator[Span]:
        found = list(spans_in(record))
        if not found:
            skipping.add("records that hold no span", line)
        return iter(found)

    return merged(span for _, span in made(records, spans, skipping))


def _exchanges(span: Span, place: int, source: Source) -> Iterator[Exchange]:
    """Yield the exchange that a span tells of; an agent's as a conversation without a request."""
    told = mapping(span.tree.get("gen_ai"))
    operation = str(at(told, "operation", "name") or "")
    if not told or operation in _NO_CALLS:
        source.skipping.add("spans that are no call of a model", place)
        return
    exchange = _exchange(span, told)
    exchange.asked = operation != "invoke_agent"
    if exchange.messages or exchange.answer:
        yield exchange
    elif exchange.asked:
        source.skipping.add("calls of a model whose span holds no messages", place)


def _exchange(span: Span, told: Mapping[str, Any]) -> Exchange:
    """Return the exchange that a span tells of."""
    sent, came = genai.messages_in(told, [*span.events, *genai.events_in(span.tree)])
    if not sent:
        sent, came = vercel.messages_in(mapping(span.tree.get("ai")))
    reasons = at(told, "response", "finish_reasons")
    reason = reasons[0] if isinstance(reasons, list) and reasons else genai.stopped(told)
    tools = loaded(at(told, "tool", "definitions")) or genai.functions(span.tree)
    return Exchange(
        messages=sent,
        answer=came,
        model=text(at(told, "response", "model")) or text(at(told, "request", "model")),
        usage=_usage(span.tree, mapping(told.get("usage"))),
        started=span.started,
        stop_reason=text(reason),
        cost=dollars(at(told, "usage", "cost")) or dollars(at(span.tree, "operation", "cost")),
        tools=tools if isinstance(tools, list) else None,
        session=text(at(told, "conversation", "id"))
        or text(at(span.tree, "session", "id"))
        or span.trace,
        agent=text(at(told, "agent", "name")),
        unread=span.unread + sum(unread(loaded(at(told, side, "messages"))) for side in _SIDES),
    )


def _usage(tree: Mapping[str, Any], told: Mapping[str, Any]) -> Usage | None:
    """Return what a call used, whichever version of the conventions names it."""
    older, details = mapping(at(tree, "llm", "usage")), mapping(told.get("details"))
    read = number(told, "cache_read", "input_tokens") or usages.first_of(
        {**details, **older, **told},
        "cache_read_input_tokens",
        "cache_read_tokens",
        "cached_tokens",
    )
    written = number(told, "cache_creation", "input_tokens") or usages.first_of(
        {**details, **older, **told}, "cache_creation_input_tokens", "cache_write_tokens"
    )
    return usages.counted(
        usages.first_of(told, "input_tokens", "prompt_tokens"),
        usages.first_of(told, "output_tokens", "completion_tokens"),
        read=read,
        written=written,
        reasoning=number(told, "reasoning", "output_tokens")
        or usages.first_of({**details, **told}, "reasoning_tokens", "thoughts_tokens"),
        total=number(older, "total_tokens"),
    )


READER = Reader(NAME, fits, read)
