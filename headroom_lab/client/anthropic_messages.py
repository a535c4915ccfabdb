"""Messages: requests, usage, events."""

from __future__ import annotations

from typing import Any

from headroom_lab.client.endpoints import Endpoint, Usage, number


def usage(response: Any) -> Usage | None:
    """Return the usage of a message; Anthropic's cached tokens stand beside its input tokens."""
    found = getattr(response, "usage", None)
    if found is None:
        return None
    read = number(found, "cache_read_input_tokens")
    written = number(found, "cache_creation_input_tokens")
    fresh = number(found, "input_tokens")
    return Usage(fresh + read + written, number(found, "output_tokens"), read, written)


def chunk_usage(event: Any, known: Usage | None) -> Usage | None:
    """Return the usage known after one more event: the start has the input, deltas the output."""
    kind = getattr(event, "type", "")
    if kind == "message_start":
        return usage(event.message)
    if kind == "message_delta" and getattr(event, "usage", None) is not None:
        before = known or Usage(0, 0)
        return before._replace(output_tokens=number(event.usage, "output_tokens"))
    return known


def chunk_text(event: Any) -> str:
    """Return what an event adds to the answer: text, thinking, arguments of calls."""
    delta = getattr(event, "delta", None)
    if getattr(event, "type", "") != "content_block_delta" or delta is None:
        return ""
    texts = (getattr(delta, name, None) for name in ("text", "thinking", "partial_json"))
    return "".join(text for text in texts if text)


ENDPOINT = Endpoint(
    vendor="anthropic",
    path=("messages",),
    messages="messages",
    system="system",
    limits=("max_tokens",),
    usage=usage,
    chunk_usage=chunk_usage,
    chunk_text=chunk_text,
)
