"""Requests of every vendor, as loggers keep them with their answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import headroom_lab as hl
from headroom_lab.messages import read
from headroom_lab.messages.tool_units import problems, tool_units
from tests.traces.formats import samples

CONVERSE = {
    "request": {
        "modelId": "anthropic.claude-sonnet-4-5-20250929-v1:0",
        "system": [{"text": "Be kind."}, {"cachePoint": {"type": "default"}}],
        "toolConfig": {"tools": [{"toolSpec": {"name": "ping", "inputSchema": {"json": {}}}}]},
        "messages": [
            {"role": "user", "content": [{"text": samples.QUESTION}]},
            {"role": "assistant", "content": [
                {"toolUse": {"toolUseId": "c1", "name": "ping", "input": {"h": 7}}}]},
            {"role": "user", "content": [
                {"toolResult": {"toolUseId": "c1", "content": [{"text": samples.OUTPUT}]}}]},
        ],
    },
    "response": {
        "output": {"message": {"role": "assistant", "content": [{"text": samples.ANSWER}]}},
        "stopReason": "end_turn",
        "usage": {"inputTokens": 40, "outputTokens": 5, "cacheReadInputTokens": 100},
    },
}  # fmt: skip
OLLAMA = {
    "request": {"model": "llama3.1", "messages": samples.CHAT[:3]},
    "response": {"model": "llama3.1", "message": samples.CHAT[3], "done_reason": "stop",
                 "prompt_eval_count": 140, "eval_count": 5},
}  # fmt: skip
STORED = {
    "id": "chatcmpl-1", "object": "chat.completion", "model": "gpt-4o",
    "messages": samples.CHAT[:3], "choices": [{"message": samples.CHAT[3], "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 140, "completion_tokens": 5},
}  # fmt: skip
WORDS = {"model": "gpt-4o", "messages": samples.CHAT[:3], "response": samples.ANSWER,
         "usage": {"prompt_tokens": 140, "completion_tokens": 5}}  # fmt: skip
LOGS: dict[str, dict[str, Any]] = {
    "Bedrock": CONVERSE, "Ollama": OLLAMA, "stored": STORED, "words": WORDS,
    "texts": {"request_body": json.dumps(OLLAMA["request"]),
              "response_body": json.dumps(OLLAMA["response"])},
}  # fmt: skip


@pytest.mark.parametrize("name", LOGS)
def test_a_request_and_its_answer(name: str, tmp_path: Path) -> None:
    path = tmp_path / "log.json"
    path.write_text(json.dumps(LOGS[name]))
    trace = hl.read_trace(path)
    (request,) = trace.requests
    assert (request.input_tokens, request.output_tokens) == (140, 5)
    assert request.model
    conversation = read(list(trace.messages))
    assert len(tool_units(conversation)) == 1
    assert not problems(conversation)
    assert len(trace.at(0).messages) == 3
    assert samples.ANSWER in json.dumps(trace.messages[3])
    assert samples.OUTPUT in json.dumps(trace.messages[2])
