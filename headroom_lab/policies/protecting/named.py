"""What is named by tool, place, path, pattern or role, found in a conversation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

from headroom_lab.errors import ConfigError, UnknownNameError
from headroom_lab.json_text.json_path import json_path
from headroom_lab.messages import Block, Conversation, Message

ROLES = ("system", "user", "assistant", "tool")


@dataclass(frozen=True)
class Named:
    """What may not be changed; each of these names some of it, and all that is named stays.

    Args:
        tools: patterns of tools' names (``Edit``, ``mcp__db__*``): their calls and results.
        messages: places in the list as it is given; a negative one counts from the end of each request.
        paths: JSON paths (``$.results[*].id``): what stands there in a tool's result goes along.
        matching: a regular expression: each text in which it is found.
        roles: who speaks: ``system``, ``user``, ``assistant``, ``tool``.

    Raises:
        ConfigError: for what is none of these, and where nothing is named.

    Example::

        Named(tools=("Edit",)).said == "Edit"
    """

    tools: tuple[str, ...] = ()
    messages: tuple[int, ...] = ()
    paths: tuple[str, ...] = ()
    matching: str | None = None
    roles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, kind in (("tools", str), ("messages", int), ("paths", str), ("roles", str)):
            object.__setattr__(self, name, _several(name, getattr(self, name), kind))
        if isinstance(self.matching, re.Pattern):
            object.__setattr__(self, "matching", self.matching.pattern)
        _ = self._pattern, [json_path(path) for path in self.paths]
        unknown = next((role for role in self.roles if role not in ROLES), None)
        if unknown is not None:
            raise UnknownNameError("role", unknown, ROLES)
        if not any(getattr(self, field.name) for field in fields(self)):
            names = ", ".join(field.name for field in fields(self))
            raise ConfigError(f"protect: found nothing named, expected one of {names}")

    @property
    def said(self) -> str:
        """What is named, in a few words."""
        parts = [*self.tools, *map(str, self.messages), *self.paths]
        parts += [f"/{self.matching}/"] if self.matching else []
        return ", ".join([*parts, *(f"role={role}" for role in self.roles)])

    def in_conversation(self, conversation: Conversation, shift: int = 0) -> Conversation:
        """Return the conversation with marks on what is named; the same one where nothing is.

        ``shift`` is how many of its messages stand before the list as it was given.
        """
        count = len(conversation.messages)
        marked = tuple(self.in_message(m, count, shift) for m in conversation.messages)
        if all(a is b for a, b in zip(marked, conversation.messages, strict=True)):
            return conversation
        return Conversation(conversation.format, marked)

    def in_message(self, message: Message, count: int, shift: int = 0) -> Message:
        """Return a message with marks on what is named, the same one where nothing is.

        ``count`` is how many messages there are in all.
        """
        place = message.index - shift
        named = {place, place - (count - shift)}.intersection(self.messages) if place >= 0 else None
        whole = f"message {place}" if named else ""
        marked = [self._in_block(block, whole) for block in message.blocks]
        if all(a is b for a, b in zip(marked, message.blocks, strict=True)):
            return message
        return message.with_blocks(tuple(marked))

    def _in_block(self, block: Block, whole: str) -> Block:
        """Return a block with marks where it is named."""
        reason = block.protected or whole or next(self._reasons(block), "")
        keeps = block.keeps
        if block.kind == "tool_result" and not reason:
            found = (piece for path in self.paths for piece in json_path(path).pieces(block.text))
            keeps += tuple(piece for piece in found if piece)
        if reason == block.protected and keeps == block.keeps:
            return block
        return block._replace(protected=reason, keeps=keeps)

    def _reasons(self, block: Block) -> Iterator[str]:
        """Yield what names a block."""
        tool = block.tool or ""
        if block.kind in ("tool_call", "tool_result") or block.role == "tool":
            yield from (glob for glob in self.tools if tool and fnmatchcase(tool, glob))
        yield from (f"role={role}" for role in self.roles if block.role == role)
        if self._pattern is not None and self._pattern.search(block.text):
            yield f"/{self.matching}/"

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        """The expression of ``matching``; ConfigError for what is none."""
        if self.matching is None:
            return None
        try:
            return re.compile(self.matching)
        except (re.error, TypeError) as error:
            raise ConfigError(f"protect: matching: {error} in {self.matching!r}") from None


def named_of(given: Any) -> Named:
    """Return what a person names: a Named, its fields as a mapping, or words.

    A word is a tool's pattern; a place (``-3``), a path (``$.id``), an expression between slashes
    and ``role=user`` tell themselves. Raises ConfigError for anything else.
    """
    if isinstance(given, Named):
        return given
    if isinstance(given, Mapping):
        names = [field.name for field in fields(Named)]
        unknown = next((name for name in given if name not in names), None)
        if unknown is not None:
            raise UnknownNameError("protect", str(unknown), names)
        return Named(**given)
    words = [given] if isinstance(given, (str, int)) else given
    if not isinstance(words, Iterable):
        raise ConfigError(f"protect: found a {type(given).__name__}, expected tools' names")
    found: dict[str, list[Any]] = {}
    for word in words:
        field, value = _field(word)
        found.setdefault(field, []).append(value)
    patterns = found.pop("matching", [])
    either = "|".join(f"(?:{one})" for one in patterns) if len(patterns) > 1 else None
    matching = either or next(iter(patterns), None)
    return Named(matching=matching, **{name: tuple(values) for name, values in found.items()})


def _field(word: Any) -> tuple[str, Any]:
    """Return what a word names, and its value."""
    if not isinstance(word, str):
        return "messages", word
    if re.fullmatch(r"-?\d+", word):
        return "messages", int(word)
    if word.startswith("$"):
        return "paths", word
    if len(word) > 2 and word[0] == word[-1] == "/":
        return "matching", word[1:-1]
    if word.startswith("role="):
        return "roles", word.removeprefix("role=")
    return "tools", word


def _several(name: str, given: Any, kind: type) -> tuple[Any, ...]:
    """Return one or several things of a kind as a tuple; ConfigError for others."""
    items = (given,) if isinstance(given, (str, int)) else given
    items = tuple(items) if isinstance(items, Iterable) and not isinstance(items, Mapping) else None
    if items is None or any(not isinstance(i, kind) or isinstance(i, bool) for i in items):
        what = "places, as [0, -3]" if kind is int else "a list of texts"
        raise ConfigError(f"protect: {name}: found {given!r}, expected {what}")
    return items
