"""The typed parts of a message, whatever format it came in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Format = Literal["openai_chat", "anthropic", "openai_responses"]
Kind = Literal["text", "tool_call", "tool_result", "image", "thinking", "other"]
Role = Literal["system", "user", "assistant", "tool"]
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One typed part of a message.

    ``text`` is what a model reads of it (the arguments of a call as JSON; nothing for an
    image). ``path`` leads to that text inside the message, ``()`` where no single string
    holds it; only a block with a path can be edited. ``role`` is who speaks: a tool's
    result has the role "tool" in every format.
    """

    kind: Kind
    text: str
    message: int
    path: Path
    role: Role
    call_id: str | None = None
    tool: str | None = None
    is_error: bool = False
    image: Mapping[str, Any] | None = None

    @property
    def editable(self) -> bool:
        """Whether another text can stand in its place."""
        return bool(self.path)

    # Spelled out: a conversation makes thousands of these, and dataclasses.replace is slow.

    def with_text(self, text: str) -> Block:
        """Return the block with another text."""
        return Block(self.kind, text, self.message, self.path, self.role, self.call_id, self.tool,
                     self.is_error, self.image)  # fmt: skip

    def with_tool(self, tool: str | None) -> Block:
        """Return the block with a tool's name."""
        return Block(self.kind, self.text, self.message, self.path, self.role, self.call_id, tool,
                     self.is_error, self.image)  # fmt: skip

    def at(self, message: int) -> Block:
        """Return the block in another message."""
        return Block(self.kind, self.text, message, self.path, self.role, self.call_id, self.tool,
                     self.is_error, self.image)  # fmt: skip


def set_at(value: Any, path: Path, text: str) -> Any:
    """Return a copy of ``value`` in which ``text`` stands at ``path``; siblings are shared."""
    if not path:
        return text
    step, rest = path[0], path[1:]
    if isinstance(value, list):
        assert isinstance(step, int)
        return [set_at(v, rest, text) if i == step else v for i, v in enumerate(value)]
    return {**value, step: set_at(value[step], rest, text)}
