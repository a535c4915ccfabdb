"""Gemini CLI: ``~/.gemini/tmp/<project>/chats/session-*.json``, or lines of JSON since 0.20.

A message carries its calls with their results; all are put into Chat's form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom_lab.messages.foreign import agents
from headroom_lab.providers.usage import Usage, number
from headroom_lab.traces.building import TraceDraft, mapping, text
from headroom_lab.traces.converting import chat
from headroom_lab.traces.formats.source import Entry, Reader, Source, each, objects_in, one_session
from headroom_lab.traces.skipping import NO_REQUEST

NAME = "Gemini CLI"


def fits(line: Entry) -> bool:
    """Tell a session, its header or a message of one."""
    return agents.gemini_cli(line)


class _Session:
    """A session while its messages come in."""

    def __init__(self, source: Source) -> None:
        self._skip = source.skipping.add
        self.draft = TraceDraft(source.name, NAME, source.skipping)

    def take(self, line: dict[str, Any], at: int) -> None:
        """Take a session's header, all of it, or one message."""
        if "projectHash" in line:
            self.draft.id = text(line.get("sessionId")) or self.draft.id
            inner = objects_in(
                line.get("messages"), at, self.draft.skipping, is_needed="messages" in line
            )
            each(((at, dict(one)) for one in inner), self._message, self.draft.skipping)
        else:
            self._message(line, at)

    def _message(self, line: dict[str, Any], at: int) -> None:
        """Take one message."""
        kind, content = line.get("type"), _text(line.get("content"))
        stamp = self.draft.seen_at(line.get("timestamp"))
        stream = self.draft.stream()
        if kind == "user":
            stream.add(chat.said("user", content))
            return
        if kind != "gemini":
            self._skip(f"lines that hold no message: {kind or ', '.join(line)}", at)
            return
        usage = _usage(mapping(line.get("tokens")))
        if usage is not None:
            self.draft.request(stream, line.get("model"), stamp).used(usage)
        else:
            self._skip(NO_REQUEST, at)
        told = line.get("toolCalls")
        calls = list(objects_in(told, at, self.draft.skipping, is_needed="toolCalls" in line))
        if not (content or calls):
            self._skip("answers that hold nothing", at)
        made = [chat.call(one.get("name"), one.get("args") or {}, one.get("id")) for one in calls]
        stream.add(chat.answer(content, made))
        for call in calls:
            if call.get("result") is not None:
                stream.add(_result(call))
            else:
                self._skip("calls that tell of no result", at)


def _usage(found: Mapping[str, Any]) -> Usage | None:
    """Return what an answer used; thoughts stand beside its output. None where nothing."""
    sent = number(found, "input") + number(found, "tool")
    thoughts = number(found, "thoughts")
    came = number(found, "output") + thoughts
    if not sent and not came:
        return None
    return Usage(sent, came, number(found, "cached"), reasoning_tokens=thoughts).resized(sent)


def _result(call: Mapping[str, Any]) -> dict[str, Any]:
    """Return a call's result in Chat's form: what the model was given, not what was shown."""
    result = call["result"]
    told = [_response(part) for part in result] if isinstance(result, list) else [_text(result)]
    return chat.result(call.get("id"), "\n".join(told))


def _response(part: Any) -> str:
    """Return the text of one part of a result."""
    response = mapping(mapping(part).get("functionResponse")).get("response")
    if response is None:
        return _text(part)
    output = mapping(response).get("output")
    return output if isinstance(output, str) else chat.as_text(response)


def _text(content: Any) -> str:
    """Return a content as text: a text, a part, or a list of them."""
    if isinstance(content, list):
        return "\n".join(map(_text, content))
    if isinstance(content, Mapping):
        told = content.get("text")
        return told if isinstance(told, str) else chat.as_text(dict(content))
    return "" if content is None else str(content)


READER = Reader(NAME, fits, one_session(_Session))
