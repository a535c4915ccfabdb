"""What can be pointed at in a conversation: tool results, arguments of calls, messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from headroom_lab.cache import ContentCache
from headroom_lab.json_text.nesting import loads
from headroom_lab.messages import Block, Conversation

_LONGEST_LABEL = 48
_KEY = re.compile(r"\w[\w.-]*")
_read: ContentCache[str, dict[str, str]] = ContentCache(8_000_000)


@dataclass(frozen=True, slots=True)
class Place:
    """A text that lines can be pointed at in: how it is called, what it says, whose it is.

    ``name`` is unique in its conversation, counts from 1 and doesn't depend on what follows;
    ``label`` tells a reader more: the tool and what it was asked for.
    """

    name: str
    label: str
    text: str
    block: Block


@dataclass
class Numbers:
    """How many places there were of each sort, and the labels of the calls so far."""

    results: int = 0
    calls: int = 0
    told: int = 0
    labels: dict[str | None, str] = field(default_factory=dict)

    def copy(self) -> Numbers:
        """Return numbers that go on from here by themselves; labels are the same ones."""
        return replace(self)


def places(conversation: Conversation, so_far: Numbers | None = None) -> Iterator[Place]:
    """Yield the places of a conversation in reading order.

    ``so_far`` are the numbers of what stands before it, and count on.

    Those are every text of a tool result, every argument of a call that is a text, and every
    other message that is one text. System messages are none: their lines are moved, and they
    may be given beside the messages.
    """
    numbers = so_far or Numbers()
    labels = numbers.labels
    for message in conversation.messages:
        texts = [b for b in message.blocks if b.kind == "text" and b.role != "tool"]
        numbers.told += message.role != "system"
        for block in message.blocks:
            if block.kind == "tool_result":
                numbers.results += 1
                label = labels.get(block.call_id, block.tool or "")
                yield Place(f"tool result {numbers.results}", label, block.text, block)
            elif block.kind == "tool_call":
                numbers.calls += 1
                arguments = _arguments(block.text)
                label = labels[block.call_id] = _label(block.tool, arguments)
                for key, value in arguments.items():
                    yield Place(f"argument {key} of tool call {numbers.calls}", label, value, block)
            elif block.kind == "text" and len(texts) == 1 and message.role != "system":
                yield Place(f"message {numbers.told}", message.role, block.text, block)


def _arguments(text: str) -> dict[str, str]:
    """Return the arguments of a call that are texts."""
    found = _read.get(text)
    if found is None:
        found = {
            key: item
            for key, item in _object(text).items()
            if isinstance(item, str) and _KEY.fullmatch(key)
        }
        _read.put(text, found, 2 * len(text) + 64)
    return found


def _object(text: str) -> dict[str, Any]:
    """Return the object that a JSON text holds, an empty one for any other."""
    try:
        value = loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _label(tool: str | None, arguments: dict[str, str]) -> str:
    """Return the tool's name with its first short argument, a long path by its end."""
    for value in arguments.values():
        short = value.rsplit("/", 1)[-1] if len(value) > _LONGEST_LABEL else value
        if short and len(short) <= _LONGEST_LABEL and short.isprintable():
            return f"{tool or ''} {short}".strip()
    return tool or ""
