"""How large each message of a stream was in its requests: its text, fitted to what was recorded.

A request's tokens are known from the record, those of its messages only from their text. What a
request has more than the one before is what came in between, so that these messages share it;
what no message holds is the system prompt and the tool definitions.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from headroom_lab.errors import UnknownModelWarning
from headroom_lab.messages import Conversation
from headroom_lab.providers.usage import Usage
from headroom_lab.results.trace import TraceStream
from headroom_lab.results.trace_requests import TraceRequest
from headroom_lab.tokens import Tokenizer
from headroom_lab.traces.context import places
from headroom_lab.traces.rows import UNKNOWN_MODEL

CLEARED = 15.0  # tokens of what stands in place of an output that was cleared
USUAL = (0.4, 2.5)  # recorded growth for estimated; beyond it something else than text came


@dataclass(frozen=True, slots=True)
class Laid:
    """A request laid out: places of its messages, tokens of each, and of what no message holds.

    ``fresh`` are the places that no request of the stream held before; ``goes_on`` tells that it
    only adds to the request before.
    """

    request: TraceRequest
    usage: Usage
    places: tuple[int, ...]
    sizes: Sequence[float]
    beside: float
    fresh: frozenset[int]
    goes_on: bool

    @property
    def fresh_tokens(self) -> float:
        """The tokens of the messages that no request held before."""
        return sum(
            size for place, size in zip(self.places, self.sizes, strict=True) if place in self.fresh
        )


def laid_out(
    stream: TraceStream, conversation: Conversation, requests: Sequence[TraceRequest]
) -> Iterator[Laid]:
    """Yield the requests of a stream laid out, in order; those without usage are left out.

    Of a stream whose messages can't be read ``conversation`` is empty: all stands beside them.
    """
    estimates = _estimates(conversation, requests)
    sizes: dict[int, float] = {}
    last: Laid | None = None
    cleared: frozenset[str] = frozenset()
    for request in requests:
        usage = request.usage
        if not isinstance(usage, Usage):
            continue
        segment = stream.segments[request.segment]
        known_here = len(conversation.messages)
        held = tuple(place for place in places(segment, request.stop) if place < known_here)
        fresh = frozenset(place for place in held if place not in sizes)
        goes_on = last is not None and held[: len(last.places)] == last.places
        for place in _cleared(conversation, segment.cleared - cleared):
            goes_on = goes_on and place not in sizes
            sizes[place] = min(sizes.get(place, CLEARED), CLEARED)
        cleared = segment.cleared
        known = sum(sizes[place] for place in held if place not in fresh)
        room = None if last is None else usage.input_tokens - last.beside - known
        sizes.update(_fitted(fresh, estimates, room))
        last = _laid(request, usage, held, [sizes[place] for place in held], fresh, goes_on)
        yield last


def _cleared(conversation: Conversation, calls: frozenset[str]) -> set[int]:
    """Return the messages with the outputs that a microcompaction cleared."""
    if not calls:
        return set()
    return {b.message for b in conversation.blocks if b.role == "tool" and b.call_id in calls}


def _laid(
    request: TraceRequest,
    usage: Usage,
    held: tuple[int, ...],
    sizes: list[float],
    fresh: frozenset[int],
    goes_on: bool,
) -> Laid:
    """Return a request whose parts add up to the tokens that were recorded."""
    total = sum(sizes)
    if total > usage.input_tokens:
        sizes = [size * usage.input_tokens / total for size in sizes]
        total = usage.input_tokens
    return Laid(request, usage, held, sizes, usage.input_tokens - total, fresh, goes_on)


def _fitted(
    fresh: frozenset[int], estimates: Sequence[int], room: float | None
) -> dict[int, float]:
    """Return the tokens of new messages, which share the room there is where that is plausible."""
    estimated = sum(estimates[place] for place in fresh)
    ratio = room / estimated if room and estimated else 1.0
    scale = ratio if USUAL[0] <= ratio <= USUAL[1] else 1.0
    return {place: scale * estimates[place] for place in fresh}


def _estimates(conversation: Conversation, requests: Sequence[TraceRequest]) -> list[int]:
    """Return the tokens of each message, estimated from its text."""
    model = next((request.model for request in requests if request.model), UNKNOWN_MODEL)
    with warnings.catch_warnings(action="ignore", category=UnknownModelWarning):
        return Tokenizer(model=model).count_each(conversation)
