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
    """Return the usage known after one more event.

    The start tells the input, and of the output only what there was then. Deltas tell totals:
    those they leave out stay as the start told them.
    """
    kind = getattr(event, "type", "")
    if kind == "message_start":
        begun = usage(event.message)
        return begun and begun._replace(output_tokens=None)
    if kind == "message_delta" and getattr(event, "usage", None) is not None:
        return _updated(known or Usage(0, None), event.usage)
    return known


def _updated(known: Usage, found: Any) -> Usage:
    """Return the usage with the totals of a delta."""
    old = {
        "cache_read_input_tokens": known.cache_read_tokens,
        "cache_creation_input_tokens": known.cache_write_tokens,
        "input_tokens": known.input_tokens - known.cache_read_tokens - known.cache_write_tokens,
    }
    read, written, fresh = (
        tokens if getattr(found, name, None) is None else number(found, name)
        for name, tokens in old.items()
    )
    return Usage(fresh + read + written, number(found, "output_tokens"), read, written)


def chunk_text(event: Any) -> str:
    """Return what an event adds to the answer: text, thinking, arguments of calls."""
    delta = getattr(event, "delta", None)
    if getattr(event, "type", "") != "content_block_delta" or delta is None:
        return ""
    texts = (getattr(delta, name, None) for name in ("text", "thinking", "partial_json"))
    return "".join(text for text in texts if text)


def ends(event: Any) -> bool:
    """Tell whether the message is whole with this event."""
    return getattr(event, "type", "") == "message_stop"


ENDPOINT = Endpoint(
    vendor="anthropic",
    path=("messages",),
    messages="messages",
    system="system",
    limits=("max_tokens",),
    usage=usage,
    chunk_usage=chunk_usage,
    chunk_text=chunk_text,
    ends=ends,
)
