"""A request with its answer, as it is written down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from headroom_lab.client.folding import whole

if TYPE_CHECKING:
    from headroom_lab.client.flight import Flight

# What stands beside a request's body in a call, and never within what is sent as JSON.
_BESIDE = frozenset({"extra_headers", "extra_query", "extra_body", "timeout"})
_LEFT_OUT = frozenset({"NotGiven", "Omit"})  # the SDKs' words for a field that isn't sent
_ADDED = frozenset({"parsed", "parsed_arguments", "parsed_output"})  # by the SDKs, to an answer
_ECHOED = ("instructions", "tools")  # of the request, in a response


def record_of(flight: Flight, request: Mapping[str, Any], answer: Any) -> dict[str, Any]:
    """Return what is written down of a flight that has ended: what was sent and what came."""
    made: dict[str, Any] = {
        "id": uuid4().hex,
        "session": flight.session,
        "api": ".".join((flight.endpoint.vendor, *flight.endpoint.path)),
        "mode": flight.mode,
        "started": flight.begun.isoformat(),
        "ended": datetime.now(UTC).isoformat(),
        "request": body_of(request),
        "response": None if answer is None else answer_of(answer),
        "whole": flight.whole,
        "error": "; ".join(flight.troubles) or None,
    }
    return {name: value for name, value in made.items() if value is not None}


def body_of(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of a request as it is sent: no headers, no fields that aren't given."""
    more = request.get("extra_body")
    body = {name: value for name, value in request.items() if name not in _BESIDE}
    body |= more if isinstance(more, Mapping) else {}
    return {name: v for name, v in body.items() if type(v).__name__ not in _LEFT_OUT}


def answer_of(answer: Any) -> Any:
    """Return an answer as its vendor sent it, whole or put together from a stream."""
    made = _without(whole(answer) if isinstance(answer, dict) else dumped(answer))
    if isinstance(made, dict) and "output" in made:
        made = {name: value for name, value in made.items() if name not in _ECHOED}
    return made


def dumped(answer: Any) -> Any:
    """Return an SDK's object as plain data."""
    return answer.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)


def _without(value: Any) -> Any:
    """Return plain data without what the SDK made of it."""
    if isinstance(value, list):
        return [_without(item) for item in value]
    if isinstance(value, dict):
        return {
            key: item if key == "input" else _without(item)
            for key, item in value.items()
            if key not in _ADDED
        }
    return value
