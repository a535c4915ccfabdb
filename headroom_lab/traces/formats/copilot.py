"""Copilot CLI: ``~/.copilot/session-state/<session>/events.jsonl``.

Events with their data; an answer tells the tokens of its output and its model, not of its input.
Sub-agents' events name the call that started them. Told from a log of version 1.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom_lab.messages.foreign import agents
from headroom_lab.providers.usage import number
from headroom_lab.results.trace import MAIN
from headroom_lab.traces.building import Draft, StreamDraft, TraceDraft, mapping, text
from headroom_lab.traces.converting import chat, usages
from headroom_lab.traces.formats.source import Entry, Reader, Source, one_session

NAME = "Copilot CLI"


def fits(line: Entry) -> bool:
    """Tell an event of a session."""
    known = line.get("type") == "abort" and isinstance(line.get("data"), Mapping)
    return known or (agents.copilot(line) and not agents.kimi(line))


class _Session:
    """A session while its events come in."""

    def __init__(self, source: Source) -> None:
        self._skip = source.skipping.add
        self.draft = TraceDraft(source.name, NAME, source.skipping)
        self._model: str | None = None
        self._agents: dict[str, str] = {}  # the call that started a sub-agent -> its stream
        self._last: Draft | None = None

    def take(self, line: dict[str, Any], at: int) -> None:
        """Take one event."""
        kind, data = str(line.get("type")), mapping(line.get("data"))
        self.draft.seen_at(line.get("timestamp"))
        stream = self.draft.stream(self._stream_of(data))
        if kind.startswith("session."):
            self._session(kind, data, at)
        elif kind == "system.message":
            self.draft.system = text(data.get("content")) or self.draft.system
        elif kind == "user.message":
            stream.add(chat.said("user", data.get("transformedContent") or data.get("content")))
        elif kind == "assistant.message":
            self._answer(stream, line, data)
        elif kind == "assistant.usage" and self._last is not None:
            _used(self._last, data)
        elif kind == "tool.execution_complete":
            stream.add(chat.result(data.get("toolCallId"), _output(data)))
        elif kind == "subagent.started" and text(data.get("toolCallId")):
            name = text(data.get("agentName")) or "agent"
            known = name in self._agents.values()
            self._agents[data["toolCallId"]] = f"{name}-{len(self._agents) + 1}" if known else name
        else:
            self._skip(f"events that hold no message: {kind}", at)

    def _stream_of(self, data: Mapping[str, Any]) -> str:
        """Return the stream that an event belongs to."""
        call = text(data.get("parentToolCallId"))
        return MAIN if call is None else self._agents.setdefault(call, f"agent-{call}")

    def _session(self, kind: str, data: Mapping[str, Any], at: int) -> None:
        """Take an event of the session itself."""
        if kind == "session.start":
            self.draft.id = text(data.get("sessionId")) or self.draft.id
            self.draft.project = text(mapping(data.get("context")).get("cwd"))
            self._model = text(data.get("selectedModel"))
        elif kind == "session.model_change":
            self._model = text(data.get("newModel")) or self._model
        elif kind == "session.compaction_complete" and text(data.get("summaryContent")):
            stream = self.draft.stream()
            stream.cut("compaction")
            stream.add(chat.said("user", data["summaryContent"]))
        elif kind == "session.truncation" and number(data, "messagesRemovedDuringTruncation"):
            stream = self.draft.stream()
            gone = number(data, "messagesRemovedDuringTruncation")
            stream.cut("compaction", stream.context()[gone:])
        elif kind == "session.shutdown":
            self._skip("what the session used as a whole, not request by request", at)
        else:
            self._skip(f"events that hold no message: {kind}", at)

    def _answer(
        self, stream: StreamDraft, line: Mapping[str, Any], data: Mapping[str, Any]
    ) -> None:
        """Take an answer with its calls."""
        calls = [
            chat.call(call.get("name"), call.get("arguments"), call.get("toolCallId"))
            for call in map(mapping, data.get("toolRequests") or ())
        ]
        model = text(data.get("model")) or self._model
        started = self.draft.seen_at(line.get("timestamp"))
        self._last = self.draft.request(stream, model, started)
        self._last.output = number(data, "outputTokens") or None
        stream.add(chat.answer(data.get("content"), calls, data.get("reasoningText")))


def _used(request: Draft, data: Mapping[str, Any]) -> None:
    """Take what a request used."""
    request.used(
        usages.counted(
            number(data, "inputTokens"),
            number(data, "outputTokens"),
            read=number(data, "cacheReadTokens"),
            written=number(data, "cacheWriteTokens"),
        )
    )


def _output(data: Mapping[str, Any]) -> Any:
    """Return what a tool gave the model, or the error that it ended with."""
    result, error = mapping(data.get("result")), data.get("error")
    told = result.get("content", result.get("textResultForLlm"))
    return told if told is not None else mapping(error).get("message") or error


READER = Reader(NAME, fits, one_session(_Session))
