"""What a cell, a variable or a vendor call asks to be looked at: one request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from headroom_lab.errors import InvalidMessagesError
from headroom_lab.messages import Conversation
from headroom_lab.redact import redact_head

EXPECTED = "a list of messages, or a request with messages in it"


@dataclass(frozen=True)
class Request:
    """A message list and what stands beside it in a request body; None where nothing does."""

    messages: Any
    model: str | None = None
    system: Any = None
    tools: Any = None


def request_of(value: Any) -> Request:
    """Return the request in a message list, a request body, or whatever has ``.messages``.

    Raises InvalidMessagesError for anything else.
    """
    if isinstance(value, Request):
        return value
    if isinstance(value, Conversation):
        return Request(value)
    if isinstance(value, Mapping):
        return _of_body(value)
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return Request(value)
    messages = getattr(value, "messages", None)
    if isinstance(messages, Sequence) and not isinstance(messages, (str, bytes)):
        parts = {name: getattr(value, name, None) for name in ("model", "system", "tools")}
        return Request(messages, **parts)
    raise InvalidMessagesError(_found(value), EXPECTED)


def holds_messages(value: Any) -> bool:
    """Tell whether a variable looks like one that holds messages, without reading all of it."""
    if isinstance(value, Mapping):
        return isinstance(value.get("messages"), list) or isinstance(value.get("input"), list)
    if isinstance(value, (list, tuple)):
        first = value[0] if value else None
        if isinstance(first, Mapping):
            return "role" in first or "type" in first
        return hasattr(first, "role")
    if isinstance(value, type) or not hasattr(type(value), "__dataclass_fields__"):
        return isinstance(value, Conversation)
    return isinstance(getattr(value, "messages", None), (list, tuple))


def _of_body(body: Mapping[Any, Any]) -> Request:
    """Return the request in a request body of any of the three APIs."""
    model, tools = body.get("model"), body.get("tools")
    if "messages" in body:
        return Request(body["messages"], model, body.get("system"), tools)
    if "input" in body:
        given = body["input"]
        items = [{"role": "user", "content": given}] if isinstance(given, str) else given
        return Request(items, model, body.get("instructions"), tools)
    if "role" in body:
        return Request([body])
    keys = ", ".join(repr(key) for key in list(body)[:5]) or "no keys"
    raise InvalidMessagesError(f"an object with {keys}", EXPECTED)


def _found(value: Any) -> str:
    """Return what was found, in a few words, secrets masked."""
    if isinstance(value, (str, int, float, bool)):
        return f"{type(value).__name__} {redact_head(str(value), 40)[:40]!r}"
    return "None" if value is None else type(value).__name__
