"""Messages in Chat's form, made of what others call their parts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from headroom_lab.traces.building import mapping


def call(name: Any, arguments: Any, call_id: Any) -> dict[str, Any]:
    """Return a call of a tool; arguments that are no text become JSON."""
    function = {
        "name": str(name or ""),
        "arguments": as_text({} if arguments is None else arguments),
    }
    return {"id": str(call_id or ""), "type": "function", "function": function}


def result(call_id: Any, content: Any) -> dict[str, Any]:
    """Return a tool's result."""
    return {"role": "tool", "tool_call_id": str(call_id or ""), "content": as_text(content)}


def said(role: Any, content: Any) -> dict[str, Any]:
    """Return a message of a person, or one that sets a conversation up."""
    return {
        "role": str(role),
        "content": content if isinstance(content, list) else as_text(content),
    }


def answer(
    content: Any, calls: Iterable[dict[str, Any]] = (), thought: Any = None
) -> dict[str, Any]:
    """Return an assistant's message with its calls, and what it thought."""
    made: dict[str, Any] = {"role": "assistant", "content": content}
    if not isinstance(content, list):
        made["content"] = as_text(content)
    listed = list(calls)
    if listed:
        made["tool_calls"] = listed
    if isinstance(thought, str) and thought:
        made["reasoning_content"] = thought
    return made


def called(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return a call that stands in Chat's form, or flat: its name and arguments beside its id."""
    function = mapping(found.get("function")) or found
    return call(function.get("name"), function.get("arguments"), found.get("id"))


def part(found: Mapping[str, Any], name: str = "text") -> dict[str, Any]:
    """Return a part of a content: the text under ``name``; without one, all of it as JSON."""
    told = found.get(name)
    return {"type": "text", "text": told if isinstance(told, str) else as_text(dict(found))}


def image(url: Any) -> dict[str, Any]:
    """Return an image as a part of a content."""
    return {"type": "image_url", "image_url": {"url": url}}


def as_text(value: Any) -> str:
    """Return a value as the text that a model is given: a text as it is, others as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def plain(content: Any) -> Any:
    """Return the text of parts that hold nothing but texts, joined; other parts as they are."""
    if not isinstance(content, list):
        return content
    texts = [part if isinstance(part, str) else _text_of(part) for part in content]
    return content if None in texts else "\n".join(text for text in texts if text is not None)


def _text_of(part: Any) -> str | None:
    """Return the text of a part that holds nothing else, None for another part."""
    if not isinstance(part, Mapping) or part.get("type", "text") != "text":
        return None
    text = part.get("text")
    return text if isinstance(text, str) else None


def loaded(value: Any) -> Any:
    """Return what a text of JSON holds; anything else, and what is no JSON, as it is."""
    if not isinstance(value, str) or value[:1] not in "[{":
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value
