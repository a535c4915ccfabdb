"""A message list as blocks, and back to exactly the list it was, or to an edited one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar

from headroom_lab.errors import ConfigError, InvalidMessagesError, nearest
from headroom_lab.messages import anthropic, openai_chat, openai_responses
from headroom_lab.messages.blocks import Block, Format, Path, Role, set_at
from headroom_lab.messages.formats import FIELDS, NAMES, detect
from headroom_lab.messages.not_messages import foreign_message, is_list, not_a_list, not_a_message
from headroom_lab.messages.parts import plain
from headroom_lab.redact import redact

Made = TypeVar("Made")

_BLOCKS: dict[Format, Callable[[Mapping[str, Any], int], Iterator[Block]]] = {
    "openai_chat": openai_chat.blocks,
    "anthropic": anthropic.blocks,
    "openai_responses": openai_responses.blocks,
}
_ROLES: dict[Format, Mapping[str, Role]] = {
    "openai_chat": openai_chat.ROLES,
    "anthropic": anthropic.ROLES,
    "openai_responses": openai_responses.ROLES,
}


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of the list: as it came (``original``), as plain data (``raw``), as blocks.

    ``sizes`` holds what a tokenizer has made of it, so that each counts a message once; a message
    at another place shares it.
    """

    index: int
    role: Role
    original: Any
    raw: Mapping[str, Any]
    blocks: tuple[Block, ...]
    sizes: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """What was counted doesn't travel."""
        return Message, (self.index, self.role, self.original, self.raw, self.blocks)


@dataclass(frozen=True, eq=False)
class Conversation:
    """A message list, read once: its wire format and its messages. Equal only to itself."""

    format: Format
    messages: tuple[Message, ...]

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks of all messages, in reading order."""
        return tuple(block for message in self.messages for block in message.blocks)

    @cached_property
    def sides(self) -> tuple[int, ...]:
        """The first message of each run in which one side speaks: the model, or all others."""
        answers = [message.role == "assistant" for message in self.messages]
        pairs = zip(answers, [None, *answers], strict=False)
        return tuple(place for place, (one, before) in enumerate(pairs) if one != before)

    def once(self, make: Callable[[Conversation], Made]) -> Made:
        """Return what a function makes of the conversation; it is made once, and not to be changed."""
        known = self.__dict__.setdefault("_made", {})
        if make not in known:
            known[make] = make(self)
        made: Made = known[make]
        return made

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
        return replace(self, messages=moved((self.messages[index] for index in indices), 0))


def read(messages: Any, *, format: Format | None = None) -> Conversation:
    """Read a message list of any of the three formats, dicts or SDK objects.

    ``format`` says which where it is known; None finds it by the structure of all messages.
    What is unknown inside a known message passes through (``unknown.notes`` names it). Raises
    InvalidMessagesError that says which message, which field, what was found and what to give.
    """
    if isinstance(messages, Conversation):
        return messages
    if not is_list(messages):
        raise not_a_list(messages)
    if not messages:
        raise InvalidMessagesError("an empty list", "at least one message")
    if format is not None and format not in NAMES:
        raise ConfigError(nearest("format", str(format), NAMES))
    raws = [_raw(original, index) for index, original in enumerate(messages)]
    wire = format or detect(raws)
    out = []
    for index, (original, raw) in enumerate(zip(messages, raws, strict=True)):
        out.append(_message(wire, original, raw, index))
    return Conversation(wire, tuple(_named(out)))


def reread(before: Sequence[Message], more: Sequence[Any], format: Format) -> tuple[Message, ...]:
    """Return the messages that follow others, read without reading those again.

    Raises InvalidMessagesError as ``read`` does.
    """
    first = len(before)
    raws = [_raw(original, index) for index, original in enumerate(more, first)]
    out = [
        _message(format, original, raw, index)
        for index, (original, raw) in enumerate(zip(more, raws, strict=True), first)
    ]
    return tuple(_named(out, _tools_called(before, out)))


def _tools_called(before: Sequence[Message], more: Sequence[Message]) -> dict[str | None, str]:
    """Return the tools called earlier whose results ``more`` holds without a name."""
    wanted = {b.call_id for m in more for b in m.blocks if b.role == "tool" and b.tool is None}
    found: dict[str | None, str] = {}
    for message in reversed(before):
        if not wanted:
            break
        for block in message.blocks:
            if block.kind == "tool_call" and block.call_id in wanted and block.tool:
                found[block.call_id] = block.tool
                wanted.discard(block.call_id)
    return found


def _raw(original: Any, index: int) -> Mapping[str, Any]:
    """Return one message as plain data."""
    raw = plain(original)
    if type(raw) is not dict and not isinstance(raw, Mapping):
        raise not_a_message(original, index)
    return raw


def _message(wire: Format, original: Any, raw: Mapping[str, Any], index: int) -> Message:
    """Return one message with its blocks, or say what is wrong with it."""
    role = _role(wire, raw, index)
    _check_fields(wire, raw, index)
    try:
        blocks = tuple(_BLOCKS[wire](raw, index))
    except (AttributeError, TypeError) as error:
        raise InvalidMessagesError(
            f"a part that can't be read ({error})", f"{NAMES[wire]} content", message=index
        ) from error
    for block in blocks:
        if isinstance(block.call_id, (list, dict)):
            found = f"a call id that is a {type(block.call_id).__name__}"
            raise InvalidMessagesError(found, "a text", message=index)
        if isinstance(block.tool, (list, dict)):
            found = f"a tool's name that is a {type(block.tool).__name__}"
            raise InvalidMessagesError(found, "a text", message=index)
    if any(block.kind == "other" for block in blocks):
        _refuse_foreign(raw, index)
    return Message(index, role, original, raw, blocks)


def _role(wire: Format, raw: Mapping[str, Any], index: int) -> Role:
    """Return who speaks; raise InvalidMessagesError for a role that the format doesn't know."""
    if wire == "openai_responses" and openai_responses.type_of(raw) != "message":
        _check_item(raw, index)
        return openai_responses.role_of(raw)
    known = _ROLES[wire]
    role = raw.get("role")
    if isinstance(role, str) and role in known:
        return known[role]
    _refuse_foreign(raw, index)
    if role is None:
        keys = ", ".join(repr(str(key)[:40]) for key in list(raw)[:5])
        found = f"no role in an object with {keys}" if keys else "no role in an empty object"
    else:
        found = nearest("role", redact(str(role)[:400])[:40], known)
    raise InvalidMessagesError(found, f"one of {', '.join(known)}", message=index, field="role")


