"""What can be pointed at in a conversation: tool results, arguments of calls, messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from headroom_lab.json_text.nesting import loads
from headroom_lab.messages import Block, Conversation

_LONGEST_LABEL = 48
_KEY = re.compile(r"\w[\w.-]*")


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


def places(conversation: Conversation) -> Iterator[Place]:
    """Yield the places of a conversation in reading order.

    Those are every text of a tool result, every argument of a call that is a text, and every
    other message that is one text. System messages are none: their lines are moved, and they
    may be given beside the messages.
    """
    labels: dict[str | None, str] = {}
    results = calls = told = 0
    for message in conversation.messages:
        texts = [b for b in message.blocks if b.kind == "text" and b.role != "tool"]
        told += message.role != "system"
        for block in message.blocks:
            if block.kind == "tool_result":
                results += 1
                label = labels.get(block.call_id, block.tool or "")
                yield Place(f"tool result {results}", label, block.text, block)
            elif block.kind == "tool_call":
                calls += 1
                arguments = _arguments(block.text)
                label = labels[block.call_id] = _label(block.tool, arguments)
                for key, value in arguments.items():
                    yield Place(f"argument {key} of tool call {calls}", label, value, block)
            elif block.kind == "text" and len(texts) == 1 and message.role != "system":
                yield Place(f"message {told}", message.role, block.text, block)


def _arguments(text: str) -> dict[str, str]:
    """Return the arguments of a call that are texts."""
    try:
        value = loads(text)
    except ValueError:
        return {}
    if not isinstance(value, dict):
        return {}
    return {
        key: item for key, item in value.items() if isinstance(item, str) and _KEY.fullmatch(key)
    }


def _label(tool: str | None, arguments: dict[str, str]) -> str:
    """Return the tool's name with its first short argument, a long path by its end."""
    for value in arguments.values():
        short = value.rsplit("/", 1)[-1] if len(value) > _LONGEST_LABEL else value
        if short and len(short) <= _LONGEST_LABEL and short.isprintable():
            return f"{tool or ''} {short}".strip()
    return tool or ""
