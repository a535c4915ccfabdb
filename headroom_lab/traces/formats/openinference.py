"""OpenInference spans, as Phoenix and Arize keep them: attributes flat or nested.

Source: the OpenInference specification, semantic conventions, read on 2026-11-28:
``llm.token_count.prompt`` holds the cached tokens.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from headroom_lab.providers.usage import Usage, number
from headroom_lab.results.trace import Trace
from headroom_lab.traces.building import mapping, objects, text, unread
from headroom_lab.traces.chaining.chains import traces_of
from headroom_lab.traces.chaining.exchange import Exchange
from headroom_lab.traces.converting import chat, usages
from headroom_lab.traces.converting.traced import Told, traced_input, traced_output
from headroom_lab.traces.converting.usages import dollars
from headroom_lab.traces.formats.otel_genai import spans_of
from headroom_lab.traces.formats.source import Entry, Reader, Source, guarded
from headroom_lab.traces.records import Record
from headroom_lab.traces.spans import Span, at, spans_in

NAME = "OpenInference"


def fits(record: Entry) -> bool:
    """Tell a span, or an export that holds spans of these conventions."""
    return any(_is_ours(span.tree) for span in spans_in(record))


def _is_ours(tree: Mapping[str, Any]) -> bool:
    """Tell the attributes of these conventions."""
    told = mapping(tree.get("llm"))
    return "openinference" in tree or "input_messages" in told or "token_count" in told


def read(records: Iterable[Record], source: Source) -> Iterator[Trace]:
    """Yield a session a session's id, or where spans name none a trace."""
    found = spans_of(records, source.skipping)
    calls = guarded(enumerate(found, 1), partial(_exchanges, source=source), source.skipping)
    yield from traces_of(calls, source, NAME)


def _exchanges(span: Span, place: int, source: Source) -> Iterator[Exchange]:
    """Yield the exchange that a span tells of, none where it is no call of a model."""
    told = mapping(span.tree.get("llm"))
    kind = at(span.tree, "openinference", "span", "kind")
    if kind != "LLM" and not (kind is None and "input_messages" in told):
        source.skipping.add("spans that are no call of a model", place)
    else:
        yield _exchange(span, told)


def _exchange(span: Span, told: Mapping[str, Any]) -> Exchange:
    """Return the exchange that a span tells of."""
    given, came = _told(span, told, "input"), _told(span, told, "output")
    tools = [_tool(mapping(one.get("tool"))) for one in objects(chat.loaded(told.get("tools")))]
    session = text(at(span.tree, "session", "id")) or span.trace
    return Exchange(
        messages=given.messages,
        answer=came.messages,
        model=text(told.get("model_name")),
        usage=_usage(mapping(told.get("token_count"))),
        started=span.started,
        stop_reason=text(told.get("finish_reason")),
        cost=dollars(at(told, "cost", "total")),
        system=given.system,
        tools=[tool for tool in tools if isinstance(tool, Mapping)] or given.tools or None,
        session=session,
        agent=text(at(span.tree, "agent", "name")),
        unread=given.unread + came.unread,
    )


def _told(span: Span, told: Mapping[str, Any], side: str) -> Told:
    """Return a side of a call, ``input`` or ``output``: its messages, or those in its value."""
    found = chat.loaded(told.get(f"{side}_messages"))
    value = at(span.tree, side, "value")
    beside = traced_input(value) if side == "input" else traced_output(value)
    messages = [_message(one) for one in objects(found)]
    if not messages:
        return beside
    return Told(messages, beside.tools, unread=unread(found))


def _message(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message in Chat's form."""
    message = mapping(entry.get("message")) or entry
    role, content = message.get("role"), message.get("content")
    if content is None:
        content = chat.plain([_part(one) for one in objects(chat.loaded(message.get("contents")))])
    if role == "tool" or text(message.get("tool_call_id")):
        return chat.result(message.get("tool_call_id"), content)
    if role in ("assistant", "model"):
        calls = [
            mapping(one.get("tool_call")) for one in objects(chat.loaded(message.get("tool_calls")))
        ]
        return chat.answer(
            content,
            [
                chat.call(
                    at(call, "function", "name"), at(call, "function", "arguments"), call.get("id")
                )
                for call in calls
            ],
        )
    return chat.said(role or "user", content)


def _part(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a part of a content."""
    part = mapping(entry.get("message_content")) or entry
    url = at(part, "image", "image", "url") or at(part, "image", "url")
    return chat.image(url) if url else chat.part(part)


def _tool(tool: Mapping[str, Any]) -> Any:
    """Return a tool's definition."""
    found = chat.loaded(tool.get("json_schema"))
    if not isinstance(found, Mapping) or "function" in found or "input_schema" in found:
        return found
    if "type" in found and "name" in found:
        return found
    told = {"name": tool.get("name"), "description": tool.get("description"), "parameters": found}
    return {"type": "function", "function": told}


def _usage(told: Mapping[str, Any]) -> Usage | None:
    """Return what a call used."""
    details, came = mapping(told.get("prompt_details")), mapping(told.get("completion_details"))
    return usages.counted(
        number(told, "prompt"),
        number(told, "completion"),
        read=usages.first_of(details, "cache_read", "cache_input"),
        written=number(details, "cache_write"),
        reasoning=number(came, "reasoning"),
        total=number(told, "total"),
    )


READER = Reader(NAME, fits, read)
