"""Qwen Code: ``~/.qwen/projects/<project>/chats/<session>.jsonl``.

Gemini's contents in an envelope like Claude Code's: each line follows its parent; a line of the
same uuid adds to the one before. Told from a log of version 0.21.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom_lab.messages.foreign import agents
from headroom_lab.providers.usage import gemini_usage
from headroom_lab.traces.building import Draft, StreamDraft, TraceDraft, mapping, text
from headroom_lab.traces.converting.gemini_contents import Contents
from headroom_lab.traces.formats.source import Entry, Reader, Source, one_session

NAME = "Qwen Code"


def fits(line: Entry) -> bool:
    """Tell a line of a chat file that holds a message, or one of the client's own."""
    return agents.qwen_code(line) or ("uuid" in line and "systemPayload" in line)


class _Session:
    """A session while its lines come in."""

    def __init__(self, source: Source) -> None:
        self._skip = source.skipping.add
        self.draft = TraceDraft(source.name, NAME, source.skipping)
        self._stream: StreamDraft = self.draft.stream()
        self._contents = Contents()
        self._places: dict[str, int] = {}  # uuid -> the last message up to it
        self._answer: tuple[str, Draft] | None = None  # the answer under way: its uuid, its request

    def take(self, line: dict[str, Any], at: int) -> None:
        """Take one line."""
        self._about(line)
        content, uuid = line.get("message"), str(line.get("uuid"))
        parent = self._places.get(str(line.get("parentUuid")))
        compressed = mapping(line.get("systemPayload")).get("compressedHistory")
        if line.get("subtype") == "chat_compression" and isinstance(compressed, list):
            self._compact(compressed)
        elif isinstance(content, Mapping):
            again = self._answer is not None and self._answer[0] == uuid
            if not again:
                self._stream.continue_from(parent)
            self._message(line, content, uuid, again)
        else:
            self._skip(f"lines that hold no message: {line.get('type')} {line.get('subtype')}", at)
            self._places[uuid] = len(self._stream.messages) - 1 if parent is None else parent
            return
        self._places[uuid] = len(self._stream.messages) - 1

    def _about(self, line: Mapping[str, Any]) -> None:
        """Take the session's name and folder, and the time of a line."""
        self.draft.id = text(line.get("sessionId")) or self.draft.id
        self.draft.project = self.draft.project or text(line.get("cwd"))
        self.draft.seen_at(line.get("timestamp"))

    def _message(
        self, line: Mapping[str, Any], content: Mapping[str, Any], uuid: str, again: bool
    ) -> None:
        """Take the content of a line."""
        if line.get("type") != "assistant":
            self._answer = None
            for message in self._contents.messages(content):
                self._stream.add(message)
            return
        if not again:
            started = self.draft.seen_at(line.get("timestamp"))
            request = self.draft.request(self._stream, line.get("model"), started)
            self._answer = (uuid, request)
            for message in self._contents.messages(content):
                self._stream.add(message)
        else:
            _join(self._stream.messages[-1], self._contents.messages(content))
        if self._answer is not None:
            self._used(self._answer[1], line)

    def _used(self, request: Draft, line: Mapping[str, Any]) -> None:
        """Take what an answer's request used, and its model, from the line that tells."""
        found = line.get("usageMetadata")
        if isinstance(found, Mapping):
            request.used(gemini_usage(found))
        if text(line.get("model")):
            request.model = self._stream.model = line["model"]

    def _compact(self, contents: list[Any]) -> None:
        """Take what a compression of the chat has left."""
        self._stream.cut("compaction")
        for content in contents:
            for message in self._contents.messages(mapping(content)):
                self._stream.add(message)


def _join(message: dict[str, Any], more: list[dict[str, Any]]) -> None:
    """Add a further part of an answer."""
    for one in more:
        for name in ("content", "reasoning_content"):
            told, before = one.get(name), message.get(name)
            if told and before and isinstance(told, str) and isinstance(before, str):
                message[name] = f"{before}\n{told}"
            elif told:
                message[name] = told
        if one.get("tool_calls"):
            message["tool_calls"] = [*message.get("tool_calls", ()), *one["tool_calls"]]


READER = Reader(NAME, fits, one_session(_Session))
