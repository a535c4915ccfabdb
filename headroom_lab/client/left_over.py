"""Calls of tools of ours that the client leaves to its caller: which those are, and who answers them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from headroom_lab.client.answering import OURS, called, others_beside
from headroom_lab.client.endpoints import Endpoint
from headroom_lab.policies.definitions.searching import TOOL as SEARCH
from headroom_lab.providers.usage import value_of

_BY = {SEARCH: "answer_search(call, tools)"}


def left_over(endpoint: Endpoint, response: Any, *, whole: bool) -> list[str]:
    """Return the tools of ours that a response calls and the client doesn't answer.

    It answers where nothing else is called, and where it gives the ``whole`` response itself.
    """
    names = [name for name in called(response) if name in OURS]
    return names if names and (not whole or others_beside(endpoint, response)) else []


def called_in(event: Any) -> Iterator[str]:
    """Yield the tools of ours that an event of a stream begins to call."""
    begun = [value_of(event, "content_block", "name")]
    if value_of(event, "type") == "response.output_item.added":
        begun.append(value_of(event, "item", "name"))
    for choice in value_of(event, "choices") or ():
        calls = value_of(choice, "delta", "tool_calls") or ()
        begun += [value_of(call, "function", "name") for call in calls]
    yield from (name for name in begun if name in OURS)


def told(names: Iterable[str]) -> str:
    """Return who answers calls that are left over."""
    each = dict.fromkeys(names)
    said = ", ".join(
        f"{name} ({_BY.get(name, 'answer_retrieval(call)')} answers it)" for name in each
    )
    return f"a stream, a raw response or calls of other tools too: the caller has to answer {said}"
