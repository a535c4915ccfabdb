"""What requests wrote again of what had been sent before, and why.

A request can read from the cache what the one before read and wrote. What it doesn't read of
that, though it sends it, was paid again in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from headroom_lab.providers import provider_for
from headroom_lab.providers.lifetimes import Lifetime, asked_along
from headroom_lab.providers.prompt_cache import CacheRules
from headroom_lab.replays.layout import Laid
from headroom_lab.results.trace import TraceStream
from headroom_lab.results.trace_requests import TraceRequest

# A segment's opening -> the cause it is counted under; others go by the clock and by what was read.
OPENINGS = {
    "compaction": "compaction",
    "microcompaction": "compaction",
    "branch": "branch",
    "model switch": "model switch",
}
SURELY = 1.05  # what stands before the messages is known within about 5 %


class Rewritten(NamedTuple):
    """Tokens that a request wrote again, and why; no cause where there are none."""

    tokens: int = 0
    cause: str | None = None


def rewritten(stream: TraceStream, requests: Sequence[Laid]) -> Iterator[Rewritten]:
    """Yield for each request of a stream what it wrote again.

    Causes: "compaction", "branch", "model switch" (by what the log says of the context),
    "expired" (by the clock), "changed prefix" (a part of the messages was read), "unexplained"
    (none of them was, at most the system prompt and the tools).
    """
    stands = lifetimes([laid.request for laid in requests])
    for number, laid in enumerate(requests):
        if number == 0:
            yield Rewritten()
        else:
            before = requests[number - 1]
            tokens = _sent_before(laid, requests[:number]) - laid.usage.cache_read_tokens
            cause = _cause(stream, before, laid, stands[number - 1]) if tokens > 0 else None
            yield Rewritten(max(tokens, 0), cause)


def lifetimes(requests: Sequence[TraceRequest]) -> list[Lifetime]:
    """Return for each request of a stream how long what it left in the cache stands."""
    asked = asked_along(request.usage for request in requests)
    return [_rules(one).stands(kept) for one, kept in zip(requests, asked, strict=True)]


def _rules(request: TraceRequest) -> CacheRules:
    """Return the cache rules of a request's model."""
    model = request.model or ""
    return provider_for(model).cache_rules(model)


def _sent_before(laid: Laid, earlier: Sequence[Laid]) -> int:
    """Return how many of a request's tokens the cache could have held."""
    last = earlier[-1]
    if laid.goes_on:
        return min(_left(last), laid.usage.input_tokens)
    known = next((one for one in reversed(earlier) if _begins(laid, one)), None)
    if known is not None:
        return min(_left(known), laid.usage.input_tokens)
    return min(_left(last), max(laid.usage.input_tokens - round(laid.fresh_tokens), 0))


def _begins(laid: Laid, other: Laid) -> bool:
    """Tell whether a request begins with all the messages of another."""
    return bool(other.places) and laid.places[: len(other.places)] == other.places


def _left(laid: Laid) -> int:
    """Return how many leading tokens a request leaves in the cache."""
    rules = _rules(laid.request)
    if rules.charges_writes:
        return laid.usage.cache_read_tokens + laid.usage.cache_write_tokens
    return rules.readable(laid.usage.input_tokens)


def _cause(stream: TraceStream, before: Laid, laid: Laid, stands: Lifetime) -> str:
    """Return why a request wrote again what had been sent before."""
    now, last = laid.request, before.request
    if now.segment != last.segment:
        opening = OPENINGS.get(stream.segments[now.segment].cause)
        if opening:
            return opening
    if now.model != last.model:
        return "model switch"
    pause = now.started - last.started if now.started and last.started else timedelta()
    if pause.total_seconds() > stands.least:
        return "expired"
    into_messages = laid.usage.cache_read_tokens > SURELY * laid.beside
    return "changed prefix" if into_messages else "unexplained"
