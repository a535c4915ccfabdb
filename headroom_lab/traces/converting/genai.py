"""Messages of OpenTelemetry's GenAI conventions in Chat's form.

Source: the conventions' JSON schemas of input and output messages, read on 2026-11-28.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from headroom_lab.traces.building import mapping, objects, text
from headroom_lab.traces.converting import chat
from headroom_lab.traces.converting.traced import traced_input

Events = list[tuple[str, dict[str, Any]]]
_DETAILS = "gen_ai.client.inference.operation.details"
_ROLES = {"gen_ai.system.message": "system", "gen_ai.user.message": "user",
          "gen_ai.assistant.message": "assistant", "gen_ai.tool.message": "tool"}  # fmt: skip


def messages_in(told: Mapping[str, Any], events: Events) -> tuple[list[Any], list[Any]]:
    """Return what was sent and what came, from attributes below ``gen_ai`` and from events."""
    for name, event in events:
        if name == _DETAILS or "gen_ai" in event:
            told = {**mapping(event.get("gen_ai")), **told}
    sent, came = _of(told, "input"), _of(told, "output")
    if not sent:
        sent = [m for one in _several(told.get("prompt")) for m in _numbered(one)]
    if not came:
        came = [m for one in _several(told.get("completion")) for m in _numbered(one)]
    if not sent:
        sent = [m for name, event in events if name in _ROLES for m in _event(event, _ROLES[name])]
    if not came:
        choices = [event for name, event in events if name == "gen_ai.choice"]
        came = [
            m
            for event in choices[:1]
            for m in _event(mapping(event.get("message")) or event, "assistant")
        ]
    system = chat.loaded(told.get("system_instructions"))
    if system and not any(m.get("role") == "system" for m in sent):
        parts = system if isinstance(system, list) else [system]
        sent = [chat.said("system", _spoken([_part(part) for part in parts])), *sent]
    return sent, came


def events_in(tree: Mapping[str, Any]) -> Events:
    """Return the events that Logfire keeps in one attribute, as JSON."""
    found = _several(chat.loaded(tree.get("events")))
    return [(str(one.get("event.name") or ""), dict(one)) for one in found]


def _of(told: Mapping[str, Any], name: str) -> list[Any]:
    """Return the messages in an attribute, a text of JSON or a list."""
    found = chat.loaded(mapping(told.get(name)).get("messages"))
    return [m for one in _several(found) for m in _messages(one)]


def _messages(message: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the messages that one makes: each result of a call is one."""
    if "parts" not in message:
        yield from traced_input([dict(message)]).messages
        return
    parts = [_part(part) for part in message["parts"] if isinstance(part, (Mapping, str))]
    role = str(message.get("role") or "user")
    answers = [part for part in parts if part.get("type") == "tool_call_response"]
    for part in answers:
        yield chat.result(part.get("id"), part.get("response", part.get("result")))
    rest = [part for part in parts if part.get("type") != "tool_call_response"]
    if role == "assistant":
        calls = [
            chat.call(part.get("name"), part.get("arguments"), part.get("id"))
            for part in rest
            if part.get("type") == "tool_call"
        ]
        thought = "\n".join(str(p.get("content")) for p in rest if p.get("type") == "reasoning")
        said = [part for part in rest if part.get("type") not in ("tool_call", "reasoning")]
        yield chat.answer(_spoken(said), calls, thought)
    elif rest or not answers:
        yield chat.said(role, _spoken(rest))


def _part(part: Any) -> Mapping[str, Any]:
    """Return a part; a text alone is one of text."""
    return {"type": "text", "content": part} if isinstance(part, str) else mapping(part)


def _spoken(parts: list[Mapping[str, Any]]) -> Any:
    """Return parts as a text, or where an image is among them as Chat's parts."""
    made: list[Any] = []
    for part in parts:
        kind = str(part.get("mime_type") or "")
        if part.get("type") in ("uri", "blob") and (
            part.get("modality") == "image" or kind.startswith("image/")
        ):
            url = part.get("uri") or f"data:{kind};base64,{part.get('content')}"
            made.append(chat.image(url))
        else:
            made.append(chat.part(part, "content"))
    return chat.plain(made)


def _numbered(message: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a message of OpenLLMetry's numbered attributes."""
    role, content = str(message.get("role") or "user"), chat.loaded(message.get("content"))
    calls = list(map(chat.called, _several(message.get("tool_calls"))))
    if isinstance(content, list):
        yield from _with_calls(
            traced_input([{**message, "role": role, "content": content}]).messages, calls
        )
    elif role == "assistant":
        yield chat.answer(message.get("content"), calls, message.get("reasoning"))
    elif role == "tool":
        yield chat.result(message.get("tool_call_id"), message.get("content"))
    else:
        yield chat.said(role, message.get("content"))


def _with_calls(messages: list[Any], calls: list[dict[str, Any]]) -> list[Any]:
    """Return messages, the calls put to the last where it has none."""
    if messages and calls and messages[-1].get("role") == "assistant":
        messages[-1] = {**messages[-1], "tool_calls": calls}
    return messages


def _event(event: Mapping[str, Any], role: str) -> Iterator[dict[str, Any]]:
    """Yield the message of an event: its content, calls and id stand in it, some as JSON."""
    calls = list(map(chat.called, _several(chat.loaded(event.get("tool_calls")))))
    told = text(event.get("role")) or role
    if told == "tool":
        yield chat.result(event.get("id") or event.get("tool_call_id"), event.get("content"))
    elif told == "assistant":
        yield chat.answer(event.get("content"), calls)
    else:
        yield chat.said(told, event.get("content"))


def stopped(told: Mapping[str, Any]) -> str | None:
    """Return why an answer ended, where its message says so."""
    output = chat.loaded(mapping(told.get("output")).get("messages"))
    for one in [*_several(output), *_several(told.get("completion"))]:
        if text(one.get("finish_reason")):
            return str(one["finish_reason"])
    return None


def functions(tree: Mapping[str, Any]) -> list[Any] | None:
    """Return the tools that OpenLLMetry numbers."""
    listed = _several(mapping(mapping(tree.get("llm")).get("request")).get("functions"))
    return [
        {"type": "function", "function": {**one, "parameters": chat.loaded(one.get("parameters"))}}
        for one in listed
    ] or None


def _several(found: Any) -> list[Mapping[str, Any]]:
    """Return the objects of a list; one alone is a list of it."""
    return objects([found] if isinstance(found, Mapping) else found)
