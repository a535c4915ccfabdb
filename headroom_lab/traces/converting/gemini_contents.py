"""Gemini's contents in Chat's form: requests to the API, and the sessions of Qwen Code.

Source: Gemini API reference, generateContent, as known in November 2026, not looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from headroom_lab.traces.building import mapping, text
from headroom_lab.traces.converting import chat

_CALL = ("functionCall", "function_call")
_RESPONSE = ("functionResponse", "function_response")
_PARAMETERS = ("parameters", "parametersJsonSchema", "parameters_json_schema")
_DECLARED = ("functionDeclarations", "function_declarations")


class Contents:
    """Contents while they come in: calls without an id get one, and results find theirs by name."""

    def __init__(self) -> None:
        self._count = 0
        self._waiting: dict[str, list[str]] = {}  # tool -> the ids of calls that wait for a result

    def messages(self, content: Any) -> list[dict[str, Any]]:
        """Return the messages of one content, or of a text: results of calls are one each."""
        if isinstance(content, str):
            return [chat.said("user", content)]
        told = mapping(content)
        parts = [mapping(part) for part in _listed(told.get("parts"))]
        if told.get("role") in ("model", "assistant"):
            return [self._answer(parts)]
        results = [found for part in parts if (found := mapping(_either(part, _RESPONSE)))]
        made = [self._result(found) for found in results]
        rest = [part for part in parts if not _either(part, _RESPONSE)]
        if rest or not made:
            made.append(chat.said(told.get("role") or "user", chat.plain(list(_spoken(rest)))))
        return made

    def _answer(self, parts: list[Mapping[str, Any]]) -> dict[str, Any]:
        """Return an answer with its calls and thoughts."""
        calls = [self._call(found) for part in parts if (found := mapping(_either(part, _CALL)))]
        thought = "\n".join(str(p.get("text")) for p in parts if p.get("thought") and p.get("text"))
        spoken = [part for part in parts if not part.get("thought") and not _either(part, _CALL)]
        return chat.answer(chat.plain(list(_spoken(spoken))), calls, thought)

    def _call(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """Return a call."""
        ours = text(found.get("id"))
        if ours is None:
            self._count += 1
            ours = f"call_{self._count}"
        self._waiting.setdefault(str(found.get("name")), []).append(ours)
        return chat.call(found.get("name"), found.get("args"), ours)

    def _result(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """Return a result: of the call that it names, else of the first of that tool."""
        waiting = self._waiting.get(str(found.get("name")), [])
        ours = text(found.get("id")) or (waiting[0] if waiting else "")
        if ours in waiting:
            waiting.remove(ours)
        return chat.result(ours, _output(found.get("response")))


def messages_of(contents: Any) -> list[dict[str, Any]]:
    """Return the messages of a list of contents, of one content, or of a text."""
    listed = contents if isinstance(contents, list) else [contents]
    reading = Contents()
    return [message for content in listed for message in reading.messages(content)]


def request_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a request's body in Chat's form: its messages, system instruction and tools."""
    system = mapping(body.get("systemInstruction") or body.get("system_instruction"))
    told = chat.plain(list(_spoken(map(mapping, _listed(system.get("parts"))))))
    tools = [
        {"type": "function", "function": _declared(tool)}
        for group in map(mapping, _listed(body.get("tools")))
        for tool in _listed(_either(group, _DECLARED))
        if isinstance(tool, Mapping)
    ]
    return {
        "messages": messages_of(body["contents"]),
        "system": told if isinstance(told, str) and told else None,
        "tools": tools or None,
    }


def _declared(tool: Mapping[str, Any]) -> dict[str, Any]:
    """Return a tool's definition."""
    return {
        "name": str(tool.get("name") or ""),
        "description": str(tool.get("description") or ""),
        "parameters": _either(tool, _PARAMETERS) or {},
    }


def _spoken(parts: Iterable[Mapping[str, Any]]) -> Iterator[Any]:
    """Yield parts in Chat's form: texts and images; others as a text of JSON."""
    for part in parts:
        data = mapping(part.get("inlineData") or part.get("inline_data"))
        kind = str(data.get("mimeType") or data.get("mime_type"))
        if kind.startswith("image/") and not isinstance(part.get("text"), str):
            yield chat.image(f"data:{kind};base64,{data.get('data')}")
        elif part:
            yield chat.part(part)


def _output(response: Any) -> Any:
    """Return what a call gave, where it is wrapped in nothing but ``output`` or ``result``."""
    found = mapping(response)
    inner = found.get("output", found.get("result")) if len(found) == 1 else None
    return inner if isinstance(inner, str) else response


def _either(found: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    """Return what stands under the first of several names that is there."""
    return next((found[name] for name in names if found.get(name) is not None), None)


def _listed(value: Any) -> list[Any]:
    """Return parts as a list; a text is one part."""
    return value if isinstance(value, list) else [{"text": value}] if isinstance(value, str) else []
