"""Messages API messages: which blocks one holds.

``system``, which that API takes beside the messages, stands here as a leading message with
the role "system". Source: the Anthropic API reference, "Messages", and the anthropic package's
types.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from headroom_lab.messages.blocks import Block, Path, Role, Speaker
from headroom_lab.messages.content_parts import content_blocks, part_blocks
from headroom_lab.messages.parts import as_json
from headroom_lab.messages.server_results import server_result_blocks

ROLES: dict[str, Role] = {"system": "system", "user": "user", "assistant": "assistant"}
CALLS = frozenset({"tool_use", "server_tool_use", "mcp_tool_use"})
# The results that a caller or an MCP server gives; all others come from the vendor's tools.
GIVEN = frozenset({"tool_result", "mcp_tool_result"})


def is_result(part: Mapping[str, Any]) -> bool:
    """Tell whether a content part answers a call (``tool_result``, ``mcp_tool_result``, …)."""
    return "tool_use_id" in part and str(part.get("type", "")).endswith("tool_result")


def blocks(message: Mapping[str, Any], index: int) -> Iterator[Block]:
    """Yield the blocks of one Messages API message, in reading order."""
    speaker = Speaker(index, ROLES[message["role"]])
    content = message.get("content")
    if not isinstance(content, list):
        yield from content_blocks(content, speaker, ("content",))
        return
    for position, part in enumerate(content):
        path: Path = ("content", position)
        kind = part.get("type") if isinstance(part, Mapping) else None
        if kind in CALLS:
            yield speaker.calls(part.get("id"), part.get("name"), as_json(part.get("input")))
        elif kind is not None and is_result(part):
            yield from _result(part, index, path)
        else:
            yield from part_blocks(part, speaker, path)


def _result(part: Mapping[str, Any], index: int, path: Path) -> Iterator[Block]:
    """Yield the blocks of one tool result; one that is empty still yields one."""
    speaker = Speaker(index, "tool", part["tool_use_id"], is_error=bool(part.get("is_error")))
    content = part.get("content")
    if part["type"] in GIVEN:
        yield from content_blocks(content, speaker, (*path, "content"))
    else:
        yield from server_result_blocks(content, speaker)
