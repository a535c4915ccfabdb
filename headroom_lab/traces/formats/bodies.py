"""Requests as they went to a vendor, alone or with their answers.

Bodies of Chat, Responses, Messages, Gemini, Bedrock's Converse and Ollama. A record is a body, a
list of messages, or a body with its answer under the names that loggers give them. Records that
each go on from what the one before sent are one session.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from headroom_lab.messages.foreign import agents
from headroom_lab.results.trace import Trace
from headroom_lab.traces.building import mapping, text
from headroom_lab.traces.calls import exchange_of, sent_in
from headroom_lab.traces.chaining.chains import traces_of
from headroom_lab.traces.chaining.exchange import Exchange
from headroom_lab.traces.converting.answers import answer_in, failed, used
from headroom_lab.traces.converting.chat import loaded
from headroom_lab.traces.converting.usages import dollars
from headroom_lab.traces.formats.source import Entry, Reader, Source, made
from headroom_lab.traces.records import Record

NAME = "request log"
_REQUESTS = ("request", "request_body", "req", "body", "params", "kwargs", "input")
_ANSWERS = ("response", "response_body", "res", "output", "answer", "raw", "completion")
_TIMES = ("timestamp", "time", "created_at", "started", "start_time", "created")
_SESSIONS = ("session", "session_id", "sessionId", "trace_id", "conversation_id", "thread_id")
_IDS = ("id", "task_id", "request_id", "custom_id")
_COSTS = ("cost", "cost_usd", "response_cost", "total_cost")
_CONVERSATIONS = ("messages", "conversation", "history", "trajectory", "traj")


def fits(record: Entry) -> bool:
    """Tell a record that is a request or holds one, or a message of a list of them."""
    if agents.kimi(record):
        return False
    return _is_message(record) or body_of(record) is not None


def _is_message(record: Entry) -> bool:
    """Tell a message that stands by itself."""
    return isinstance(record.get("role"), str) and ("content" in record or "tool_calls" in record)


def body_of(record: Entry) -> Mapping[str, Any] | None:
    """Return the body of the request in a record: what has messages or items; None for none."""
    for found in (record, *(mapping(loaded(record.get(name))) for name in _REQUESTS)):
        inner = loaded(found.get("body"))
        body = inner if isinstance(inner, Mapping) else found
        if sent_in(body):
            return body
    for name in _CONVERSATIONS:
        if sent_in({"messages": record.get(name)}):
            return {"messages": record[name]}
    return None


def read(records: Iterable[Record], source: Source) -> Iterator[Trace]:
    """Yield the sessions of a log: a request that begins with the one before it continues it."""
    bare: list[Any] = []
    yield from traces_of(_exchanges(records, bare, source), source, NAME)


def _exchanges(
    records: Iterable[Record], bare: list[Any], source: Source
) -> Iterator[tuple[int, Exchange]]:
    """Yield the exchanges of records; messages that stand by themselves are one conversation."""
    yield from made(records, partial(_exchange, bare=bare, source=source), source.skipping)
    if bare:
        yield 1, Exchange(bare, asked=False)


def _exchange(
    record: dict[str, Any], line: int, bare: list[Any], source: Source
) -> Iterator[Exchange]:
    """Yield the exchange in a record."""
    body = body_of(record)
    if body is None:
        if isinstance(record.get("role"), str) and record["role"][:1].isalpha():
            bare.append(record)
        else:
            source.skipping.add("a record that holds no request", line)
        return
    answer = _answer_of(record, body)
    if failed(answer):
        source.skipping.add("requests that failed: no answer, no usage", line)
        return
    found = exchange_of(body, answer)
    beside = mapping(record.get("metadata"))
    found.session = _first(record, _SESSIONS) or _first(beside, _SESSIONS)
    found.started = next((record[n] for n in _TIMES if record.get(n) is not None), None)
    found.model = found.model or text(record.get("model"))
    found.name = _first(record, _IDS)
    tools = record.get("tools")
    found.tools = found.tools or (tools if isinstance(tools, list) else None)
    found.cost = next(
        (c for c in (dollars(record.get(n)) for n in _COSTS) if c is not None), found.cost
    )
    if not answer:
        found.usage = used(record)
    unknown = "response" in record and record["response"] is None  # a stream that wasn't kept
    found.asked = bool(answer or unknown or text(body.get("model")))
    if not found.asked and record.keys() & {*_REQUESTS, *_ANSWERS}:
        source.skipping.add("calls whose answer isn't in the file: no request", line)
    yield found


def _answer_of(record: Entry, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the answer in a record, ``{}`` for none."""
    for name in _ANSWERS:
        if record.get(name) and record[name] is not body:
            found = answer_in(record[name])
            if found:
                return found
    if isinstance(record.get("choices"), list) and "messages" in record:
        return record  # a stored completion: the answer with what was sent
    told = record.get("response") or record.get("completion") or record.get("answer")
    last = mapping((body.get("messages") or [{}])[-1])
    if isinstance(told, str) and told.strip() and last.get("role") != "assistant":
        return {"role": "assistant", "content": told, "usage": record.get("usage")}
    return {}


def _first(record: Entry, names: tuple[str, ...]) -> str | None:
    """Return the first text under one of several names."""
    return next((record[name] for name in names if text(record.get(name))), None)


READER = Reader(NAME, fits, read)
