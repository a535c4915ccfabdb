"""tau-bench results: a conversation a trial; tau2-bench's with a usage and a cost a message.

Source: github.com/sierra-research/tau-bench and tau2-bench, as known in November 2026, not looked
up. What the simulated user's model used is not the agent's and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from headroom_lab.providers.usage import usage_of
from headroom_lab.results.trace import Trace
from headroom_lab.traces.building import TraceDraft, mapping, text
from headroom_lab.traces.converting import chat
from headroom_lab.traces.converting.usages import dollars
from headroom_lab.traces.formats.source import Entry, Reader, Source, every, made, objects_in
from headroom_lab.traces.records import Record
from headroom_lab.traces.skipping import NO_REQUEST

NAME = "tau-bench"


def fits(record: Entry) -> bool:
    """Tell a trial, or tau2-bench's file of them."""
    if isinstance(record.get("traj"), list) and "task_id" in record:
        return True
    if isinstance(record.get("simulations"), list) and "tasks" in record:
        return True
    return (
        isinstance(record.get("messages"), list) and "task_id" in record and "agent_cost" in record
    )


def read(records: Iterable[Record], source: Source) -> Iterator[Trace]:
    """Yield a session a trial."""

    def trials(record: dict[str, Any], line: int) -> Iterator[Trace]:
        told = mapping(record.get("info"))
        held = record.get("simulations", [record])
        for trial in objects_in(held, line, source.skipping):
            yield _Trial(source, trial, told).built(line)

    for _, trace in made(records, trials, source.skipping):
        yield trace


class _Trial:
    """One trial of a task."""

    def __init__(self, source: Source, trial: Mapping[str, Any], told: Mapping[str, Any]) -> None:
        name = text(trial.get("id")) or f"task{trial.get('task_id')}-trial{trial.get('trial')}"
        self._draft = TraceDraft(name, NAME, source.skipping)
        self._trial = trial
        self._model = text(mapping(told.get("agent_info")).get("llm"))
        policy = mapping(told.get("environment_info")).get("policy")
        self._draft.system = text(policy)

    def built(self, line: int) -> Trace:
        """Return the trial as a trace."""
        messages = self._trial.get("traj") or self._trial.get("messages")
        every(messages, partial(self._message, line), line, self._draft.skipping)
        return self._draft.built()

    def _message(self, line: int, message: Mapping[str, Any]) -> None:
        """Take one message; an answer with a usage or a cost is a request."""
        stream = self._draft.stream()
        stamp = self._draft.seen_at(message.get("timestamp"))
        if message.get("requestor") == "user" or _of_user(message):
            return  # the simulated user's own tools, which the agent doesn't see
        role = message.get("role")
        if role == "tool" and isinstance(message.get("tool_messages"), list):
            for inner in objects_in(message["tool_messages"], line, self._draft.skipping):
                self._message(line, inner)
        elif role == "tool" and "tool_call_id" not in message:
            stream.add(chat.result(message.get("id"), message.get("content")))
        elif role == "assistant":
            usage, cost = usage_of(message.get("usage")), dollars(message.get("cost"))
            if usage is not None or cost:
                request = self._draft.request(stream, self._model, stamp)
                request.used(usage)
                request.cost = cost
            else:
                self._draft.skipping.add(NO_REQUEST, line)
            # tau2-bench's calls name their tool beside its arguments
            calls = map(chat.called, map(mapping, message.get("tool_calls") or ()))
            stream.add(chat.answer(message.get("content"), calls))
        else:
            stream.add(_sent(message))


def _of_user(message: Mapping[str, Any]) -> bool:
    """Tell a call that the simulated user makes."""
    return message.get("role") == "user" and bool(message.get("tool_calls"))


def _sent(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message as it was sent, without what the bench notes on it."""
    names = ("role", "content", "name", "tool_call_id")
    return {name: message[name] for name in names if name in message}


READER = Reader(NAME, fits, read)
