"""A message list as blocks, and back to exactly the list it was, or to an edited one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar

from headroom_lab.errors import ConfigError, InvalidMessagesError, nearest
from headroom_lab.messages.blocks import Block, Format, Path, Role, set_at
from headroom_lab.messages.entries import entries
from headroom_lab.messages.formats import NAMES
from headroom_lab.messages.not_messages import is_list, not_a_list

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of the list: as it came (``original``), as plain data (``raw``), as blocks.

    ``sizes`` holds what a tokenizer has made of it, so that each counts a message once; a message
    at another place shares it. ``digest`` tells it by its content from any other; None where it
    came as something else than plain data, or was changed since.
    """

    index: int
    role: Role
    original: Any
    raw: Mapping[str, Any]
    blocks: tuple[Block, ...]
    sizes: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    digest: bytes | None = field(default=None, compare=False, repr=False)

    def with_blocks(self, blocks: tuple[Block, ...]) -> Message:
        """Return the message with names or marks on its blocks; what is sent and counted stays."""
        return Message(
            self.index, self.role, self.original, self.raw, blocks, self.sizes, self.digest
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """What was counted doesn't travel."""
        parts = self.index, self.role, self.original, self.raw, self.blocks
        return Message, (*parts, {}, self.digest)


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
    wire, out = _read_from(messages, format, 0)
    return Conversation(wire, tuple(_named(out)))


def reread(before: Sequence[Message], more: Sequence[Any], format: Format) -> tuple[Message, ...]:
    """Return the messages that follow others, read without reading those again.

    Raises InvalidMessagesError as ``read`` does.
    """
    _, out = _read_from(more, format, len(before))
    return tuple(_named(out, _tools_called(before, out)))


def _read_from(
    originals: Sequence[Any], format: Format | None, first: int
) -> tuple[Format, list[Message]]:
    """Return messages that stand from the place ``first`` on, and their format."""
    wire, found = entries(originals, format, first)
    return wire, [
        Message(index, role, original, raw, blocks, {}, digest)
        for index, (original, (raw, role, blocks, digest)) in enumerate(
            zip(originals, found, strict=True), first
        )
    ]


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
            yield message.with_blocks(blocks)
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
    return Message(
        index, message.role, message.original, message.raw, blocks, message.sizes, message.digest
    )
