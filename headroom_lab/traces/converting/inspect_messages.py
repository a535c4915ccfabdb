"""Inspect's messages in Chat's form, their long texts put back, and what a call used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from headroom_lab.providers.usage import Usage, number
from headroom_lab.traces.building import mapping
from headroom_lab.traces.converting import chat, usages

_NAMED = ("attachment://", "tc://")
DEEPEST = 60  # values in values


def attachments_of(sample: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the texts that a sample keeps once: where its version has them."""
    older = mapping(mapping(sample.get("transcript")).get("content"))
    return {**older, **mapping(sample.get("attachments"))}


def events_of(sample: Mapping[str, Any]) -> Any:
    """Return the events of a sample: where its version has them."""
    return sample.get("events") or mapping(sample.get("transcript")).get("events")


def resolved(value: Any, texts: Mapping[str, Any], depth: int = 0) -> Any:
    """Return a value with the texts that it names: only those that the sample itself holds."""
    if not texts or depth > DEEPEST:
        return value
    if isinstance(value, str):
        name = next((value[len(p) :] for p in _NAMED if value.startswith(p)), None)
        return value if name is None else texts.get(name, value)
    if isinstance(value, list):
        return [resolved(one, texts, depth + 1) for one in value]
    if isinstance(value, Mapping):
        return {name: resolved(one, texts, depth + 1) for name, one in value.items()}
    return value


def input_of(
    event: Mapping[str, Any], sample: Mapping[str, Any], texts: Mapping[str, Any]
) -> list[Any]:
    """Return a call's input: its own, or the ranges of the sample's pool that it names."""
    pool = sample.get("message_pool") or mapping(sample.get("events_data")).get("messages")
    refs = event.get("input_refs")
    if not isinstance(pool, list) or not isinstance(refs, list):
        return list(event.get("input") or ())
    named = [message for start, stop in refs for message in pool[int(start) : int(stop)]]
    return [*resolved(named, texts), *(event.get("input") or ())]


def chat_form(messages: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Return messages in Chat's form."""
    return list(map(_message, messages))


def _message(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message in Chat's form."""
    role, content = message.get("role"), message.get("content")
    if role == "tool":
        error = mapping(message.get("error")).get("message")
        return chat.result(message.get("tool_call_id"), _content(content) or error)
    if role != "assistant":
        return chat.said(role, _content(content))
    calls = [
        chat.call(call.get("function"), call.get("arguments"), call.get("id"))
        for call in map(mapping, message.get("tool_calls") or ())
    ]
    parts = content if isinstance(content, list) else []
    thought = "\n".join(
        str(part.get("summary") if part.get("redacted") else part.get("reasoning") or "")
        for part in map(mapping, parts)
        if part.get("type") == "reasoning"
    )
    return chat.answer(_content(content), calls, thought)


def _content(content: Any) -> Any:
    """Return a content: a text, or Chat's parts."""
    if not isinstance(content, list):
        return content
    parts = [_part(mapping(part)) for part in content if mapping(part).get("type") != "reasoning"]
    return chat.plain(parts)


def _part(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return a part of a content."""
    if part.get("type") == "image":
        return chat.image(str(part.get("image")))
    return chat.part(part)


def used(told: Mapping[str, Any]) -> Usage | None:
    """Return what a call used; its total says whether the input holds the cached tokens."""
    return usages.counted(
        number(told, "input_tokens"),
        number(told, "output_tokens"),
        read=number(told, "input_tokens_cache_read"),
        written=number(told, "input_tokens_cache_write"),
        reasoning=number(told, "reasoning_tokens"),
        total=number(told, "total_tokens"),
    )