def _check_item(raw: Mapping[str, Any], index: int) -> None:
    """Refuse an entry among Responses items that is of a known foreign format."""
    if openai_responses.type_of(raw) not in openai_responses.ITEMS:
        _refuse_foreign(raw, index)


def _check_fields(wire: Format, raw: Mapping[str, Any], index: int) -> None:
    """Raise InvalidMessagesError for a field of the wrong kind, or one that tells a format
    that isn't read."""
    if "role" in raw:
        _check_content(raw, "content", index)
        if not FIELDS[wire].issuperset(raw):
            _refuse_foreign(raw, index)
        if raw.get("tool_calls"):
            _check_calls(raw, index)
    else:
        _check_content(raw, "output", index)


def _check_content(raw: Mapping[str, Any], field: str, index: int) -> None:
    """Raise InvalidMessagesError for a content that is neither text nor parts."""
    content = raw.get(field)
    if content is None or type(content) is str or isinstance(content, (str, list)):
        return
    if isinstance(content, Mapping) and (field == "output" or "type" in content):
        return
    raise InvalidMessagesError(
        type(content).__name__, "text or a list of parts", message=index, field=field
    )


def _check_calls(raw: Mapping[str, Any], index: int) -> None:
    """Raise InvalidMessagesError for calls of another kind than Chat Completions has."""
    calls = raw["tool_calls"]
    if not isinstance(calls, list):
        raise InvalidMessagesError(
            type(calls).__name__, "a list of calls", message=index, field="tool_calls"
        )
    for position, call in enumerate(calls):
        inner = call.get("function") or call.get("custom") if isinstance(call, Mapping) else None
        if not isinstance(inner, Mapping):
            _refuse_foreign(raw, index)
            raise InvalidMessagesError(
                f"tool_calls[{position}] without a function",
                "{'id': …, 'type': 'function', 'function': {'name': …, 'arguments': '{…}'}}",
                message=index,
            )


def _refuse_foreign(raw: Mapping[str, Any], index: int) -> None:
    """Raise InvalidMessagesError where a message is of a known foreign format."""
    error = foreign_message(raw, index)
    if error is not None:
        raise error


def _named(
    messages: list[Message], known: Mapping[str | None, str] = MappingProxyType({})
) -> Iterator[Message]:
    """Yield the messages with each result's tool name taken from the call it answers."""
    names: dict[str | None, str | None] = dict(known)
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


def moved(messages: Iterable[Message], first: int) -> tuple[Message, ...]:
    """Return messages as they stand from the place ``first`` on."""
    return tuple(_moved(message, index) for index, message in enumerate(messages, first))


def _moved(message: Message, index: int) -> Message:
    """Return a message at another place in the list."""
    if message.index == index:
        return message
    blocks = tuple(block.at(index) for block in message.blocks)
    return Message(index, message.role, message.original, message.raw, blocks, message.sizes)
