"""Codex: ``~/.codex/sessions/<date>/rollout-*.jsonl``.

Items of the Responses API in ``response_item`` lines; ``event_msg`` lines repeat their texts, but
for ``token_count``, which is one request's usage.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom_lab.messages.foreign import agents
from headroom_lab.providers.usage import Usage, number
from headroom_lab.traces.building import StreamDraft, TraceDraft, mapping, text
from headroom_lab.traces.formats.source import Entry, Reader, Source, one_session

NAME = "Codex"
# What a client keeps beside the items that are sent.
_NOT_SENT = {"ghost_snapshot", "tool_call", "tool_result"}
_ANSWERS = {"reasoning", "function_call", "custom_tool_call", "local_shell_call"}


def fits(line: Entry) -> bool:
    """Tell a line of a rollout."""
    return agents.codex(line)


class _Rollout:
    """A rollout while its lines come in."""

    def __init__(self, source: Source) -> None:
        self._skip = source.skipping.add
        self.draft = TraceDraft(source.name, NAME, source.skipping)
        self._stream: StreamDraft = self.draft.stream()
        self._model: str | None = None
        self._named = False
        self._sent: int | None = None  # how many messages stood before the answer under way
        self._total: Any = None

    def take(self, line: dict[str, Any], at: int) -> None:
        """Take one line."""
        payload = mapping(line.get("payload"))
        stamp = line.get("timestamp")
        kind = line.get("type")
        if kind == "session_meta":
            self._meta(payload, stamp)
        elif kind == "turn_context":
            self._model = text(payload.get("model")) or self._model
        elif kind == "response_item":
            self.draft.seen_at(stamp)
            self._item(payload, at)
        elif kind == "compacted":
            self._compacted(payload)
        elif kind == "event_msg" and payload.get("type") == "token_count":
            self._count(payload, stamp, at)
        else:
            what = f"{kind} {payload.get('type')}" if kind == "event_msg" else str(kind)
            self._skip(f"lines that repeat or hold no message: {what}", at)

    def _meta(self, payload: Mapping[str, Any], stamp: Any) -> None:
        """Take the session's name, folder, instructions and tools."""
        if self._named:
            return
        self._named = True
        self.draft.id = text(payload.get("id")) or self.draft.id
        self.draft.project = text(payload.get("cwd"))
        self.draft.seen_at(stamp)
        base = payload.get("base_instructions")
        told = text(mapping(base).get("text")) or text(base) or text(payload.get("instructions"))
        self.draft.system = told
        tools = payload.get("dynamic_tools") or payload.get("tools")
        if isinstance(tools, list) and tools:
            self.draft.tools = [tool for tool in tools if isinstance(tool, Mapping)]

    def _item(self, item: Mapping[str, Any], at: int) -> None:
        """Take one item of the conversation."""
        kind = item.get("type")
        if kind in _NOT_SENT:
            self._skip(f"items that the API doesn't know: {kind}", at)
            return
        answers = kind in _ANSWERS or (kind == "message" and item.get("role") == "assistant")
        if not answers and str(kind).endswith("_call"):
            answers = True
        if answers and self._sent is None:
            self._sent = len(self._stream.messages)
        self._stream.add(_sent_form(item))

    def _compacted(self, payload: Mapping[str, Any]) -> None:
        """Open a segment with the history that a compaction left."""
        self._stream.cut("compaction")
        self._sent = None
        history = payload.get("replacement_history")
        for item in history if isinstance(history, list) else ():
            if isinstance(item, Mapping):
                self._stream.add(_sent_form(item))
        told = text(payload.get("message"))
        if told and not history:
            self._stream.add({"type": "message", "role": "user", "content": told})

    def _count(self, payload: Mapping[str, Any], stamp: Any, at: int) -> None:
        """Take one request's usage; the log repeats some, and some are empty."""
        info = mapping(payload.get("info"))
        last, total = mapping(info.get("last_token_usage")), info.get("total_token_usage")
        usage = _usage(last)
        if usage is None:
            self._skip("token_count lines that tell of no request", at)
            return
        if total is not None and total == self._total:
            self._skip("token_count lines that repeat an earlier one", at)
            return
        self._total = total
        started = self.draft.seen_at(stamp)
        request = self.draft.request(self._stream, self._model, started, sent=self._sent)
        request.used(usage)
        self._sent = None


def _usage(found: Mapping[str, Any]) -> Usage | None:
    """Return the usage of one request; cached tokens are part of its input. None for none."""
    sent, came = number(found, "input_tokens"), number(found, "output_tokens")
    if not sent and not came:
        return None
    return Usage(
        input_tokens=sent,
        output_tokens=came,
        cache_read_tokens=number(found, "cached_input_tokens"),
        cache_write_tokens=number(found, "cache_write_input_tokens"),
        reasoning_tokens=number(found, "reasoning_output_tokens"),
    ).resized(sent)


def _sent_form(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item as it is sent: without what the client notes for itself."""
    own = ("internal_chat_message_metadata_passthrough", "metadata", "phase")
    return {name: value for name, value in item.items() if name not in own}


READER = Reader(NAME, fits, one_session(_Rollout))
