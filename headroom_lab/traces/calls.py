"""A call of a vendor's API as an exchange: the request's body, its answer, what a log says beside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom_lab.providers.usage import value_of
from headroom_lab.traces.building import mapping, text, unread
from headroom_lab.traces.chaining.exchange import Exchange
from headroom_lab.traces.converting import bedrock, gemini_contents
from headroom_lab.traces.converting.answers import answered, stopped, used
from headroom_lab.traces.converting.usages import dollars

_SENT = ("messages", "input", "contents")


def exchange_of(body: Mapping[str, Any], answer: Mapping[str, Any]) -> Exchange:
    """Return the exchange that a request's body and its answer, ``{}`` for none, make.

    Raises TypeError or ValueError for a usage that can't be read.
    """
    given = _in_a_form_that_is_read(body)
    tools = given.get("tools")
    usage = used(answer)
    cost = value_of(answer, "usage", "cost")
    conversation = text(value_of(body, "conversation", "id")) or text(body.get("conversation"))
    response = text(answer.get("id")) if "output" in answer else None
    return Exchange(
        messages=_messages(given),
        answer=answered(answer),
        model=text(answer.get("model"))
        or text(answer.get("modelVersion"))
        or text(body.get("model"))
        or text(body.get("modelId")),
        usage=usage,
        stop_reason=stopped(answer),
        cost=dollars(cost),
        system=given.get("system") or given.get("instructions"),
        tools=tools if isinstance(tools, list) else None,
        follows=text(body.get("previous_response_id")) or conversation,
        held_as=tuple(filter(None, (response, conversation))),
        unread=sum(map(unread, (*map(body.get, _SENT), answer.get("output")))),
    )


def _in_a_form_that_is_read(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a body as it is, or that of another vendor in Chat's form."""
    if "contents" in body:
        return gemini_contents.request_of(body)
    return bedrock.request_of(body) if bedrock.is_converse(body) else body


def _messages(body: Mapping[str, Any]) -> list[Any]:
    """Return the messages or items of a body; a text alone is a user's message."""
    found = body.get("messages")
    found = body.get("input") if found is None else found
    if isinstance(found, str):
        return [{"role": "user", "content": found}]
    return [message for message in found or () if isinstance(message, Mapping)]


def sent_in(body: Any) -> bool:
    """Tell a body that holds what was sent: messages, items or contents."""
    found = mapping(body)
    if any(_listed(found.get(name)) for name in _SENT[:2]):
        return True
    if isinstance(found.get("contents"), (list, str)) and found["contents"] and "role" not in found:
        return True
    return isinstance(found.get("input"), str) and text(found.get("model")) is not None


def _listed(found: Any) -> bool:
    """Tell a list of messages or items."""
    first = mapping(found[0]) if isinstance(found, list) and found else {}
    return isinstance(first.get("role"), str) or ("type" in first and "role" not in first)
