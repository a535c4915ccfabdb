"""Responses: requests, usage, events."""

from __future__ import annotations

from typing import Any

from headroom_lab.client.endpoints import Endpoint, Usage, number

DELTAS = frozenset(
    {
        "response.output_text.delta",
        "response.refusal.delta",
        "response.function_call_arguments.delta",
        "response.custom_tool_call_input.delta",
    }
)
LAST = frozenset({"response.completed", "response.incomplete", "response.failed"})


def usage(response: Any) -> Usage | None:
    """Return the usage of a response."""
    found = getattr(response, "usage", None)
    if found is None:
        return None
    return Usage(
        number(found, "input_tokens"),
        number(found, "output_tokens"),
        number(found, "input_tokens_details", "cached_tokens"),
        number(found, "input_tokens_details", "cache_write_tokens"),
    )


def chunk_usage(event: Any, known: Usage | None) -> Usage | None:
    """Return the usage known after one more event; the closing event carries it."""
    return usage(getattr(event, "response", None)) or known


def chunk_text(event: Any) -> str:
    """Return what an event adds to the answer."""
    return str(event.delta) if getattr(event, "type", "") in DELTAS else ""


def ends(event: Any) -> bool:
    """Tell whether the response is whole with this event."""
    return getattr(event, "type", "") in LAST


def failure(answer: Any) -> str | None:
    """Return what went wrong with a response, whole or in an event: it fails without HTTP's."""
    error = getattr(getattr(answer, "response", answer), "error", None)
    return None if error is None else f"{error.code}: {error.message}"


ENDPOINT = Endpoint(
    vendor="openai",
    path=("responses",),
    messages="input",
    system="instructions",
    limits=("max_output_tokens",),
    usage=usage,
    chunk_usage=chunk_usage,
    chunk_text=chunk_text,
    ends=ends,
    failure=failure,
)
