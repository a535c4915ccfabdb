"""A message list as blocks, and back to exactly the list it was, or to an edited one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from headroom_lab.errors import InvalidMessagesError, nearest
from headroom_lab.messages import anthropic, openai_chat, openai_responses
from headroom_lab.messages.blocks import Block, Format, Path, Role, set_at
from headroom_lab.messages.parts import plain

_BLOCKS: dict[Format, Callable[[Mapping[str, Any], int], Iterator[Block]]] = {
    "openai_chat": openai_chat.blocks,
    "anthropic": anthropic.blocks,
    "openai_responses": openai_responses.blocks,
}
_RESPONSES_PARTS = ("input_text", "output_text", "input_image", "input_file", "refusal")
_ROLES: dict[Format, Mapping[str, Role]] = {
    "openai_chat": openai_chat.ROLES,
    "anthropic": anthropic.ROLES,
    "openai_responses": openai_responses.ROLES,
}


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of the list: as it came (``original``), as plain data (``raw``), as blocks."""

    index: int
    role: Role
    original: Any
    raw: Mapping[str, Any]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, eq=False)
class Conversation:
    """A message list, read once: its wire format and its messages. Equal only to itself."""

    format: Format
    messages: tuple[Message, ...]

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks of all messages, in reading order."""
        return tuple(block for message in self.messages for block in message.blocks)

    def to_list(self) -> list[Any]:
        """Return the messages in the format they came in; unedited ones are the same objects."""
        return [message.original for message in self.messages]

    def edit(self, texts: Mapping[tuple[int, Path], str]) -> Conversation:
        """Return a copy in which ``texts[message, path]`` stand in place of what stood there."""
        edits: dict[int, list[tuple[Path, str]]] = {}
        for (index, path), text in texts.items():
            edits.setdefault(index, []).append((path, text))
        if not edits:
            return self
        messages = list(self.messages)
        for index, changes in edits.items():
            messages[index] = _edited(messages[index], changes)
        return replace(self, messages=tuple(messages))

    def keep(self, indices: Iterable[int]) -> Conversation:
        """Return a copy that holds only the messages at ``indices`` (ascending)."""
        kept = [self.messages[index] for index in indices]
        return replace(self, messages=tuple(_moved(m, i) for i, m in enumerate(kept)))


def read(messages: Any, *, format: Format | None = None) -> Conversation:
    """Read a message list of any of the three formats, dicts or SDK objects.

    Raises InvalidMessagesError that says which message, which field, what was found.
    """
    if isinstance(messages, Conversation):
        return messages
    if isinstance(messages, (str, bytes, Mapping)) or not isinstance(messages, Sequence):
        raise InvalidMessagesError(type(messages).__name__, "a list of messages")
    if not messages:
        raise InvalidMessagesError("an empty list", "at least one message")
    raws = [_raw(original, index) for index, original in enumerate(messages)]
    wire = format or detect(raws)
    out = []
    for index, (original, raw) in enumerate(zip(messages, raws, strict=True)):
        out.append(_message(wire, original, raw, index))
    return Conversation(wire, tuple(_named(out)))


def detect(raws: Sequence[Mapping[str, Any]]) -> Format:
    """Tell the wire format from what the messages hold; plain texts read as Chat Completions."""
    for raw in raws:
        if "tool_calls" in raw or raw.get("role") in ("tool", "function"):
            return "openai_chat"
        if "role" not in raw or raw.get("type") == "message":
            return "openai_responses"
        content = raw.get("content")
        for part in content if isinstance(content, list) else ():
            kind = part.get("type") if isinstance(part, Mapping) else None
            if kind in _RESPONSES_PARTS:
                return "openai_responses"
            if kind == "image_url":
                return "openai_chat"
            if isinstance(part, Mapping) and _is_anthropic(part, kind):
                return "anthropic"
    return "openai_chat"


def _is_anthropic(part: Mapping[str, Any], kind: Any) -> bool:
    """Tell whether a content part is one that only the Messages API knows."""
    return (
        kind in anthropic.CALLS
        or kind in ("thinking", "redacted_thinking")
        or anthropic.is_result(part)
        or "cache_control" in part
        or (kind in ("image", "document") and "source" in part)
    )


def _raw(original: Any, index: int) -> Mapping[str, Any]:
    """Return one message as plain data."""
    raw = plain(original)
    if not isinstance(raw, Mapping):
        raise InvalidMessagesError(
            f"{type(original).__name__} {str(original)[:40]!r}", "a message", message=index
        )
    return raw


def _message(wire: Format, original: Any, raw: Mapping[str, Any], index: int) -> Message:
    """Return one message with its blocks, or say what is wrong with it."""
    _check_role(wire, raw, index)
    field = "output" if "output" in raw and "role" not in raw else "content"
    content = raw.get(field)
    if content is not None and not isinstance(content, (str, list, Mapping)):
        raise InvalidMessagesError(
            type(content).__name__, "text or a list of parts", message=index, field=field
        )
    try:
        blocks = tuple(_BLOCKS[wire](raw, index))
    except (AttributeError, TypeError) as error:
        raise InvalidMessagesError(
            f"a part that can't be read ({error})", f"{wire} content", message=index
        ) from error
    role = (
        openai_responses.role_of(raw) if wire == "openai_responses" else _ROLES[wire][raw["role"]]
    )
    return Message(index, role, original, raw, blocks)


def _check_role(wire: Format, raw: Mapping[str, Any], index: int) -> None:
    """Raise InvalidMessagesError for a role that the format doesn't know."""
    if wire == "openai_responses" and raw.get("type", "message") != "message":
        return
    role = raw.get("role")
    known = _ROLES[wire]
    if role not in known:
        found = "no role" if role is None else nearest("role", str(role), known)
        raise InvalidMessagesError(found, f"one of {', '.join(known)}", message=index, field="role")


def _named(messages: list[Message]) -> Iterator[Message]:
    """Yield the messages with each result's tool name taken from the call it answers."""
    names: dict[str | None, str | None] = {}
    for message in messages:
        unnamed = False
        for block in message.blocks:
            if block.kind == "tool_call":
                names[block.call_id] = block.tool
            elif block.role == "tool" and block.tool is None:
                unnamed = True
        if unnamed:
            blocks = tuple(
                b.with_tool(names.get(b.call_id)) if b.role == "tool" and not b.tool else b
                for b in message.blocks
            )
            yield Message(message.index, message.role, message.original, message.raw, blocks)
        else:
            yield message


def _edited(message: Message, changes: list[tuple[Path, str]]) -> Message:
    """Return a message with other texts at some paths."""
    raw: Mapping[str, Any] = message.raw
    for path, text in changes:
        raw = set_at(raw, path, text)
    texts = dict(changes)
    blocks = tuple(b.with_text(texts[b.path]) if b.path in texts else b for b in message.blocks)
    return Message(message.index, message.role, raw, raw, blocks)


def _moved(message: Message, index: int) -> Message:
    """Return a message at another place in the list."""
    if message.index == index:
        return message
    blocks = tuple(block.at(index) for block in message.blocks)
    return Message(index, message.role, message.original, message.raw, blocks)
