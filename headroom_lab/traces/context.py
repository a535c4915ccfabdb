"""What was in context: the messages of one request of a trace, with its model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from headroom_lab.errors import InvalidMessagesError, UnknownNameError
from headroom_lab.messages.given import Request
from headroom_lab.results.trace import Trace, TraceSegment, TraceStream
from headroom_lab.results.trace_requests import TraceRequest
from headroom_lab.tokens import measure

CLEARED = "[Old tool result content cleared]"  # what Claude Code puts in place of old outputs


def request_at(trace: Trace, request: TraceRequest) -> Request:
    """Return the context of a request, with the tokens that its vendor counted of it."""
    stream = trace.streams[request.stream]
    segment = stream.segments[request.segment]
    found = Request(
        in_context(stream, segment, request.stop),
        request.model,
        stream.system,
        trace.tools,
    )
    return replace(found, beside_tokens=_beside(trace, request, found))


def _beside(trace: Trace, request: TraceRequest, found: Request) -> int:
    """Return the tokens that were recorded of a request beyond those of its text."""
    if trace.is_whole or request.input_tokens is None or not found.model or not found.messages:
        return 0
    try:
        measured = measure(found.conversation, found.model, tools=found.tools)
        text = measured.tokenizer.count_messages(measured.given) + measured.unlisted
    except (InvalidMessagesError, TypeError):
        return 0
    return max(request.input_tokens - text, 0)


def last_request(trace: Trace, name: str) -> Request:
    """Return the context of a stream's last request.

    Of a stream without a request, or whose log begins with the answer, all messages.

    Raises UnknownNameError for a stream that isn't there.
    """
    if name not in trace.streams:
        raise UnknownNameError("stream", name, trace.streams)
    stream = trace.streams[name]
    last = stream.requests[-1] if stream.requests else None
    if last is not None and list(places(stream.segments[last.segment], last.stop)):
        return request_at(trace, last)
    messages = in_context(stream, stream.segments[-1], len(stream.messages))
    model = last.model if last else next(iter(trace.models), None)
    return Request(messages, model, stream.system or trace.system, trace.tools)


def alone(stream: TraceStream) -> Request:
    """Return the context of the last request of a stream by itself, as its trace gives it."""
    trace = Trace(
        id=stream.name,
        source="",
        path="",
        streams={stream.name: stream},
        requests=stream.requests,
        models=() if stream.model is None else (stream.model,),
        tools=stream.tools,
        is_whole=stream.is_whole,
    )
    return last_request(trace, stream.name)


def places(segment: TraceSegment, stop: int) -> Iterable[int]:
    """Yield the places of the messages in context, in order."""
    yield from segment.kept
    yield from range(segment.start, stop)


def in_context(stream: TraceStream, segment: TraceSegment, stop: int) -> list[Any]:
    """Return the messages that were in context, old outputs cleared where they had been."""
    found = [stream.messages[place] for place in places(segment, stop)]
    return [cleared_message(m, segment.cleared) for m in found] if segment.cleared else found


def cleared_message(message: Any, cleared: frozenset[str]) -> Any:
    """Return a message without the outputs that a microcompaction has cleared."""
    if cleared.isdisjoint(answered(message)):
        return message
    parts = [
        {**part, "content": CLEARED}
        if isinstance(part, Mapping) and part.get("tool_use_id") in cleared
        else part
        for part in message["content"]
    ]
    return {**message, "content": parts}


def answered(message: Any) -> list[str]:
    """Return the calls whose outputs a message holds."""
    content = message.get("content")
    parts = content if isinstance(content, list) else []
    ids = (part.get("tool_use_id") for part in parts if isinstance(part, Mapping))
    return [found for found in ids if isinstance(found, str)]
