"""The parts of a message in the Messages API's form; Claude Code writes a line for each."""

from __future__ import annotations

from typing import Any

from headroom_lab.traces.building import mapping, sound, text


def is_result(parts: list[Any]) -> bool:
    """Tell the results of calls from what a person wrote."""
    return any(mapping(part).get("type") == "tool_result" for part in parts)


def listed(content: Any) -> list[Any]:
    """Return a content as its parts."""
    return [{"type": "text", "text": content}] if isinstance(content, str) else sound(content)


def join(parts: list[Any], more: list[Any]) -> None:
    """Add the parts of an answer: a whole text takes the place of its beginning."""
    for part in more:
        if part in parts:
            continue
        last = mapping(parts[-1]) if parts else {}
        begun, whole = text(last.get("text")), text(mapping(part).get("text"))
        if begun and whole and whole.startswith(begun):
            parts[-1] = part
        else:
            parts.append(part)
