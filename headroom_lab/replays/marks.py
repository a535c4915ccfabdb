"""The marks (``cache_control``) that a client has set in a session, and what they let be cached.

A mark that stands in what came last moves with each request, as agents set it: each request is
then written to its end. Marks that all stand further up stay where they are: what lies behind the
last of them isn't cached. A lookup goes back about 20 blocks from a mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from headroom_lab.messages import Conversation
from headroom_lab.messages.parts import plain
from headroom_lab.replays.asked import Asked

LOOK_BACK = 20  # blocks. Anthropic, "Prompt caching", 2026-08


@dataclass(frozen=True, slots=True)
class Marks:
    """Where marks stand: ``places`` of messages, ``above`` on tools; ``long`` for one hour."""

    places: tuple[int, ...] = ()
    above: bool = False
    long: bool = False

    def __bool__(self) -> bool:
        return self.above or bool(self.places)


def marks_of(conversation: Conversation, tools: Iterable[Any] | None) -> Marks:
    """Return the marks of a conversation and of the tools beside it."""
    places, ttls = [], set()
    for message in conversation.messages:
        found = list(_ttls(message.raw))
        places += [message.index] if found else []
        ttls.update(found)
    above = [ttl for tool in tools or () for ttl in _ttls(plain(tool))]
    return Marks(tuple(places), bool(above), "1h" in ttls.union(above))


def marked(requests: list[Asked], marks: Marks, beside: int) -> list[Asked]:
    """Return requests with what marks let be cached; without marks all is taken to be."""
    if not marks or not requests:
        return requests
    moving = any(requests[-1].fresh <= place < requests[-1].length for place in marks.places)
    static = [p for p in marks.places if not moving or p < requests[-1].fresh]
    alone = moving and len(marks.places) - len(static) == 1
    return [_marked(asked, marks, static, moving, alone, beside) for asked in requests]


def _marked(
    asked: Asked, marks: Marks, static: list[int], moving: bool, alone: bool, beside: int
) -> Asked:
    """Return a request with what marks let be cached of it."""
    above = [place + 1 for place in static if place < asked.length]
    last = max(above, default=0 if marks.above else -1)
    new = asked.context.messages[asked.fresh :]
    beyond = alone and asked.number > 0 and sum(len(m.blocks) for m in new) > LOOK_BACK
    reads = beside + asked.sums[last] if beyond and last >= 0 else 0
    cached = None if moving else last
    return replace(asked, cached=cached, long=marks.long, beyond=beyond, reads=reads)


def _ttls(value: Any) -> Iterator[str]:
    """Yield the lifetime of each mark in a message, a part or a tool."""
    if isinstance(value, Mapping):
        mark = value.get("cache_control")
        if isinstance(mark, Mapping):
            yield str(mark.get("ttl", "5m"))
        yield from _ttls(value.get("content"))
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _ttls(part)
