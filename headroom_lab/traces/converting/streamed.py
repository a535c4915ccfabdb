"""The answer that a stream's events make, of each vendor's API.

Events are server-sent (``data: {…}`` lines) or a list of what those lines held.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from headroom_lab.traces.building import mapping


def put_together(stream: str | list[Any]) -> dict[str, Any] | None:
    """Return the answer that events make, None where they make none."""
    events = list(_events(stream)) if isinstance(stream, str) else [mapping(e) for e in stream]
    whole = [event["response"] for event in events if isinstance(event.get("response"), Mapping)]
    if whole:
        return dict(whole[-1])
    if any(event.get("type") == "message_start" for event in events):
        return _message(events)
    chunks = [event for event in events if isinstance(event.get("choices"), list)]
    if chunks:
        return _completion(chunks)
    parts = [event for event in events if isinstance(event.get("candidates"), list)]
    return _candidate(parts) if parts else None


def _events(text: str) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of server-sent events."""
    for line in text.splitlines():
        if line.startswith("data:"):
            try:
                yield mapping(json.loads(line[5:]))
            except (ValueError, RecursionError):
                continue  # "[DONE]", or an event that was cut off


def _message(events: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a message of Anthropic's API."""
    made: dict[str, Any] = {}
    blocks: dict[int, dict[str, Any]] = {}
    for event in events:
        kind, place = event.get("type"), event.get("index")
        if kind == "message_start":
            made = dict(mapping(event.get("message")))
        elif kind == "content_block_start" and isinstance(place, int):
            blocks[place] = dict(mapping(event.get("content_block")))
        elif kind == "content_block_delta" and isinstance(place, int) and place in blocks:
            _add(blocks[place], mapping(event.get("delta")))
        elif kind == "message_delta":
            made |= {k: v for k, v in mapping(event.get("delta")).items() if v is not None}
            made["usage"] = {**mapping(made.get("usage")), **mapping(event.get("usage"))}
    for block in blocks.values():
        if isinstance(told := block.pop("partial_json", None), str):
            block["input"] = _arguments(told)
    return {**made, "content": [blocks[place] for place in sorted(blocks)]}


def _add(block: dict[str, Any], delta: Mapping[str, Any]) -> None:
    """Add what an event brings to a block."""
    for name in ("text", "thinking", "signature", "partial_json"):
        if isinstance(delta.get(name), str):
            block[name] = str(block.get(name) or "") + delta[name]


def _arguments(told: str) -> Any:
    """Return the input of a call; of one that was cut off, its text."""
    try:
        return json.loads(told or "{}")
    except (ValueError, RecursionError):
        return {"cut off": told}


def _completion(chunks: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Return an answer of Chat Completions, its first choice."""
    message: dict[str, Any] = {"role": "assistant", "content": ""}
    calls: dict[int, dict[str, Any]] = {}
    reason = usage = None
    for chunk in chunks:
        usage = chunk.get("usage") or usage
        for choice in map(mapping, chunk["choices"]):
            if choice.get("index", 0) != 0:
                continue
            reason = choice.get("finish_reason") or reason
            delta = mapping(choice.get("delta"))
            for name in ("content", "reasoning_content", "reasoning", "refusal"):
                if isinstance(delta.get(name), str):
                    message[name] = str(message.get(name) or "") + delta[name]
            for call in map(mapping, delta.get("tool_calls") or ()):
                _grow(calls.setdefault(int(call.get("index") or 0), {}), call)
    if calls:
        message["tool_calls"] = [calls[place] for place in sorted(calls)]
    first = {name: value for name, value in chunks[0].items() if name in ("id", "model", "created")}
    return {**first, "choices": [{"message": message, "finish_reason": reason}], "usage": usage}


def _grow(call: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Add what a chunk brings to a call."""
    function = call.setdefault("function", {"name": "", "arguments": ""})
    call["id"] = more.get("id") or call.get("id", "")
    call["type"] = "function"
    for name in ("name", "arguments"):
        function[name] += str(mapping(more.get("function")).get(name) or "")


def _candidate(parts: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Return an answer of Gemini, its first candidate."""
    told: list[Any] = []
    reason = usage = None
    for part in parts:
        usage = part.get("usageMetadata") or usage
        first = mapping(part["candidates"][0]) if part["candidates"] else {}
        reason = first.get("finishReason") or reason
        told += mapping(first.get("content")).get("parts") or []
    content = {"role": "model", "parts": _joined(told)}
    made = {"candidates": [{"content": content, "finishReason": reason}], "usageMetadata": usage}
    return {**made, "modelVersion": parts[-1].get("modelVersion")}


def _joined(parts: list[Any]) -> list[Any]:
    """Return parts, texts of one kind that follow each other as one."""
    found: list[Any] = []
    for part in map(mapping, parts):
        last = found[-1] if found else {}
        same = isinstance(part.get("text"), str) and isinstance(last.get("text"), str)
        if same and part.get("thought") == last.get("thought"):
            found[-1] = {**last, "text": last["text"] + part["text"]}
        else:
            found.append(dict(part))
    return found
