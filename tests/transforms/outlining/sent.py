"""What is sent of a tool output that lies many messages back."""

from __future__ import annotations

from typing import Any

from headroom_lab import Tokenizer, TransformPipeline

POLICIES = ("lossless", "balanced", "aggressive")
_PIPELINES = {name: TransformPipeline.preset(name) for name in POLICIES}
_CALL = {"id": "a", "type": "function", "function": {"name": "run", "arguments": "{}"}}
_COUNTER = Tokenizer(model="gpt-4o")


def conversation(text: str) -> list[dict[str, Any]]:
    """Return a conversation whose tool output was answered long ago."""
    messages: list[dict[str, Any]] = [
        {"role": "user", "content": "What went wrong?"},
        {"role": "assistant", "content": None, "tool_calls": [_CALL]},
        {"role": "tool", "tool_call_id": "a", "content": text},
    ]
    for number in range(14):
        messages += [
            {"role": "assistant", "content": f"step {number} done"},
            {"role": "user", "content": f"go on {number}"},
        ]
    return messages


def sent(text: str, policy: str) -> str:
    """Return what is sent of a tool output under a preset."""
    out: str = _PIPELINES[policy].apply(conversation(text), _COUNTER).messages[2]["content"]
    return out
