"""What differs between the vendors' endpoints, as data: where messages stand, how usage reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from headroom_lab.providers.usage import Usage


def unfailing(_answer: Any) -> str | None:
    """Return None: this endpoint answers what fails with an HTTP error, which the SDK raises."""
    return None


@dataclass(frozen=True)
class Endpoint:
    """One endpoint of a vendor.

    ``path`` leads from the client to the resource; ``messages`` and ``system`` name the
    request's fields; ``limits`` the fields that bound the answer, in tokens; ``usage`` reads a
    whole response; ``chunk_usage`` and ``chunk_text`` read one event of a stream, ``ends`` tells
    whether the answer is whole with it; ``failure`` reads what went wrong from either. ``folded``
    puts an answer together from a stream's events, all plain data.
    """

    vendor: str
    path: tuple[str, ...]
    messages: str
    system: str | None
    limits: tuple[str, ...]
    usage: Callable[[Any], Usage | None]
    chunk_usage: Callable[[Any, Usage | None], Usage | None]
    chunk_text: Callable[[Any], str]
    ends: Callable[[Any], bool]
    folded: Callable[[dict[str, Any] | None, dict[str, Any]], dict[str, Any] | None]
    failure: Callable[[Any], str | None] = unfailing
    methods: tuple[str, ...] = ("create", "parse")
    managers: tuple[str, ...] = ("stream",)
