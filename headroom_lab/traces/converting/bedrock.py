"""Requests and answers of Bedrock's Converse API in Chat's form.

Source: Amazon Bedrock API reference, Converse, as known in November 2026, not looked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom_lab.traces.building import mapping, objects
from headroom_lab.traces.converting import chat

_PARTS = {"text", "toolUse", "toolResult", "reasoningContent", "image", "document", "cachePoint",
          "guardContent", "video"}  # fmt: skip


def is_converse(body: Mapping[str, Any]) -> bool:
    """Tell a body of Converse: parts without a type, each named by its one key."""
    messages = body.get("messages")
    for message in messages if isinstance(messages, list) else ():
        content = mapping(message).get("content")
        for part in map(mapping, content if isinstance(content, list) else ()):
            return "type" not in part and bool(part) and part.keys() <= _PARTS
    return False


def request_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a request's body in Chat's form: its messages, system prompt and tools."""
    system = chat.plain([dict(part) for part in objects(body.get("system")) if "text" in part])
    tools = [
        {
            "type": "function",
            "function": {
                "name": str(spec.get("name")),
                "description": str(spec.get("description") or ""),
                "parameters": mapping(spec.get("inputSchema")).get("json") or {},
            },
        }
        for tool in objects(mapping(body.get("toolConfig")).get("tools"))
        if (spec := mapping(tool.get("toolSpec")))
    ]
    return {
        "messages": [m for message in objects(body.get("messages")) for m in messages_of(message)],
        "system": system if isinstance(system, str) and system else None,
        "tools": tools or None,
    }


def messages_of(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the messages that one makes: each result of a call is one."""
    parts = objects(message.get("content"))
    results = [mapping(part["toolResult"]) for part in parts if "toolResult" in part]
    found = [chat.result(one.get("toolUseId"), _given(one.get("content"))) for one in results]
    spoken = chat.plain([_spoken(part) for part in parts if not part.keys() & _BESIDE])
    if message.get("role") == "assistant":
        calls = [
            chat.call(one.get("name"), one.get("input"), one.get("toolUseId"))
            for one in (mapping(part.get("toolUse")) for part in parts)
            if one
        ]
        thoughts = [
            mapping(mapping(part.get("reasoningContent")).get("reasoningText")) for part in parts
        ]
        thought = "\n".join(str(one["text"]) for one in thoughts if one.get("text"))
        return [chat.answer(spoken, calls, thought)]
    return [*found, chat.said(message.get("role"), spoken)] if spoken or not found else found


_BESIDE = {"toolUse", "toolResult", "reasoningContent", "cachePoint"}


def _spoken(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return a part in Chat's form: a text or an image; another as a text of JSON."""
    data = mapping(part.get("image"))
    image = mapping(data.get("source")).get("bytes")
    if isinstance(image, str):
        url = f"data:image/{data.get('format')};base64,{image}"
        return chat.image(url)
    return chat.part(part)


def _given(content: Any) -> str:
    """Return what a call gave: texts, or JSON as a text."""
    parts = (part.get("text", part.get("json", dict(part))) for part in objects(content))
    return "\n".join(map(chat.as_text, parts))
