"""pi and OpenClaw: ``~/.pi/agent/sessions/<project>/*.jsonl``.

A header and then entries, each with its parent; answers carry their usage and what they cost.
Messages are put into the Messages API's form, whichever vendor they went to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom_lab.messages.foreign import agents
from headroom_lab.traces.building import StreamDraft, TraceDraft, mapping, text
from headroom_lab.traces.converting import usages
from headroom_lab.traces.converting.usages import dollars
from headroom_lab.traces.formats.content_parts import listed
from headroom_lab.traces.formats.source import Entry, Reader, Source, one_session
from headroom_lab.traces.skipping import NO_REQUEST

NAME = "pi"


def fits(line: Entry) -> bool:
    """Tell a line of a session file."""
    return agents.pi(line)


class _Session:
    """A session while its entries come in."""

    def __init__(self, source: Source) -> None:
        self._skip = source.skipping.add
        self.draft = TraceDraft(source.name, NAME, source.skipping)
        self._stream: StreamDraft = self.draft.stream()
        self._places: dict[str, int] = {}  # entry -> the last message up to it
        self._model: str | None = None

    def take(self, line: dict[str, Any], at: int) -> None:
        """Take one entry."""
        kind = line.get("type")
        if kind == "session":
            self.draft.id = text(line.get("id")) or self.draft.id
            self.draft.project = text(line.get("cwd"))
            self._model = text(line.get("modelId"))
        elif kind == "model_change":
            self._model = text(line.get("modelId")) or self._model
        elif kind == "message" and isinstance(line.get("message"), Mapping):
            self._stream.continue_from(self._places.get(str(line.get("parentId"))))
            self._message(line["message"], at)
        elif kind in ("custom_message", "branch_summary", "compaction"):
            self._told(line, at)
        else:
            self._skip(f"entries that hold no message: {kind}", at)
        self.draft.seen_at(line.get("timestamp"))
        if text(line.get("id")):
            self._places[line["id"]] = len(self._stream.messages) - 1

    def _told(self, line: Mapping[str, Any], at: int) -> None:
        """Take a compaction, or a text that the client puts in."""
        content = line.get("summary") if line.get("type") != "custom_message" else None
        content = line.get("content") if content is None else content
        if not isinstance(content, (str, list)) or not content:
            self._skip(f"entries without content: {line.get('type')}", at)
            return
        if line.get("type") != "compaction":
            self._user(content)
            return
        kept = self._kept(line)
        summary = self._stream.add({"role": "user", "content": listed(content)})
        self._stream.cut("compaction", (summary, *kept))

    def _kept(self, line: Mapping[str, Any]) -> tuple[int, ...]:
        """Return the messages that a compaction left in context behind its summary."""
        first = text(line.get("firstKeptEntryId"))
        if first is None or first not in self._places or not self._stream.messages:
            return ()
        from_ = self._places[first]
        return tuple(place for place in self._stream.context() if place >= max(from_, 0))

    def _message(self, message: Mapping[str, Any], at: int) -> None:
        """Take one message of the conversation."""
        role, content = message.get("role"), message.get("content")
        if not isinstance(content, (str, list)):
            self._skip(f"a message without content: {role}", at)
        elif role == "assistant":
            self._answer(message, content, at)
        elif role == "toolResult":
            self._user([_result(message, content)])
        elif role in ("user", "bashExecution", "custom"):
            self._user(content)
        else:
            self._skip(f"a message of an unknown role: {role}", at)

    def _user(self, content: Any) -> None:
        """Add what a user or a tool gave to the message of a user that is under way."""
        parts = listed(content)
        last = self._stream.open_user()
        if last is None:
            self._stream.add({"role": "user", "content": parts})
        else:
            last["content"] = [*last["content"], *parts]

    def _answer(self, message: Mapping[str, Any], content: Any, at: int) -> None:
        """Take an answer, and its request where it tells what it used."""
        found = mapping(message.get("usage"))
        usage = usages.in_classes(found, "input", "output", "cacheRead", "cacheWrite")
        if usage is not None:
            model = text(message.get("responseModel")) or text(message.get("model")) or self._model
            started = self.draft.seen_at(message.get("timestamp"))
            request = self.draft.request(self._stream, model, started)
            request.used(usage)
            request.stop_reason = text(message.get("stopReason"))
            request.cost = dollars(mapping(found.get("cost")).get("total")) or None
        else:
            self._skip(NO_REQUEST, at)
        if not content:
            self._skip("answers that hold nothing", at)
            return
        self._stream.add({"role": "assistant", "content": [_called(p) for p in listed(content)]})
        if message.get("stopReason") in ("aborted", "error"):  # the client doesn't send it again
            self._stream.cut("branch", self._stream.context()[:-1])


def _called(part: Any) -> Any:
    """Return a part of an answer in the Messages API's form."""
    if mapping(part).get("type") != "toolCall":
        return part
    return {
        "type": "tool_use",
        "id": part.get("id"),
        "name": part.get("name"),
        "input": part.get("arguments"),
    }


def _result(message: Mapping[str, Any], content: Any) -> dict[str, Any]:
    """Return a tool's result in the Messages API's form."""
    made = {
        "type": "tool_result",
        "tool_use_id": message.get("toolCallId"),
        "content": [_image(part) for part in listed(content)],
    }
    return {**made, "is_error": True} if message.get("isError") is True else made


def _image(part: Any) -> Any:
    """Return an image in the Messages API's form."""
    if mapping(part).get("type") != "image" or "data" not in part:
        return part
    source = {"type": "base64", "media_type": part.get("mimeType"), "data": part["data"]}
    return {"type": "image", "source": source}


READER = Reader(NAME, fits, one_session(_Session))
