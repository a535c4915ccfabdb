"""Messages: requests, usage, events."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from headroom_lab.client.endpoints import Endpoint
from headroom_lab.client.folding import folded_message
from headroom_lab.providers.usage import (
    Usage,
    anthropic_usage,
    number,
    value_of,
    with_compactions,
)


def usage(response: Any) -> Usage | None:
    """Return the usage of a message; Anthropic's cached tokens stand beside its input tokens."""
    found = getattr(response, "usage", None)
    return None if found is None else anthropic_usage(found)


def chunk_usage(event: Any, known: Usage | None) -> Usage | None:
    """Return the usage known after one more event.

    The start tells the input, and of the output only what there was then. Deltas tell totals:
    those they leave out stay as the start told them.
    """
    kind = getattr(event, "type", "")
    if kind == "message_start":
        begun = usage(event.message)
        return begun and replace(begun, output_tokens=None)
    if kind == "message_delta" and getattr(event, "usage", None) is not None:
        return _updated(known or Usage(0, None), event.usage)
    return known


def _updated(known: Usage, found: Any) -> Usage:
    """Return the usage with the totals of a delta."""
    told = anthropic_usage(found)
    old = {
        "cache_read_input_tokens": known.cache_read_tokens,
        "cache_creation_input_tokens": known.cache_write_tokens,
        "input_tokens": known.input_tokens - known.cache_read_tokens - known.cache_write_tokens,
    }
    read, written, fresh = (
        tokens if value_of(found, name) is None else number(found, name)
        for name, tokens in old.items()
    )
    updated = replace(
        known,
        input_tokens=fresh + read + written,
        output_tokens=number(found, "output_tokens"),
        cache_read_tokens=read,
        cache_write_tokens=written,
        cache_write_1h_tokens=min(known.cache_write_1h_tokens, written),
        reasoning_tokens=told.reasoning_tokens or known.reasoning_tokens,
        web_searches=max(told.web_searches, known.web_searches),
    )
    return with_compactions(updated, found)


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
    folded=folded_message,
)
