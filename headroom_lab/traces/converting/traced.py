"""What tracing tools keep of a call's input and output, whichever form the program had it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from headroom_lab.traces.building import mapping, unread
from headroom_lab.traces.converting import chat, gemini_contents, langchain
from headroom_lab.traces.converting.answers import answered

_ITEMS = {"function_call", "function_call_output", "reasoning", "message", "item_reference"}
_BLOCKS = {"tool_use", "tool_result", "thinking"}


@dataclass
class Told:
    """What is kept of a call: messages in one vendor's form, and the tools that stand among them.

    ``unread``: how many entries are neither.
    """

    messages: list[Any] = field(default_factory=list)
    tools: list[Any] = field(default_factory=list)
    system: Any = None
    unread: int = 0


def traced_input(value: Any) -> Told:
    """Return the messages in an input: a text, a list, a body, or JSON of one of these."""
    found = chat.loaded(value)
    if isinstance(found, str):
        return Told([chat.said("user", found)] if found else [])
    if isinstance(found, Mapping):
        return _of_body(found)
    return _listed(found) if isinstance(found, list) else Told()


def _of_body(body: Mapping[str, Any]) -> Told:
    """Return the input that stands in a body, or in a body's part that was kept."""
    if "contents" in body:
        told = gemini_contents.request_of(body)
        return Told(told["messages"], told["tools"] or [], told["system"])
    if isinstance(body.get("role"), str) or langchain.fields_of(body):
        return _listed([body])
    for name in ("messages", "input", "prompt", "prompts", "args", "kwargs"):
        if body.get(name):
            inner = traced_input(body[name])
            if inner.messages:
                tools = body.get("tools")
                inner.tools += tools if isinstance(tools, list) else []
                inner.system = inner.system or body.get("system") or body.get("instructions")
                return inner
    return Told()


def _listed(listed: list[Any]) -> Told:
    """Return a list's messages, and the tool definitions that some exporters put among them."""
    if len(listed) == 1 and isinstance(listed[0], list):
        listed = listed[0]  # LangChain keeps a batch of one
    entries = [m for m in listed if isinstance(m, Mapping)]
    tools = [entry["content"] for entry in entries if _is_tool(entry)]
    entries = [entry for entry in entries if not _is_tool(entry)]
    rest = len(listed) - len(tools) - len(entries)
    if _is_vendors(entries):
        return Told([_item(entry) for entry in entries], tools, unread=rest)
    if any("parts" in entry for entry in entries):
        return Told(gemini_contents.messages_of(entries), tools, unread=rest)
    texts = [chat.said("user", one) for one in listed if isinstance(one, str) and one]
    messages = [m for m in map(langchain.message_of, entries) if m is not None]
    lost = rest - len(texts) + len(entries) - len(messages)
    return Told([*texts, *messages], tools, unread=lost)


def _is_tool(entry: Mapping[str, Any]) -> bool:
    """Tell the definition of a tool that stands as a message, as Langfuse's LangChain handler does."""
    told = mapping(entry.get("content"))
    return entry.get("role") == "tool" and "function" in told and "tool_call_id" not in entry


def _is_vendors(entries: list[Mapping[str, Any]]) -> bool:
    """Tell items of the Responses API, and messages of Anthropic's with blocks of their own."""
    for entry in entries:
        if str(entry.get("type")) in _ITEMS and not langchain.fields_of(entry):
            return True
        parts = entry.get("content") if "role" in entry else None
        listed = parts if isinstance(parts, list) else []
        if any(str(mapping(part).get("type")) in _BLOCKS for part in listed):
            return True
    return False


def _item(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item as it was sent: an exporter may have read its JSON."""
    found = dict(entry)
    for name in ("arguments", "output"):
        if isinstance(found.get(name), Mapping) or (name == "arguments" and found.get(name) == []):
            found[name] = chat.as_text(found[name])
    return found


def traced_output(value: Any) -> Told:
    """Return the messages in an output: a text, a message, a vendor's answer, LangChain's result."""
    found = chat.loaded(value)
    if isinstance(found, str):
        return Told([chat.answer(found)] if found else [])
    if isinstance(found, list):
        while len(found) == 1 and isinstance(found[0], list):
            found = found[0]
        inner = [chat.loaded(one) for one in found]
        wrapped = [
            one["message"] for one in inner if isinstance(mapping(one).get("message"), Mapping)
        ]
        told = _listed(wrapped or inner)
        told.unread += len(inner) - len(wrapped or inner)
        return told
    body = mapping(found)
    if isinstance(body.get("generations"), list):
        return traced_output(body["generations"])
    made = [_item(one) if "role" not in one else one for one in answered(body)]
    if made and "choices" not in body:
        return Told(made, unread=unread(body.get("output")))
    if made:
        return _listed(made)
    if isinstance(body.get("role"), str) or langchain.fields_of(body):
        return _listed([body])
    for name in ("messages", "output", "message", "content", "text", "answer", "completion"):
        if body.get(name):
            return traced_output(body[name])
    return Told()
