"""LangChain's messages in Chat's form, however they were dumped.

``messages_to_dict`` ({"type", "data"}), ``dumpd`` ({"lc": 1, "id", "kwargs"}) and pydantic's
``model_dump``. Source: langchain-core's reference, as known in November 2026, not looked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom_lab.providers.usage import Usage, number, usage_of
from headroom_lab.traces.building import mapping, text
from headroom_lab.traces.converting import chat, usages

_ROLES = {"human": "user", "ai": "assistant", "system": "system", "developer": "developer",
          "tool": "tool", "function": "tool"}  # fmt: skip


def fields_of(entry: Any) -> Mapping[str, Any] | None:
    """Return a message's fields with its ``type`` among them; None for what is no message."""
    found = mapping(entry)
    if "lc" in found and isinstance(found.get("kwargs"), Mapping):
        names = found.get("id")
        name = str(names[-1]) if isinstance(names, list) and names else ""
        return {"type": name, **found["kwargs"]}
    if isinstance(found.get("data"), Mapping) and isinstance(found.get("type"), str):
        return {**found["data"], "type": found["type"]}
    kind = found.get("type")
    return found if isinstance(kind, str) and "content" in found and role_of(found) else None


def role_of(fields: Mapping[str, Any]) -> str | None:
    """Return the role of a message, None for an unknown type."""
    kind = str(fields.get("type")).removesuffix("Chunk").removesuffix("Message").lower()
    return text(fields.get("role")) if kind == "chat" else _ROLES.get(kind)


def message_of(entry: Any) -> dict[str, Any] | None:
    """Return a message in Chat's form, one that has it already as it is; None for neither."""
    fields = fields_of(entry)
    if fields is None:
        found = mapping(entry)
        return _openai(found) if isinstance(found.get("role"), str) else None
    role, content = role_of(fields), chat.plain(fields.get("content"))
    if role == "tool":
        return chat.result(fields.get("tool_call_id") or fields.get("name"), content)
    if role == "assistant":
        return _answer(fields, content)
    return None if role is None else chat.said(role, content)


def _answer(fields: Mapping[str, Any], content: Any) -> dict[str, Any]:
    """Return an answer with its calls."""
    more = mapping(fields.get("additional_kwargs"))
    calls = [
        chat.call(call.get("name"), call.get("args"), call.get("id"))
        for call in map(mapping, fields.get("tool_calls") or ())
    ]
    if not calls:
        calls = [_call(call) for call in map(mapping, more.get("tool_calls") or ())]
    if calls and isinstance(content, list):  # the calls stand in both
        content = chat.plain([p for p in content if mapping(p).get("type") != "tool_use"])
    return chat.answer(content, calls, more.get("reasoning_content"))


def _openai(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message that is in Chat's form, or nearly so, as exporters leave it."""
    more = mapping(found.get("additional_kwargs"))
    calls = found.get("tool_calls") or more.get("tool_calls")
    role, content = found["role"], found.get("content")
    if role == "assistant":
        listed = [_call(call) for call in map(mapping, calls or ())]
        return chat.answer(content, listed, found.get("reasoning_content"))
    if role == "tool":
        return chat.result(found.get("tool_call_id"), content)
    return chat.said(role, content)


def _call(call: Mapping[str, Any]) -> dict[str, Any]:
    """Return a call of Chat's form, or of LangChain's."""
    function = mapping(call.get("function")) or call
    arguments = function.get("arguments", function.get("args"))
    return chat.call(function.get("name"), arguments, call.get("id"))


def used(fields: Mapping[str, Any]) -> Usage | None:
    """Return what an answer's request used; its input holds the cached tokens."""
    told = mapping(fields.get("usage_metadata"))
    if not told:
        about = mapping(fields.get("response_metadata"))
        return usage_of(about.get("token_usage") or about.get("usage"))
    sent, came = mapping(told.get("input_token_details")), told.get("output_token_details")
    short, long = (
        number(sent, "ephemeral_5m_input_tokens"),
        number(sent, "ephemeral_1h_input_tokens"),
    )
    return usages.counted(
        number(told, "input_tokens"),
        number(told, "output_tokens"),
        read=number(sent, "cache_read"),
        written=max(number(sent, "cache_creation"), short + long),
        long=long,
        reasoning=number(came, "reasoning"),
        total=number(told, "total_tokens"),
    )


def model_of(fields: Mapping[str, Any]) -> str | None:
    """Return the model that gave an answer."""
    about = mapping(fields.get("response_metadata"))
    return text(about.get("model_name")) or text(about.get("model"))


def stopped(fields: Mapping[str, Any]) -> str | None:
    """Return why an answer ended."""
    about = mapping(fields.get("response_metadata"))
    return text(about.get("finish_reason")) or text(about.get("stop_reason"))
