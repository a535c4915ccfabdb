"""Kimi CLI: ``~/.kimi/sessions/<project>/<session>/wire.jsonl``, Kimi Code in ``~/.kimi-code``.

What goes into the context comes as events: messages, and for each step its parts, calls with their
results, and at its end its usage. Told from a log of protocol 1.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom_lab.messages.foreign import agents
from headroom_lab.results.trace import MAIN
from headroom_lab.traces.building import StreamDraft, TraceDraft, mapping, text
from headroom_lab.traces.converting import chat, usages
from headroom_lab.traces.formats.source import Entry, Reader, Source, one_session
from headroom_lab.traces.skipping import NO_REQUEST

NAME = "Kimi CLI"


def fits(line: Entry) -> bool:
    """Tell an event of a session."""
    kind = str(line.get("type"))
    return agents.kimi(line) or (
        "time" in line and kind.startswith(("llm.", "usage.", "permission."))
    )


class _Session:
    """A session while its events come in."""

    def __init__(self, source: Source) -> None:
        self._skip = source.skipping.add
        self.draft = TraceDraft(source.name, NAME, source.skipping)
        self._model: str | None = None
        self._sent: dict[str, int] = {}  # stream -> how many messages its step under way sent
        self._answers: dict[str, dict[str, Any]] = {}  # stream -> the answer of that step

    def take(self, line: dict[str, Any], at: int) -> None:
        """Take one event."""
        self.draft.seen_at(line.get("time") or line.get("created_at"))
        agent = text(line.get("agentId")) or MAIN
        stream = self.draft.stream(agent)
        kind = line.get("type")
        if kind == "config.update":
            self.draft.system = text(line.get("systemPrompt")) or self.draft.system
            self._model = text(line.get("modelAlias")) or self._model
        elif kind == "llm.tools_snapshot" and isinstance(line.get("tools"), list):
            self.draft.tools = [tool for tool in line["tools"] if isinstance(tool, Mapping)]
        elif kind == "llm.request":
            self._model = text(line.get("model")) or self._model
        elif kind == "context.append_message":
            self._message(stream, mapping(line.get("message")), at)
        elif kind == "context.append_loop_event":
            self._event(stream, mapping(line.get("event")), line, at)
        elif kind == "usage.record" and line.get("usageScope") != "turn":  # that repeats a step's
            self._used(stream, line, mapping(line.get("usage")), len(stream.messages), at)
        elif kind == "context.apply_compaction":
            _compact(stream, line)
        else:
            self._skip(f"events that hold no message: {kind}", at)

    def _message(self, stream: StreamDraft, message: Mapping[str, Any], at: int) -> None:
        """Take a message that was put into the context."""
        role, content = message.get("role"), chat.plain(message.get("content"))
        if role == "assistant":
            calls = [_call(mapping(call)) for call in message.get("toolCalls") or ()]
            stream.add(chat.answer(content, calls))
        elif role == "tool":
            stream.add(chat.result(message.get("toolCallId"), content))
        elif isinstance(role, str):
            stream.add(chat.said(role, content))
        else:
            self._skip("a message without a role", at)

    def _event(
        self, stream: StreamDraft, event: Mapping[str, Any], line: Mapping[str, Any], at: int
    ) -> None:
        """Take an event of a step."""
        kind = event.get("type")
        if kind == "step.begin":
            if stream.name in self._sent and stream.name not in self._answers:
                self._skip("steps without an answer: no usage", at)
            self._sent[stream.name] = len(stream.messages)
            self._answers.pop(stream.name, None)
        elif kind == "content.part":
            say(self._answer(stream), mapping(event.get("part")))
        elif kind == "tool.call":
            calls = self._answer(stream).setdefault("tool_calls", [])
            calls.append(chat.call(event.get("name"), event.get("args"), event.get("toolCallId")))
        elif kind == "tool.result":
            stream.add(chat.result(event.get("toolCallId"), _output(mapping(event.get("result")))))
        elif kind == "step.end":
            sent = self._sent.pop(stream.name, len(stream.messages))
            self._answers.pop(stream.name, None)
            self._used(stream, {**line, **event}, mapping(event.get("usage")), sent, at)
        else:
            self._skip(f"events that hold no message: {kind}", at)

    def _answer(self, stream: StreamDraft) -> dict[str, Any]:
        """Return the answer of the step under way, made on first use."""
        if stream.name not in self._answers:
            self._answers[stream.name] = chat.answer("")
            stream.add(self._answers[stream.name])
        return self._answers[stream.name]

    def _used(
        self,
        stream: StreamDraft,
        line: Mapping[str, Any],
        found: Mapping[str, Any],
        sent: int,
        at: int,
    ) -> None:
        """Note a request with what it used."""
        usage = usages.in_classes(
            found, "inputOther", "output", "inputCacheRead", "inputCacheCreation"
        )
        if usage is None:
            self._skip(NO_REQUEST, at)
            return
        started = self.draft.seen_at(line.get("time"))
        request = self.draft.request(stream, self._model, started, sent=sent)
        request.used(usage)
        request.stop_reason = text(line.get("finishReason"))


def _compact(stream: StreamDraft, line: Mapping[str, Any]) -> None:
    """Take a compaction: the last messages of the user stay, a summary of the rest follows."""
    count = line.get("keptUserMessageCount")
    users = [p for p in stream.context() if stream.messages[p]["role"] == "user"]
    kept = users[-count:] if isinstance(count, int) and count > 0 else []
    stream.cut("compaction", tuple(kept))
    told = text(line.get("contextSummary")) or text(line.get("summary"))
    if told:
        stream.add(chat.said("user", told))


def say(answer: dict[str, Any], part: Mapping[str, Any]) -> None:
    """Add a part to an answer: what it thinks, or what it says."""
    name, told = ("reasoning_content", part.get("think")) if part.get("type") == "think" else (
        "content", part.get("text")
    )  # fmt: skip
    if isinstance(told, str):
        answer[name] = str(answer.get(name) or "") + told


def _call(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return a call of a message."""
    function = mapping(found.get("function")) or found
    arguments = function.get("arguments", function.get("args"))
    return chat.call(function.get("name"), arguments, found.get("id") or found.get("toolCallId"))


def _output(found: Mapping[str, Any]) -> str:
    """Return what a tool gave, and what the client notes on it."""
    told = [chat.as_text(found.get("output")), chat.as_text(found.get("note"))]
    return "\n".join(part for part in told if part)


READER = Reader(NAME, fits, one_session(_Session))
