"""What requests wrote again of what had been sent before, and why.

A request can read from the cache what the one before read and wrote. What it doesn't read of
that, though it sends it, was paid again in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from headroom_lab.providers import provider_for
from headroom_lab.replays.layout import Laid
from headroom_lab.replays.lifetimes import ONE_HOUR
from headroom_lab.results.trace import TraceStream

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
    long = False
    for number, laid in enumerate(requests):
        if number == 0:
            yield Rewritten()
        else:
            before = requests[number - 1]
            written = before.usage.cache_write_tokens
            long = before.usage.cache_write_1h_tokens > 0 if written else long
            tokens = _sent_before(laid, requests[:number]) - laid.usage.cache_read_tokens
            cause = _cause(stream, before, laid, long) if tokens > 0 else None
            yield Rewritten(max(tokens, 0), cause)


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
    rules = provider_for(laid.request.model or "").cache_rules(laid.request.model or "")
    if rules.charges_writes:
        return laid.usage.cache_read_tokens + laid.usage.cache_write_tokens
    return rules.readable(laid.usage.input_tokens)


def _cause(stream: TraceStream, before: Laid, laid: Laid, long: bool) -> str:
    """Return why a request wrote again what had been sent before."""
    now, last = laid.request, before.request
    if now.segment != last.segment:
        opening = OPENINGS.get(stream.segments[now.segment].cause)
        if opening:
            return opening
    if now.model != last.model:
        return "model switch"
    rules = provider_for(now.model or "").cache_rules(now.model or "")
    lifetime = ONE_HOUR if long else rules.lifetime_seconds
    if now.started and last.started and (now.started - last.started).total_seconds() > lifetime:
        return "expired"
    into_messages = laid.usage.cache_read_tokens > SURELY * laid.beside
    return "changed prefix" if into_messages else "unexplained"
