"""Chat Completions messages: which blocks one holds.

Source: the OpenAI API reference, "Create chat completion", and the openai package's types.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from headroom_lab.messages.blocks import Block, Kind, Path, Role
from headroom_lab.messages.parts import as_json, text_of

ROLES: dict[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
    "function": "tool",
}


def blocks(message: Mapping[str, Any], index: int) -> Iterator[Block]:
    """Yield the blocks of one Chat Completions message, in reading order."""
    role = ROLES[message["role"]]
    is_result = role == "tool"
    call_id = message.get("tool_call_id") if is_result else None
    tool = message.get("name") if is_result else None
    kind: Kind = "tool_result" if is_result else "text"
    content = message.get("content")
    if isinstance(content, list):
        for position, part in enumerate(content):
            yield _part(part, kind, index, ("content", position), role, call_id, tool)
        if is_result and not content:
            yield Block(kind, "", index, (), role, call_id, tool)
    elif isinstance(content, str) and (content or is_result):
        yield Block(kind, content, index, ("content",), role, call_id, tool)
    elif content is not None or is_result:
        yield Block(kind, text_of(content), index, (), role, call_id, tool)
    for field in ("refusal", "reasoning_content"):
        if message.get(field):
            yield Block("text", text_of(message[field]), index, (), role)
    yield from _calls(message, index, role)


def _part(
    part: Any,
    kind: Kind,
    index: int,
    path: Path,
    role: Role,
    call_id: str | None,
    tool: str | None,
) -> Block:
    """Return the block of one content part."""
    if isinstance(part, str):
        return Block(kind, part, index, path, role, call_id, tool)
    if isinstance(part, Mapping):
        if isinstance(part.get("text"), str):
            return Block(kind, part["text"], index, (*path, "text"), role, call_id, tool)
        if part.get("type") == "refusal":
            return Block("text", text_of(part.get("refusal")), index, (), role)
        if part.get("type") == "image_url":
            return Block("image", "", index, (), role, call_id, tool, image=part)
    return Block("other", text_of(part), index, (), role, call_id, tool)


def _calls(message: Mapping[str, Any], index: int, role: Role) -> Iterator[Block]:
    """Yield the tool calls of an assistant message, the old ``function_call`` included."""
    for call in message.get("tool_calls") or ():
        inner = call.get("function") or call.get("custom") or {}
        text = text_of(inner.get("arguments", inner.get("input")))
        yield Block("tool_call", text, index, (), role, call.get("id"), inner.get("name"))
    old = message.get("function_call")
    if isinstance(old, Mapping):
        yield Block(
            "tool_call", text_of(old.get("arguments")), index, (), role, None, old.get("name")
        )
    if message.get("audio"):
        yield Block("other", as_json(message["audio"]), index, (), role)
