"""Chat Completions messages for tests that write a conversation by hand."""

from __future__ import annotations

from typing import Any

SYSTEM = {"role": "system", "content": "Be kind."}


def call(*ids: str) -> dict[str, Any]:
    """Return a Chat message with those calls."""
    calls = [
        {"id": i, "type": "function", "function": {"name": "f", "arguments": "{}"}} for i in ids
    ]
    return {"role": "assistant", "content": None, "tool_calls": calls}


def result(id: str, text: str = "word " * 100) -> dict[str, Any]:
    """Return a Chat message with a tool's result."""
    return {"role": "tool", "tool_call_id": id, "content": text}


def user(text: str = "go") -> dict[str, Any]:
    """Return a user's message."""
    return {"role": "user", "content": text}


def said(text: str = "done") -> dict[str, Any]:
    """Return an assistant's message."""
    return {"role": "assistant", "content": text}
