"""Chat Completions: requests, usage, chunks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from headroom_lab.client.endpoints import Endpoint
from headroom_lab.client.folding import folded_chat
from headroom_lab.providers.usage import Usage, chat_usage, tier_of


def usage(response: Any) -> Usage | None:
    """Return the usage of a completion or of a stream's usage chunk, with its service tier."""
    found = getattr(response, "usage", None)
    if found is None:
        return None
    return replace(chat_usage(found), tier=tier_of(getattr(response, "service_tier", None)))


def chunk_usage(chunk: Any, known: Usage | None) -> Usage | None:
    """Return the usage known after one more chunk."""
    return usage(chunk) or known


def chunk_text(chunk: Any) -> str:
    """Return what a chunk adds to the answer: text, refusal, names and arguments of calls."""
    texts = []
    for choice in getattr(chunk, "choices", None) or ():
        delta = getattr(choice, "delta", None)
        texts += [getattr(delta, "content", None), getattr(delta, "refusal", None)]
        for call in getattr(delta, "tool_calls", None) or ():
            function = getattr(call, "function", None)
            texts += [getattr(function, "name", None), getattr(function, "arguments", None)]
    return "".join(text for text in texts if text)


def ends(chunk: Any) -> bool:
    """Tell whether the answer is whole with this chunk; only usage may follow."""
    return any(choice.finish_reason for choice in getattr(chunk, "choices", None) or ())


ENDPOINT = Endpoint(
    vendor="openai",
    path=("chat", "completions"),
    messages="messages",
    system=None,
    limits=("max_completion_tokens", "max_tokens"),
    usage=usage,
    chunk_usage=chunk_usage,
    chunk_text=chunk_text,
    ends=ends,
    folded=folded_chat,
)
