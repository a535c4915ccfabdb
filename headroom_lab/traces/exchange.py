"""One request with its answer, as logs of requests and traces of calls hold it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from headroom_lab.providers.usage import Usage


@dataclass(slots=True)
class Exchange:
    """What was sent in one request and what came back; None for what a file doesn't tell.

    ``messages`` as sent and the ``answer``'s, in one vendor's format. ``session`` names what the
    request is a part of, ``name`` a session that begins with it, and ``agent`` who sent it, where
    the file says so; ``id`` is the answer's
    own and ``follows`` that of the answer which the request continues without repeating it.
    ``asked`` is False for a conversation of which no request is told.
    """

    messages: list[Any]
    answer: list[Any] = field(default_factory=list)
    model: str | None = None
    usage: Usage | None = None
    started: Any = None
    stop_reason: str | None = None
    cost: float | None = None
    system: Any = None
    tools: list[Any] | None = None
    session: str | None = None
    agent: str | None = None
    project: str | None = None
    name: str | None = None
    id: str | None = None
    follows: str | None = None
    asked: bool = True


def alike(one: Any, other: Any) -> bool:
    """Tell whether two messages say the same: marks for the cache and empty fields aside."""
    return bool(one == other) or bare(one) == bare(other)


def key(message: Any) -> bytes:
    """Return by what a message is known again among many."""
    return orjson.dumps(bare(message), option=orjson.OPT_SORT_KEYS, default=str)


def bare(message: Any) -> Any:
    """Return a message without marks for the cache and empty fields, its content as parts."""
    if not isinstance(message, Mapping):
        return message
    found = {name: value for name, value in message.items() if value is not None}
    found.pop("cache_control", None)
    content = found.get("content")
    if isinstance(content, str):
        found["content"] = [{"type": "text", "text": content}]
    elif isinstance(content, list):
        found["content"] = [_unmarked(part) for part in content]
    return found


def _unmarked(part: Any) -> Any:
    """Return a part of a content without its mark for the cache."""
    if not isinstance(part, Mapping) or "cache_control" not in part:
        return part
    return {name: value for name, value in part.items() if name != "cache_control"}


def in_common(given: list[Any], before: list[Any]) -> int:
    """Return how many messages two lists begin with together."""
    count = 0
    for one, other in zip(given, before, strict=False):
        if not alike(one, other):
            break
        count += 1
    return count
