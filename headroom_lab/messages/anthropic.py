"""Messages API messages: which blocks one holds.

``system``, which that API takes beside the messages, stands here as a leading message with
the role "system". Source: the Anthropic API reference, "Messages".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from headroom_lab.messages.blocks import Block, Path, Role
from headroom_lab.messages.parts import as_json, text_of

ROLES: dict[str, Role] = {"system": "system", "user": "user", "assistant": "assistant"}
CALLS = frozenset({"tool_use", "server_tool_use", "mcp_tool_use"})
THINKING = frozenset({"thinking", "redacted_thinking"})


def is_result(part: Mapping[str, Any]) -> bool:
    """Tell whether a content part answers a call (``tool_result``, ``mcp_tool_result``, …)."""
    return str(part.get("type", "")).endswith("tool_result") and "tool_use_id" in part


def blocks(message: Mapping[str, Any], index: int) -> Iterator[Block]:
    """Yield the blocks of one Messages API message, in reading order."""
    role = ROLES[message["role"]]
    content = message.get("content")
    if isinstance(content, str):
        if content:
            yield Block("text", content, index, ("content",), role)
        return
    for position, part in enumerate(content or ()):
        path: Path = ("content", position)
        if isinstance(part, str):
            yield Block("text", part, index, path, role)
        elif is_result(part):
            yield from _result(part, index, path)
        else:
            yield _part(part, index, path, role)


def _part(part: Mapping[str, Any], index: int, path: Path, role: Role) -> Block:
    """Return the block of one content part that is no tool result."""
    kind = part.get("type")
    if kind == "text":
        return Block("text", part.get("text") or "", index, (*path, "text"), role)
    if kind in CALLS:
        return Block(
            "tool_call",
            as_json(part.get("input")),
            index,
            (),
            role,
            part.get("id"),
            part.get("name"),
        )
    if kind in THINKING:
        return Block("thinking", text_of(part.get("thinking", part.get("data"))), index, (), role)
    if kind == "image":
        return Block("image", "", index, (), role, image=part)
    return Block("other", as_json(part), index, (), role)


def _result(part: Mapping[str, Any], index: int, path: Path) -> Iterator[Block]:
    """Yield the blocks of one tool result; one that is empty still yields one."""
    call_id = part["tool_use_id"]
    error = bool(part.get("is_error"))
    content = part.get("content")
    inner = (*path, "content")
    if isinstance(content, str):
        yield Block("tool_result", content, index, inner, "tool", call_id, is_error=error)
        return
    if not isinstance(content, list) or not content:
        yield Block("tool_result", text_of(content), index, (), "tool", call_id, is_error=error)
        return
    for position, item in enumerate(content):
        if isinstance(item, Mapping) and item.get("type") == "text":
            where: Path = (*inner, position, "text")
            text = item.get("text") or ""
            yield Block("tool_result", text, index, where, "tool", call_id, is_error=error)
        elif isinstance(item, Mapping) and item.get("type") == "image":
            yield Block("image", "", index, (), "tool", call_id, is_error=error, image=item)
        else:
            yield Block("other", text_of(item), index, (), "tool", call_id, is_error=error)
