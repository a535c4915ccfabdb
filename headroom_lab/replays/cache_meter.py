"""What the requests of a session, one after another, read from the vendor's prompt cache.

A request reads what it has in common with the one before it *as that was sent*: the tool
definitions and the leading messages that stand as they stood. From the first message that was
rewritten or is gone, nothing behind it is read. Where caching is automatic (OpenAI) the common
beginning of that message is read too; where a client sets marks (Anthropic), whole messages
are, and a mark is taken to stand at the end of the unchanged part and of each request. Each
request is taken to follow within the lifetime that the one before has renewed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from headroom_lab.messages import read
from headroom_lab.providers.base import PricedProvider
from headroom_lab.providers.bill import warm_usage
from headroom_lab.results import SimulationResult
from headroom_lab.tokens import Tokenizer


@dataclass(frozen=True)
class Sent:
    """One request as sent: its messages, and of each its tokens, its text and its first index.

    ``tokens`` is the whole request; ``beside`` those of tool definitions, which stand first.
    """

    messages: Sequence[Any]
    sizes: Sequence[int]
    texts: Sequence[str]
    places: Sequence[int]
    tokens: int
    beside: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What the vendor bills of one request. ``rewritten`` as in ReplayRow; cost in USD."""

    tokens: int
    read: int
    written: int
    cost: float | None
    cost_sum: float | None
    rewritten: int | None


class CacheMeter:
    """Bills the requests of one session in order; each is compared with the one before."""

    def __init__(self, vendor: PricedProvider, model: str, counter: Tokenizer) -> None:
        self._vendor = vendor
        self._model = model
        self._counter = counter
        self._rules = vendor.cache_rules(model)
        self._last: Sent | None = None
        self._sum: float | None = 0.0

    def bill(self, sent: Sent) -> Reading:
        """Return what a request reads, writes and costs."""
        shared, rewritten = self._shared(sent)
        usage = warm_usage(self._rules, sent.tokens, shared)
        cost = self._vendor.bill(self._model, usage).total
        self._sum = None if cost is None or self._sum is None else self._sum + cost
        self._last = sent
        return Reading(
            sent.tokens,
            usage.cache_read_tokens,
            usage.cache_write_tokens,
            cost,
            self._sum,
            rewritten,
        )

    def _shared(self, sent: Sent) -> tuple[int, int | None]:
        """Return the leading tokens in common with the request before, and where it differs."""
        last = self._last
        if last is None:
            return 0, None
        same = _same(last.messages, sent.messages)
        tokens = sent.beside + sum(sent.sizes[:same])
        if same == len(last.messages):
            return tokens, None
        if not self._rules.breakpoints and same < len(sent.messages):
            tokens += self._beginning(last.texts[same], sent.texts[same])
        return tokens, last.places[same]

    def _beginning(self, last: str, text: str) -> int:
        """Return the tokens two texts begin with, but for the one in which they may part."""
        return max(self._counter.count_text(_common(last, text)) - 1, 0)


def as_given(result: SimulationResult, messages: Sequence[Any]) -> Sent:
    """Return a simulated request as it came."""
    return Sent(
        messages,
        [row.tokens_before for row in result.rows],
        [row.before for row in result.rows],
        [row.message for row in result.rows],
        result.tokens_before,
        result.tokens_unlisted,
    )


def as_cut(result: SimulationResult, counter: Tokenizer) -> Sent:
    """Return a simulated request as its pipeline would send it."""
    rows = [row for row in result.rows if row.change != "dropped"]
    places = [row.message for row in rows]
    sizes, texts = [row.tokens_after for row in rows], [row.after or "" for row in rows]
    if len(rows) != len(result.messages):  # a transform of the caller's has added some
        conversation = read(result.messages)
        sizes = counter.count_each(conversation)
        texts = ["\n".join(b.text for b in m.blocks) for m in conversation.messages]
        places = list(range(len(sizes)))
    return Sent(result.messages, sizes, texts, places, result.tokens_after, result.tokens_unlisted)


def _common(one: str, other: str) -> str:
    """Return what two texts begin with; halving compares slices instead of characters."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return one[:low]


def _same(last: Sequence[Any], messages: Sequence[Any]) -> int:
    """Return how many leading messages are the same."""
    pairs = zip(last, messages, strict=False)
    limit = min(len(last), len(messages))
    return next((at for at, (a, b) in enumerate(pairs) if a is not b and a != b), limit)
