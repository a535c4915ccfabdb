"""Messages that the Vercel AI SDK puts into its spans, in Chat's form.

Source: the SDK's telemetry documentation, as known in November 2026, not looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from headroom_lab.traces.building import mapping, objects
from headroom_lab.traces.converting import chat


def messages_in(told: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
    """Return what was sent and what came, from attributes below ``ai``."""
    prompt, response = mapping(told.get("prompt")), mapping(told.get("response"))
    sent = [m for one in objects(chat.loaded(prompt.get("messages"))) for m in _messages(one)]
    calls = [_call(call) for call in objects(chat.loaded(response.get("toolCalls")))]
    if not calls and not response.get("text"):
        return sent, []
    return sent, [chat.answer(response.get("text"), calls, response.get("reasoning"))]


def _messages(message: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the messages that one makes: each result of a call is one."""
    role, content = message.get("role"), message.get("content")
    parts = objects(content)
    results = [part for part in parts if part.get("type") == "tool-result"]
    for part in results:
        output = part.get("output", part.get("result"))
        yield chat.result(part.get("toolCallId"), mapping(output).get("value", output))
    calls = [_call(part) for part in parts if part.get("type") == "tool-call"]
    texts = [
        chat.part(part)
        for part in parts
        if part.get("type") == "text" and isinstance(part.get("text"), str)
    ]
    spoken = content if isinstance(content, str) else chat.plain(texts)
    if role == "assistant":
        yield chat.answer(spoken, calls)
    elif not results:
        yield chat.said(role, spoken)


def _call(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return a call."""
    arguments = found.get("input", found.get("args"))
    return chat.call(found.get("toolName"), arguments, found.get("toolCallId"))
