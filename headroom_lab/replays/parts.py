"""The parts of a message that a bill is made of: outputs, calls, thinking, words, with tool and file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headroom_lab.messages import Block, Conversation, Message
from headroom_lab.messages.values import parsed

# Fields of a call's arguments that name the file it concerns, the first that is there.
FILES = (
    "file_path", "path", "notebook_path", "filePath", "filepath", "target_file", "filename",
    "file", "TargetFile", "AbsolutePath",
)  # fmt: skip
UNNAMED = "unnamed"
_FRAME = 16  # characters that frame a block, so that those without text count too


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a message: what it is, its share of the message, its characters."""

    kind: str
    tool: str | None
    file: str | None
    share: float
    characters: int


def parts_of(conversation: Conversation) -> list[Sequence[Part]]:
    """Return the parts of each message; a message's shares add up to 1."""
    files = {
        block.call_id: _file(block) for block in conversation.blocks if block.kind == "tool_call"
    }
    return [_parts(message, files) for message in conversation.messages]


def _parts(message: Message, files: Mapping[str | None, str | None]) -> Sequence[Part]:
    """Return the parts of one message, the blocks of one kind, tool and file together."""
    sizes: dict[tuple[str, str | None, str | None], int] = {}
    for block in message.blocks:
        kind = _kind(block, message)
        tool = tool_name(block) if kind in ("tool output", "call") else None
        key = kind, tool, files.get(block.call_id) if tool else None
        sizes[key] = sizes.get(key, 0) + len(block.text) + _FRAME
    whole = sum(sizes.values())
    if not whole:
        return [Part(message.role if message.role == "user" else "answer", None, None, 1.0, 0)]
    return [Part(*key, size / whole, size) for key, size in sizes.items()]


def tool_name(block: Block) -> str:
    """Return the name of the tool that a block is of."""
    return block.tool if isinstance(block.tool, str) and block.tool else UNNAMED


def _kind(block: Block, message: Message) -> str:
    """Return what a block counts as."""
    if block.role == "tool":
        return "tool output"
    if block.kind == "tool_call":
        return "call"
    if message.role == "assistant":
        return "thinking" if block.kind in ("thinking", "sealed") else "answer"
    return "system" if message.role == "system" else "user"


def _file(block: Block) -> str | None:
    """Return the file that a call concerns, None where it names none."""
    arguments: Any = parsed(block.text)
    if not isinstance(arguments, dict):
        return None
    named = (arguments.get(name) for name in FILES)
    return next((value for value in named if isinstance(value, str) and value), None)
