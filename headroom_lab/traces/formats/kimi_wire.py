"""Kimi CLI's first protocol: ``wire.jsonl`` of versions before Kimi Code.

Each line holds a message with its type and payload. Source: public tools that read these files,
looked up on 2026-11-28. The model isn't in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom_lab.results.trace import MAIN
from headroom_lab.traces.building import StreamDraft, TraceDraft, mapping, text
from headroom_lab.traces.converting import chat, usages
from headroom_lab.traces.formats import kimi
from headroom_lab.traces.formats.source import Entry, Reader, Source, one_session

_EVENTS = {"TurnBegin", "TurnEnd", "StepBegin", "StepInterrupted", "ContentPart", "ToolCall",
           "ToolCallPart", "ToolResult", "StatusUpdate", "CompactionBegin", "CompactionEnd",
           "SubagentEvent", "ApprovalRequest", "ApprovalResponse", "ToolCallRequest"}  # fmt: skip


def fits(line: Entry) -> bool:
    """Tell a line of the wire."""
    message = mapping(line.get("message"))
    return str(message.get("type")) in _EVENTS and isinstance(message.get("payload"), Mapping)


class _Session:
    """A session while its lines come in."""

    def __init__(self, source: Source) -> None:
        self._skip = source.skipping.add
        name = source.path.parent.name if source.name == "wire" else source.name
        self.draft = TraceDraft(name, kimi.NAME, source.skipping)
        self._sent: dict[str, int] = {}  # stream -> how many messages its step under way sent
        self._answers: dict[str, dict[str, Any]] = {}  # stream -> the answer of that step

    def take(self, line: dict[str, Any], at: int) -> None:
        """Take one line."""
        stamp = self.draft.seen_at(line.get("timestamp"))
        self._event(mapping(line.get("message")), self.draft.stream(), stamp, at)

    def _event(self, event: Mapping[str, Any], stream: StreamDraft, stamp: Any, at: int) -> None:
        """Take an event of a stream; that of a sub-agent stands in one of the main stream."""
        kind, payload = event.get("type"), mapping(event.get("payload"))
        if kind == "SubagentEvent":
            told = next((v for k, v in payload.items() if k.endswith("_id") and text(v)), "agent")
            inner = mapping(payload.get("event"))
            if inner.get("type") != kind and told != MAIN:
                self._event(inner, self.draft.stream(str(told)), stamp, at)
        elif kind == "TurnBegin":
            stream.add(chat.said("user", chat.plain(payload.get("user_input"))))
        elif kind == "StepBegin":
            self._sent[stream.name] = len(stream.messages)
            self._answers.pop(stream.name, None)
        elif kind == "StatusUpdate":
            self._used(stream, payload, stamp, at)
        elif kind == "ToolResult":
            stream.add(chat.result(payload.get("tool_call_id"), _output(payload)))
        elif kind in ("ContentPart", "ToolCall", "ToolCallPart"):
            self._say(stream, str(kind), payload)
        elif kind == "CompactionEnd":
            stream.cut("compaction")
        else:
            self._skip(f"events that hold no message: {kind}", at)

    def _say(self, stream: StreamDraft, kind: str, payload: Mapping[str, Any]) -> None:
        """Add a part to the answer of the step under way, made on first use."""
        if stream.name not in self._answers:
            self._answers[stream.name] = chat.answer("")
            stream.add(self._answers[stream.name])
        answer = self._answers[stream.name]
        if kind == "ContentPart":
            kimi.say(answer, payload)
        elif kind == "ToolCall":
            function = mapping(payload.get("function"))
            call = chat.call(function.get("name"), function.get("arguments"), payload.get("id"))
            if function.get("arguments") is None:
                call["function"]["arguments"] = ""  # its parts follow
            answer.setdefault("tool_calls", []).append(call)
        elif answer.get("tool_calls"):
            part = chat.as_text(payload.get("arguments_part"))
            answer["tool_calls"][-1]["function"]["arguments"] += part

    def _used(self, stream: StreamDraft, payload: Mapping[str, Any], stamp: Any, at: int) -> None:
        """Note a request with what it used."""
        names = ("input_other", "output", "input_cache_read", "input_cache_creation")
        usage = usages.in_classes(mapping(payload.get("token_usage")), *names)
        if usage is None:
            self._skip("status updates that tell of no request", at)
            return
        sent = self._sent.get(stream.name)
        self.draft.request(stream, None, stamp, sent=sent).used(usage)


def _output(payload: Mapping[str, Any]) -> Any:
    """Return what a tool gave the model: its output, and the message beside it."""
    value = payload.get("return_value", payload.get("result"))
    found = mapping(value)
    if not found:
        return value
    told = chat.plain(found.get("output"))
    parts = [chat.as_text(part) for part in (told, found.get("message")) if part]
    return "\n".join(parts)


READER = Reader(kimi.NAME, fits, one_session(_Session))
