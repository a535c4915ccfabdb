"""The typed parts of a message, whatever format it came in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from headroom_lab.messages.parts import as_json, text_of

Format = Literal["openai_chat", "anthropic", "openai_responses"]
Role = Literal["system", "user", "assistant", "tool"]
Path = tuple[str | int, ...]

# image, document, audio, file: bytes, or a link or id of such; file where it isn't known what
# a model reads of it. sealed: what only the vendor can read (reasoning, compaction, found
# pages). reference: an item that lies with the vendor. tools: definitions of tools, as JSON.
# other: a part that no vendor's reference names.
Kind = Literal[
    "text", "tool_call", "tool_result", "thinking", "image", "document", "audio", "file",
    "sealed", "reference", "tools", "other",
]  # fmt: skip
BYTES: frozenset[Kind] = frozenset({"image", "document", "audio", "file", "sealed", "reference"})


class Block(NamedTuple):
    """One typed part of a message.

    ``text`` is what a model reads of it as text: the arguments of a call as JSON, a document's
    title, an audio's transcript, nothing for an image; never bytes. ``path`` leads to that text
    inside the message, ``()`` where no single string holds it; only a block with a path can be
    edited. ``part`` is the piece of the message that holds the bytes, for the kinds in
    ``BYTES``, or the unknown part (``media.payload`` reads it). ``role`` is who speaks: a
    tool's result has the role "tool" in every format. ``protected`` says what names the block
    so that no step may change it, "" where nothing does; ``keeps`` are the pieces of its text that
    go along whatever becomes of it. A tuple, because a conversation makes thousands of these and
    a frozen dataclass takes three times as long.
    """

    kind: Kind
    text: str
    message: int
    path: Path
    role: Role
    call_id: str | None = None
    tool: str | None = None
    is_error: bool = False
    part: Mapping[str, Any] | None = None
    protected: str = ""
    keeps: tuple[str, ...] = ()

    @property
    def editable(self) -> bool:
        """Whether another text can stand in its place."""
        return bool(self.path) and not self.protected

    @property
    def is_result(self) -> bool:
        """Whether it is a tool's output that may have another text; errors stay as they came."""
        return self.kind == "tool_result" and self.editable and not self.is_error

    @property
    def image(self) -> Mapping[str, Any] | None:
        """The part that holds the image, None for all other kinds."""
        return self.part if self.kind == "image" else None

    @property
    def shown(self) -> str:
        """The block as a reader sees it: calls as ``name(arguments)``, bytes as ``[image]``."""
        if self.kind in ("text", "tool_result", "thinking"):
            return self.text
        if self.kind == "tool_call":
            return f"{self.tool}({self.text})"
        if self.kind == "other" and self.part is not None:
            rest = {key: value for key, value in self.part.items() if key != "type"}
            return f"[{self.part.get('type', 'unknown')} {as_json(rest)}]"
        if self.kind == "tools" and self.part is not None:
            return f"[tools: {', '.join(_names(self.part))}]"
        return f"[{self.kind}: {self.text}]" if self.text else f"[{self.kind}]"

    def with_text(self, text: str) -> Block:
        """Return the block with another text."""
        return self._replace(text=text)

    def with_tool(self, tool: str | None) -> Block:
        """Return the block with a tool's name."""
        return self._replace(tool=tool)

    def at(self, message: int) -> Block:
        """Return the block in another message."""
        return self._replace(message=message)


class Speaker(NamedTuple):
    """Who says something in a message, and for a result which call it answers."""

    message: int
    role: Role
    call_id: str | None = None
    tool: str | None = None
    is_error: bool = False

    def says(self, text: str, path: Path = ()) -> Block:
        """Return a text of this speaker: a result where a tool speaks."""
        kind: Kind = "tool_result" if self.role == "tool" else "text"
        return Block(kind, text, self.message, path, self.role, self.call_id, self.tool,
                     self.is_error)  # fmt: skip

    def thinks(self, text: str) -> Block:
        """Return thinking of this speaker."""
        return self.holds("thinking", None, text)

    def holds(
        self, kind: Kind, part: Mapping[str, Any] | None, text: str = "", path: Path = ()
    ) -> Block:
        """Return a block of this speaker that is no mere text."""
        return Block(kind, text, self.message, path, self.role, self.call_id, self.tool,
                     self.is_error, part)  # fmt: skip

    def calls(self, call_id: str | None, tool: str | None, arguments: Any) -> Block:
        """Return a call of a tool; arguments that are no text stand as JSON."""
        return Block("tool_call", text_of(arguments), self.message, (), self.role, call_id, tool)


def set_at(value: Any, path: Path, text: str) -> Any:
    """Return a copy of ``value`` in which ``text`` stands at ``path``; siblings are shared."""
    if not path:
        return text
    step, rest = path[0], path[1:]
    if isinstance(value, list):
        assert isinstance(step, int)
        return [set_at(v, rest, text) if i == step else v for i, v in enumerate(value)]
    return {**value, step: set_at(value[step], rest, text)}


def _names(part: Mapping[str, Any]) -> list[str]:
    """Return the names of the tools that a part defines."""
    tools = part.get("tools", part.get("tool"))
    each = tools if isinstance(tools, list) else [tools]
    return [
        str(tool.get("name") or tool.get("tool_name") or tool.get("type"))
        for tool in each
        if isinstance(tool, Mapping)
    ]
