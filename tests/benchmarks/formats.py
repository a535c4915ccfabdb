"""The same conversation in another vendor's format, with the places of its messages."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from headroom_lab.traces.corpus_items import CorpusItem

Converted = tuple[list[Any], list[int]]  # messages, and for each one before where it stands now


def as_anthropic(messages: list[Any]) -> Converted:
    """Return Chat messages as Messages API ones: results that follow one another in one message."""
    out: list[Any] = []
    places = []
    for message in messages:
        role, blocks = _anthropic(message)
        if out and out[-1]["role"] == role and role != "system":
            out[-1]["content"] += blocks
        else:
            out.append({"role": role, "content": blocks})
        places.append(len(out) - 1)
    return out, places


def _anthropic(message: dict[str, Any]) -> tuple[str, list[Any]]:
    """Return role and content blocks of a Chat message."""
    text = _text(message)
    if message["role"] == "tool":
        result = {"tool_use_id": message["tool_call_id"], "content": text}
        return "user", [{"type": "tool_result", **result}]
    blocks: list[Any] = [{"type": "text", "text": text}] if text else []
    for call in message.get("tool_calls") or ():
        function = call["function"]
        inputs = {"id": call["id"], "name": function["name"], "input": _loaded(function)}
        blocks.append({"type": "tool_use", **inputs})
    return message["role"], blocks or [{"type": "text", "text": " "}]


def as_responses(messages: list[Any]) -> Converted:
    """Return Chat messages as Responses items: each call is one."""
    out: list[Any] = []
    places = []
    for message in messages:
        text = _text(message)
        if message["role"] == "tool":
            result = {"call_id": message["tool_call_id"], "output": text}
            out.append({"type": "function_call_output", **result})
        elif message["role"] == "assistant":
            if text or not message.get("tool_calls"):
                content = [{"type": "output_text", "text": text, "annotations": []}]
                out.append({"type": "message", "role": "assistant", "content": content})
            for call in message.get("tool_calls") or ():
                function = {"call_id": call["id"], **call["function"]}
                out.append({"type": "function_call", **function})
        else:
            content = [{"type": "input_text", "text": text}]
            out.append({"type": "message", "role": message["role"], "content": content})
        places.append(len(out) - 1)
    return out, places


FORMATS: dict[str, Callable[[list[Any]], Converted]] = {
    "anthropic": as_anthropic,
    "openai_responses": as_responses,
}


def converted(item: CorpusItem, format: str) -> CorpusItem:
    """Return a Chat conversation and its needles in another format.

    A needle's use is judged before the first item that its message became.
    """
    messages, places = FORMATS[format](item.messages)
    firsts = [0, *(place + 1 for place in places[:-1])]
    needles = tuple(
        replace(n, tool=places[n.tool], use=min(firsts[n.use], places[n.use])) for n in item.needles
    )
    return CorpusItem(item.name, item.source, messages, needles)


def _text(message: dict[str, Any]) -> str:
    """Return the text of a Chat message."""
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "\n".join(part.get("text", "") for part in content)


def _loaded(function: dict[str, Any]) -> Any:
    """Return a call's arguments as an object."""
    try:
        found = json.loads(function["arguments"])
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"arguments": function["arguments"]}
