"""Requests as they went to a vendor, alone or with their answers: Chat, Responses, Messages.

A record is a request's body, a list of messages, or a pair of both under the names that loggers
give them. Records that each repeat the one before are one session.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from headroom_lab.messages.foreign import agents
from headroom_lab.providers.usage import usage_of, value_of
from headroom_lab.results.trace import Trace
from headroom_lab.traces.building import TraceDraft, mapping, text
from headroom_lab.traces.formats.source import Entry, Reader, Source
from headroom_lab.traces.records import Record

NAME = "request log"
_REQUESTS = ("request", "request_body", "req", "body", "kwargs", "input")
_ANSWERS = ("response", "response_body", "res", "output", "answer")
_TIMES = ("timestamp", "time", "created_at", "started", "start_time", "created")
_IDS = ("id", "session", "session_id", "trace_id", "task_id", "request_id")
_CONVERSATIONS = ("messages", "conversation", "history", "trajectory", "traj")


def fits(record: Entry) -> bool:
    """Tell a record that is a request or holds one, or a message of a list of them."""
    if agents.kimi(record):
        return False
    bare = isinstance(record.get("role"), str) and "content" in record
    return bare or body_of(record) is not None


def body_of(record: Entry) -> Mapping[str, Any] | None:
    """Return the body of the request in a record: what has messages or items; None for none."""
    for found in (record, *(mapping(record.get(name)) for name in _REQUESTS)):
        if isinstance(found.get("body"), Mapping):
            found = found["body"]
        if _has_messages(found.get("messages")) or _has_messages(found.get("input")):
            return found
        if isinstance(found.get("input"), str) and text(found.get("model")):
            return found
    for name in _CONVERSATIONS:
        if _has_messages(record.get(name)):
            return {"messages": record[name]}
    return None


def _has_messages(found: Any) -> bool:
    """Tell a list of messages or items."""
    first = mapping(found[0]) if isinstance(found, list) and found else {}
    return isinstance(first.get("role"), str) or ("type" in first and "role" not in first)


def read(records: Iterable[Record], source: Source) -> Iterator[Trace]:
    """Yield the sessions of a log: a request that begins with the one before it continues it."""
    session: _Log | None = None
    bare: list[Any] = []
    for line, record in records:
        body = body_of(record)
        if body is None:
            if isinstance(record.get("role"), str):
                bare.append(record)
            else:
                source.skipping.add("a record that holds no request", line)
            continue
        if session is None or not session.continues(body):
            if session is not None:
                yield session.draft.built()
            session = _Log(source, line)
        session.take(record, body, line)
    if bare:
        session = session or _Log(source, 1)
        session.take({}, {"messages": bare}, 1)
    if session is not None:
        yield session.draft.built()


class _Log:
    """One session of a log."""

    def __init__(self, source: Source, line: int) -> None:
        name = source.name if line == 1 else f"{source.name}:{line}"
        self.draft = TraceDraft(name, NAME, source.skipping, is_whole=True)
        self._skip = source.skipping.add
        self._last: list[Any] = []

    def continues(self, body: Mapping[str, Any]) -> bool:
        """Tell whether a request begins with all that the one before it sent."""
        given = messages_of(body)
        return len(given) > len(self._last) > 0 and given[: len(self._last)] == self._last

    def take(self, record: Mapping[str, Any], body: Mapping[str, Any], line: int) -> None:
        """Take one request with its answer."""
        stream = self.draft.stream()
        given = messages_of(body)
        stream.messages[len(self._last) :] = given[len(self._last) :]
        self._last = given
        self._about(record, body)
        answer = next((record[n] for n in _ANSWERS if isinstance(record.get(n), Mapping)), None)
        answer = mapping(answer.get("body")) or answer if answer else mapping(record.get("raw"))
        model = text(mapping(answer).get("model")) or text(body.get("model"))
        asked = answer or "response" in record or text(body.get("model"))
        if asked:
            request = self.draft.request(stream, model, self._time(record))
            self._used(request, mapping(answer) or record, line)
        for message in answered(mapping(answer)):
            stream.add(message)

    def _about(self, record: Mapping[str, Any], body: Mapping[str, Any]) -> None:
        """Take what stands beside the messages."""
        if self.draft.system is None:
            self.draft.system = body.get("system") or body.get("instructions")
        tools = body.get("tools") or record.get("tools")
        if isinstance(tools, list) and self.draft.tools is None:
            self.draft.tools = [tool for tool in tools if isinstance(tool, Mapping)]
        found = next((text(record.get(name)) for name in _IDS if text(record.get(name))), None)
        if found and len(self.draft.requests) == 0:
            self.draft.id = found

    def _time(self, record: Mapping[str, Any]) -> Any:
        """Return when a request was sent, where its record says so."""
        stamps = (record.get(name) for name in _TIMES)
        return next(filter(None, map(self.draft.seen_at, stamps)), None)

    def _used(self, request: Any, answer: Mapping[str, Any], line: int) -> None:
        """Take what a request used."""
        try:
            usage = usage_of(answer.get("usage"))
        except (TypeError, ValueError):
            self._skip("a usage that can't be read", line)
            return
        request.usage = usage
        request.output = None if usage is None else usage.output_tokens
        request.stop_reason = stopped(answer)
        cost = value_of(answer, "usage", "cost")
        request.cost = float(cost) if isinstance(cost, (int, float)) else None


def messages_of(body: Mapping[str, Any]) -> list[Any]:
    """Return the messages or items of a body; a text alone is a user's message."""
    found = body.get("messages")
    found = body.get("input") if found is None else found
    return [{"role": "user", "content": found}] if isinstance(found, str) else list(found or ())


def answered(answer: Mapping[str, Any]) -> list[Any]:
    """Return the messages or items in an answer of any of the three APIs."""
    choices, output = answer.get("choices"), answer.get("output")
    if isinstance(choices, list) and choices:
        message = mapping(choices[0]).get("message")
        return [message] if isinstance(message, Mapping) else []
    if isinstance(output, list):
        return [item for item in output if isinstance(item, Mapping)]
    if isinstance(answer.get("content"), (list, str)) and answer.get("role") == "assistant":
        return [{"role": "assistant", "content": answer["content"]}]
    return []


def stopped(answer: Mapping[str, Any]) -> str | None:
    """Return why an answer ended."""
    choices = answer.get("choices")
    if isinstance(choices, list) and choices:
        return text(mapping(choices[0]).get("finish_reason"))
    return text(answer.get("stop_reason")) or text(answer.get("status"))


READER = Reader(NAME, fits, read)
