"""What a vendor's server says: whole answers and server-sent events of three wire protocols."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
Event = tuple[str | None, Any]

WORDS = ["Two ", "hosts ", "are ", "down: ", "h7 ", "and ", "h9."]
TEXT = "".join(WORDS)
CALLED = "look"  # the tool that is called; a test may set another
ARGUMENTS = '{"host": "h7", "depth": 3}'
PARSED = '{"host": "h7"}'
CHAT_USAGE = {
    "prompt_tokens": 1000,
    "completion_tokens": 23,
    "total_tokens": 1023,
    "prompt_tokens_details": {"cached_tokens": 600},
}
RESPONSES_USAGE = {
    "input_tokens": 1000,
    "output_tokens": 23,
    "total_tokens": 1023,
    "input_tokens_details": {"cached_tokens": 600, "cache_write_tokens": 0},
    "output_tokens_details": {"reasoning_tokens": 0},
}
ANTHROPIC_USAGE = {
    "input_tokens": 300,
    "cache_read_input_tokens": 600,
    "cache_creation_input_tokens": 100,
    "output_tokens": 23,
}


def text_of(body: Json) -> str:
    """Return the text of the answer: JSON where the request has a schema for it."""
    text = body.get("text") if isinstance(body.get("text"), dict) else {}
    wants_json = "response_format" in body or "format" in text or "output_config" in body
    return PARSED if wants_json else TEXT


def pieces(body: Json) -> list[str]:
    """Return the text of the answer as it is streamed."""
    return WORDS if text_of(body) == TEXT else [PARSED[:5], PARSED[5:]]


def chat(body: Json) -> Json:
    """Return a chat completion; a tool call where the request has tools."""
    message: Json = {"role": "assistant", "content": text_of(body), "refusal": None}
    if body.get("tools"):
        call = {"name": CALLED, "arguments": ARGUMENTS}
        message["content"] = None
        message["tool_calls"] = [{"id": "call_1", "type": "function", "function": call}]
    choice = {
        "index": 0,
        "message": message,
        "finish_reason": "tool_calls" if body.get("tools") else "stop",
        "logprobs": None,
    }
    return {**_chat_head(body, "chat.completion"), "choices": [choice], "usage": CHAT_USAGE}


def chat_events(body: Json) -> Iterator[Event]:
    """Yield the chunks of a chat completion, usage last where it was asked for."""
    head = _chat_head(body, "chat.completion.chunk")
    asked = (body.get("stream_options") or {}).get("include_usage")
    tail = {"usage": None} if asked else {}

    def chunk(delta: Json, finish: str | None = None) -> Event:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return None, {**head, "choices": [choice], **tail}

    yield chunk({"role": "assistant", "content": None if body.get("tools") else ""})
    if body.get("tools"):
        start = {"name": CALLED, "arguments": ""}
        yield chunk({"tool_calls": [{"index": 0, "id": "call_1", "function": start}]})
        for part in (ARGUMENTS[:9], ARGUMENTS[9:]):
            yield chunk({"tool_calls": [{"index": 0, "function": {"arguments": part}}]})
    else:
        for word in pieces(body):
            yield chunk({"content": word})
    yield chunk({}, "tool_calls" if body.get("tools") else "stop")
    if asked:
        yield None, {**head, "choices": [], "usage": CHAT_USAGE}
    yield None, "[DONE]"


def responses(body: Json, *, done: bool = True) -> Json:
    """Return a response, or one that is only begun."""
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": body.get("model"),
        "status": "completed" if done else "in_progress",
        "error": None,
        "incomplete_details": None,
        "instructions": body.get("instructions"),
        "metadata": {},
        "output": [_responses_item(body)] if done else [],
        "parallel_tool_calls": True,
        "temperature": 1.0,
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "usage": RESPONSES_USAGE if done else None,
    }


def responses_events(body: Json) -> Iterator[Event]:
    """Yield the events of a response."""
    at = {"item_id": "item_1", "output_index": 0}
    part = {"type": "output_text", "text": text_of(body), "annotations": []}
    empty = {**part, "text": ""}
    events: list[Json] = [
        {"type": "response.created", "response": responses(body, done=False)},
        {"type": "response.in_progress", "response": responses(body, done=False)},
    ]
    item = _responses_item(body)
    begun = {**item, "status": "in_progress"}
    if body.get("tools"):
        begun["arguments"] = ""
        kind = "response.function_call_arguments"
        middle = [
            {"type": f"{kind}.delta", **at, "delta": ARGUMENTS[:9]},
            {"type": f"{kind}.delta", **at, "delta": ARGUMENTS[9:]},
            {"type": f"{kind}.done", **at, "arguments": ARGUMENTS, "name": CALLED},
        ]
    else:
        begun["content"] = []
        at["content_index"] = 0
        kind = "response.output_text"
        middle = [
            {"type": "response.content_part.added", **at, "part": empty},
            *(
                {"type": f"{kind}.delta", **at, "delta": word, "logprobs": []}
                for word in pieces(body)
            ),
            {"type": f"{kind}.done", **at, "text": text_of(body), "logprobs": []},
            {"type": "response.content_part.done", **at, "part": part},
        ]
    events += [
        {"type": "response.output_item.added", "output_index": 0, "item": begun},
        *middle,
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": responses(body)},
    ]
    for number, event in enumerate(events):
        yield event["type"], {**event, "sequence_number": number}


def messages(body: Json) -> Json:
    """Return a message; a tool use where the request has tools."""
    tool = {"type": "tool_use", "id": "toolu_1", "name": CALLED, "input": json.loads(ARGUMENTS)}
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": body.get("model"),
        "content": [tool if body.get("tools") else {"type": "text", "text": text_of(body)}],
        "stop_reason": "tool_use" if body.get("tools") else "end_turn",
        "stop_sequence": None,
        "usage": ANTHROPIC_USAGE,
    }


def messages_events(body: Json) -> Iterator[Event]:
    """Yield the events of a message; the first tells one output token only."""
    usage = {**ANTHROPIC_USAGE, "output_tokens": 1}
    begun = {**messages(body), "content": [], "stop_reason": None, "usage": usage}
    block = dict(messages(body)["content"][0])
    if body.get("tools"):
        block["input"] = {}
        parts = (ARGUMENTS[:9], ARGUMENTS[9:])
        deltas = [{"type": "input_json_delta", "partial_json": part} for part in parts]
    else:
        block["text"] = ""
        deltas = [{"type": "text_delta", "text": word} for word in pieces(body)]
    events: list[Json] = [
        {"type": "message_start", "message": begun},
        {"type": "content_block_start", "index": 0, "content_block": block},
        {"type": "ping"},
        *({"type": "content_block_delta", "index": 0, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": messages(body)["stop_reason"], "stop_sequence": None},
            "usage": {"output_tokens": ANTHROPIC_USAGE["output_tokens"]},
        },
        {"type": "message_stop"},
    ]
    for event in events:
        yield event["type"], event


def _chat_head(body: Json, kind: str) -> Json:
    """Return what a completion and its chunks have in common."""
    return {"id": "chatcmpl_1", "object": kind, "created": 1, "model": body.get("model")}


def _responses_item(body: Json) -> Json:
    """Return the one output item of a response."""
    if body.get("tools"):
        call = {"type": "function_call", "id": "item_1", "call_id": "call_1", "name": CALLED}
        return {**call, "arguments": ARGUMENTS, "status": "completed"}
    content = [{"type": "output_text", "text": text_of(body), "annotations": []}]
    return {
        "type": "message",
        "id": "item_1",
        "role": "assistant",
        "status": "completed",
        "content": content,
    }
