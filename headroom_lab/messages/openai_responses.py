"""Responses API items: which blocks one holds.

Source: the OpenAI API reference, "Create a model response", input items.
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
}
CALLS = {"function_call": "arguments", "custom_tool_call": "input"}
RESULTS = frozenset({"function_call_output", "custom_tool_call_output"})
PARTS = frozenset({"input_text", "output_text", "input_image", "input_file", "refusal"})


def role_of(item: Mapping[str, Any]) -> Role:
    """Return who speaks in an item."""
    kind = item.get("type", "message")
    if kind == "message":
        return ROLES[item["role"]]
    return "tool" if kind in RESULTS else "assistant"


def blocks(item: Mapping[str, Any], index: int) -> Iterator[Block]:
    """Yield the blocks of one Responses item, in reading order."""
    kind = item.get("type", "message")
    role = role_of(item)
    if kind == "message":
        yield from _content(item.get("content"), index, ("content",), role)
    elif kind in CALLS:
        text = text_of(item.get(CALLS[kind]))
        yield Block("tool_call", text, index, (), role, item.get("call_id"), item.get("name"))
    elif kind in RESULTS:
        yield from _content(item.get("output"), index, ("output",), role, item.get("call_id"))
    elif kind == "reasoning":
        parts = [*(item.get("summary") or ()), *(item.get("content") or ())]
        text = "\n".join(text_of(part.get("text")) for part in parts if isinstance(part, Mapping))
        yield Block("thinking", text, index, (), role)
    else:
        yield Block("other", as_json(item), index, (), role)


def _content(
    content: Any, index: int, path: Path, role: Role, call_id: str | None = None
) -> Iterator[Block]:
    """Yield the blocks of an item's content or output: a text or a list of parts."""
    kind: Kind = "tool_result" if role == "tool" else "text"
    if isinstance(content, str):
        if content or role == "tool":
            yield Block(kind, content, index, path, role, call_id)
        return
    if not isinstance(content, list) or not content:
        if content or role == "tool":
            yield Block(kind, text_of(content), index, (), role, call_id)
        return
    for position, part in enumerate(content):
        if isinstance(part, Mapping) and isinstance(part.get("text"), str):
            where: Path = (*path, position, "text")
            yield Block(kind, part["text"], index, where, role, call_id)
        elif isinstance(part, Mapping) and part.get("type") == "input_image":
            yield Block("image", "", index, (), role, call_id, image=part)
        else:
            yield Block("other", text_of(part), index, (), role, call_id)
