"""What differs between the vendors' endpoints, as data: where messages stand, how usage reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class Usage(NamedTuple):
    """Tokens as the vendor billed them; cached ones are parts of ``input_tokens``.

    ``output_tokens`` is None where a stream has told its input only.
    """

    input_tokens: int
    output_tokens: int | None
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0


def unfailing(_answer: Any) -> str | None:
    """Return None: this endpoint answers what fails with an HTTP error, which the SDK raises."""
    return None


@dataclass(frozen=True)
class Endpoint:
    """One endpoint of a vendor.

    ``path`` leads from the client to the resource; ``messages`` and ``system`` name the
    request's fields; ``limits`` the fields that bound the answer, in tokens; ``usage`` reads a
    whole response; ``chunk_usage`` and ``chunk_text`` read one event of a stream, ``ends`` tells
    whether the answer is whole with it; ``failure`` reads what went wrong from either.
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
    failure: Callable[[Any], str | None] = unfailing
    methods: tuple[str, ...] = ("create", "parse")
    managers: tuple[str, ...] = ("stream",)


def number(source: Any, *names: str) -> int:
    """Return the number that a chain of attributes leads to, 0 where one is missing."""
    for name in names:
        source = source.get(name) if isinstance(source, Mapping) else getattr(source, name, None)
        if source is None:
            return 0
    return int(source)
