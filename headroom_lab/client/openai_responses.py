"""Responses: requests, usage, events."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from headroom_lab.client.endpoints import Endpoint
from headroom_lab.client.folding import folded_response
from headroom_lab.providers.usage import Usage, responses_usage, tier_of, value_of

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
    """Return the usage of a response, with its service tier and the searches that it made."""
    found = getattr(response, "usage", None)
    if found is None:
        return None
    return replace(
        responses_usage(found),
        tier=tier_of(getattr(response, "service_tier", None)),
        web_searches=sum(_searched(item) for item in _items(response)),
        file_searches=sum(_kind(item) == "file_search_call" for item in _items(response)),
    )


def _items(response: Any) -> list[Any]:
    """Return the items of a response's answer."""
    items = getattr(response, "output", None)
    return list(items) if isinstance(items, (list, tuple)) else []


def _kind(item: Any) -> str:
    """Return the type of an item."""
    return str(value_of(item, "type"))


def _searched(item: Any) -> bool:
    """Tell whether an item is a web search; opening a page and finding in it are not billed."""
    action = value_of(item, "action", "type")
    return _kind(item) == "web_search_call" and action in (None, "search")


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
    folded=folded_response,
    failure=failure,
)
