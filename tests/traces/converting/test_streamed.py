"""A stream's events make the answer that the vendor would have sent as a whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import headroom_lab as hl

CALL = {"name": "ping", "arguments": '{"h": 7}'}
BODY = {"model": "m", "messages": [{"role": "user", "content": "Which host is down?"}]}

CHAT = [
    {"id": "c", "model": "gpt-4o", "choices": [{"index": 0, "delta": {"role": "assistant"}}]},
    {"choices": [{"index": 0, "delta": {"content": "Let me "}}]},
    {"choices": [{"index": 0, "delta": {"content": "see."}}]},
    {"choices": [{"index": 0, "delta": {"tool_calls": [
        {"index": 0, "id": "c1", "function": {"name": "ping", "arguments": ""}}]}}]},
    {"choices": [{"index": 0, "delta": {"tool_calls": [
        {"index": 0, "function": {"arguments": '{"h"'}}]}}]},
    {"choices": [{"index": 0, "delta": {"tool_calls": [
        {"index": 0, "function": {"arguments": ": 7}"}}]}, "finish_reason": "tool_calls"}]},
    {"choices": [], "usage": {"prompt_tokens": 100, "completion_tokens": 20,
                              "prompt_tokens_details": {"cached_tokens": 60}}},
]  # fmt: skip
MESSAGES = [
    {"type": "message_start", "message": {
        "id": "m", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5",
        "content": [], "stop_reason": None,
        "usage": {"input_tokens": 40, "cache_read_input_tokens": 60, "output_tokens": 1}}},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Let me "}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "see."}},
    {"type": "content_block_start", "index": 1, "content_block": {
        "type": "tool_use", "id": "c1", "name": "ping", "input": {}}},
    {"type": "content_block_delta", "index": 1, "delta": {
        "type": "input_json_delta", "partial_json": '{"h"'}},
    {"type": "content_block_delta", "index": 1, "delta": {
        "type": "input_json_delta", "partial_json": ": 7}"}},
    {"type": "message_delta", "delta": {"stop_reason": "tool_calls"}, "usage": {"output_tokens": 20}},
]  # fmt: skip
RESPONSES = [
    {"type": "response.created", "response": {"id": "r", "output": []}},
    {"type": "response.output_text.delta", "delta": "Let me see."},
    {"type": "response.completed", "response": {
        "id": "r", "model": "gpt-5", "status": "tool_calls",
        "output": [
            {"type": "message", "role": "assistant",
             "content": [{"type": "output_text", "text": "Let me see."}]},
            {"type": "function_call", "call_id": "c1", **CALL}],
        "usage": {"input_tokens": 100, "output_tokens": 20,
                  "input_tokens_details": {"cached_tokens": 60}}}},
]  # fmt: skip
GEMINI = [
    {"candidates": [{"content": {"role": "model", "parts": [{"text": "Let me "}]}}]},
    {"candidates": [{"content": {"role": "model", "parts": [{"text": "see."}]}}]},
    {"candidates": [{"content": {"role": "model", "parts": [
        {"functionCall": {"name": "ping", "args": {"h": 7}}}]}, "finishReason": "tool_calls"}],
     "modelVersion": "gemini-2.5-flash",
     "usageMetadata": {"promptTokenCount": 100, "candidatesTokenCount": 20,
                       "cachedContentTokenCount": 60}},
]  # fmt: skip
STREAMS = {"chat": CHAT, "messages": MESSAGES, "responses": RESPONSES, "gemini": GEMINI}


def _events(chunks: list[dict[str, Any]]) -> str:
    return (
        "".join(f"event: x\ndata: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n"
    )


@pytest.mark.parametrize("kind", STREAMS)
@pytest.mark.parametrize("form", ["text", "list"])
def test_a_streamed_answer_is_put_together(kind: str, form: str, tmp_path: Path) -> None:
    chunks = STREAMS[kind]
    given = _events(chunks) if form == "text" else chunks
    path = tmp_path / "log.json"
    path.write_text(json.dumps({"request": BODY, "response": given}))
    trace = hl.read_trace(path)
    (request,) = trace.requests
    assert (request.input_tokens, request.cache_read_tokens, request.output_tokens) == (100, 60, 20)
    assert request.stop_reason == "tool_calls"
    told = json.dumps(trace.messages[1:])
    assert "Let me see." in told
    assert "ping" in told
    assert "7" in told


@pytest.mark.parametrize("kind", STREAMS)
def test_a_stream_that_was_cut_off_gives_what_came(kind: str, tmp_path: Path) -> None:
    text = _events(STREAMS[kind])
    path = tmp_path / "log.json"
    for end in range(0, len(text), max(1, len(text) // 12)):
        path.write_text(json.dumps({"request": BODY, "response": text[:end]}))
        trace = hl.read_trace(path)
        assert trace.messages[0] == BODY["messages"][0]
