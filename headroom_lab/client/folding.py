"""An answer out of the events of its stream, also of one that ended early.

Each function takes the answer so far (None at first) and one event as plain data, and returns the
answer; texts stand in it as their pieces until ``whole`` joins them.
"""

from __future__ import annotations

from typing import Any

import orjson

Json = dict[str, Any]
_ONCE = frozenset({"id", "type", "role"})  # what each piece of a call may repeat
_HEAD = ("id", "created", "model", "service_tier", "usage")
_ARGUMENTS = "partial_json"  # a call's arguments until they are whole


class Pieces(list[str]):
    """A text that is still coming."""


def whole(value: Any) -> Any:
    """Return an answer with its texts joined and the arguments of its calls read."""
    if isinstance(value, Pieces):
        return "".join(value)
    if isinstance(value, list):
        return [whole(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: whole(item) for key, item in value.items()}
    if _ARGUMENTS in made:
        try:
            made["input"] = orjson.loads(made[_ARGUMENTS] or "{}")
            del made[_ARGUMENTS]
        except ValueError:
            made["input"] = {}  # the stream ended amidst them
    return made


def folded_chat(made: Json | None, chunk: Json) -> Json:
    """Return a chat completion after one more chunk."""
    made = made or {"object": "chat.completion", "choices": []}
    made.update({name: chunk[name] for name in _HEAD if chunk.get(name) is not None})
    for choice in chunk.get("choices") or ():
        own = _at(made["choices"], choice.get("index"), {"message": {"role": "assistant"}})
        own["index"] = choice.get("index", 0)
        own["finish_reason"] = choice.get("finish_reason") or own.get("finish_reason")
        _add(own["message"], choice.get("delta") or {})
        for call in own["message"].get("tool_calls") or ():
            call.setdefault("type", "function")  # which some vendors leave to be understood
    return made


def folded_message(made: Json | None, event: Json) -> Json | None:
    """Return a message of Anthropic's after one more event."""
    kind = event.get("type")
    if kind == "message_start":
        return dict(event["message"])
    if made is None:
        return None
    if kind == "content_block_start":
        _at(made["content"], event.get("index"), {}).update(event["content_block"])
    elif kind == "content_block_delta":
        _add(_at(made["content"], event.get("index"), {}), _delta(event["delta"]))
    elif kind == "message_delta":
        made.update(event["delta"])
        told = {k: v for k, v in (event.get("usage") or {}).items() if v is not None}
        made["usage"] = {**(made.get("usage") or {}), **told}
    return made


def folded_response(made: Json | None, event: Json) -> Json | None:
    """Return a response after one more event."""
    if isinstance(event.get("response"), dict):
        return {**event["response"], "output": list(event["response"].get("output") or ())}
    if made is None or event.get("output_index") is None:
        return made
    kind = str(event.get("type")).removeprefix("response.")
    item = _at(made["output"], event["output_index"], {})
    if kind in ("output_item.added", "output_item.done"):
        item.clear()
        item.update(event["item"])
    elif kind in _PARTS:
        into, at, field = _PARTS[kind]
        _add(_at(_list(item, into), event.get(at), {}), {field: event["delta"]})
    elif kind in _FIELDS:
        _add(item, {_FIELDS[kind]: event["delta"]})
    elif kind == "content_part.added":
        _at(_list(item, "content"), event.get("content_index"), {}).update(event["part"])
    return made


# event -> the list of an item that holds its part, the field with the part's place, its text
_PARTS = {
    "output_text.delta": ("content", "content_index", "text"),
    "refusal.delta": ("content", "content_index", "refusal"),
    "reasoning_text.delta": ("content", "content_index", "text"),
    "reasoning_summary_text.delta": ("summary", "summary_index", "text"),
}
# event -> the field of an item that it adds to
_FIELDS = {
    "function_call_arguments.delta": "arguments",
    "mcp_call_arguments.delta": "arguments",
    "custom_tool_call_input.delta": "input",
    "code_interpreter_call_code.delta": "code",
}


def _delta(delta: Json) -> Json:
    """Return what a delta of a block adds, under the fields of the block."""
    if "citation" in delta:
        return {"citations": [delta["citation"]]}
    return {key: value for key, value in delta.items() if key != "type"}


def _at(items: list[Any], place: Any, empty: Json) -> Json:
    """Return the object at a place of a list, which is made long enough."""
    place = place if isinstance(place, int) and 0 <= place < len(items) + 1000 else 0
    while len(items) <= place:
        items.append({key: dict(v) if isinstance(v, dict) else v for key, v in empty.items()})
    found: Json = items[place]
    return found


def _list(item: Json, name: str) -> list[Any]:
    """Return a list within an item, made where it isn't there yet."""
    if not isinstance(item.get(name), list):
        item[name] = []
    found: list[Any] = item[name]
    return found


def _add(into: Json, delta: Json) -> None:
    """Add what a delta says: texts to texts, parts to the parts of their index."""
    for key, value in delta.items():
        known = into.get(key)
        if key == "index":
            continue  # it says where a part belongs
        if isinstance(value, str) and key not in _ONCE:
            if not isinstance(known, Pieces):
                known = into[key] = Pieces([known] if isinstance(known, str) else [])
            known.append(value)
        elif isinstance(value, list):
            for part in value:
                if isinstance(part, dict) and isinstance(part.get("index"), int):
                    _add(_at(_list(into, key), part["index"], {}), part)
                else:
                    _list(into, key).append(part)
        elif isinstance(value, dict):
            if not isinstance(known, dict):
                into[key] = {}
            _add(into[key], value)
        elif value is not None:
            into[key] = value


__all__ = ["folded_chat", "folded_message", "folded_response", "whole"]
