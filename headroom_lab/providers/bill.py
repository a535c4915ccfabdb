"""The bill of one request: each token class at its price.

The one place where tokens become money: `simulate`, a replay and the client's rows ask here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from headroom_lab.providers.prices import Prices
from headroom_lab.providers.prompt_cache import CacheRules
from headroom_lab.providers.rates import Rates, rates
from headroom_lab.providers.usage import Usage


@dataclass(frozen=True, slots=True)
class Part:
    """One class of a bill: what, how many tokens or calls, USD (None where the price is unknown)."""

    name: str
    count: int
    usd: Decimal | None


@dataclass(frozen=True, slots=True)
class Bill:
    """What a request costs in USD by class, at list prices or one's own, and what isn't known.

    ``gaps`` says in words why ``total`` is None; ``known`` is the sum of the parts that have a
    price all the same.
    """

    parts: tuple[Part, ...]
    gaps: tuple[str, ...] = ()

    @property
    def known(self) -> float:
        """The sum of the known parts in USD."""
        return float(sum((part.usd for part in self.parts if part.usd is not None), Decimal(0)))

    @property
    def total(self) -> float | None:
        """The cost in USD, None where a part of it isn't known."""
        return None if self.gaps else self.known

    @property
    def note(self) -> str | None:
        """What isn't known of the cost, with the part that is; None for a complete bill."""
        if not self.gaps:
            return None
        known = f"; without it {self.known:.6f} USD" if self.known else ""
        return "; ".join(self.gaps) + known


# The names of the classes of a bill by what they are: input that was sent anew, answers, the cache.
FRESH = ("uncached", "audio in", "image in")
ANSWER = ("output", "reasoning", "audio out")
READ, WRITTEN, WRITTEN_LONG = "cache read", "cache write", "cache write 1 h"

# A class of tokens or calls -> its name, the table's prices for it, the most special first.
# Where none is listed: that of the last name, or a gap where the last is None.
_CLASSES: tuple[tuple[str, tuple[str | None, ...]], ...] = (
    ("uncached", ("input_mtok",)),
    (READ, ("cache_read_mtok", "input_mtok")),
    (WRITTEN, ("cache_write_5m_mtok", "cache_write_mtok", "input_mtok")),
    (WRITTEN_LONG, ("cache_write_1h_mtok", None)),
    ("audio in", ("input_audio_mtok", None)),
    ("image in", ("input_image_mtok", "input_mtok")),
    ("output", ("output_mtok",)),
    ("reasoning", ("output_reasoning_mtok", "output_mtok")),
    ("audio out", ("output_audio_mtok", None)),
    ("web searches", ("web_searches_kcount", None)),
    ("file searches", ("storage_searches_kcount", None)),
    ("requests", ("requests_kcount",)),
)


@lru_cache(maxsize=4096)
def bill(model: str, usage: Usage, prices: Prices | None = None, day: date | None = None) -> Bill:
    """Return what a request to a model costs by what it used.

    Tiers by length go by the size of the whole input. Where nothing is known of the model or of
    the service tier, no part has a price. ``prices`` are one's own, None for the list's; ``day``:
    whose list prices hold, None for the price table's own day.
    """
    found = rates(model, usage.tier, usage.fast, usage.geo, day)
    if prices is not None:
        found = prices.of(model, found)
    if found is None:
        return Bill((), (f"the price of {model!r} is unknown",))
    if found.gap:
        parts = tuple(Part(name, count, None) for name, count in _counts(usage, found) if count)
        return Bill(parts, (found.gap,))
    parts = tuple(_parts(usage, found))
    missing = [part.name for part in parts if part.usd is None]
    return Bill(parts, tuple(f"no price of {name} is known for {model!r}" for name in missing))


def warm_usage(rules: CacheRules, tokens: int, shared: int, output_tokens: int = 0) -> Usage:
    """Return the usage of an input that has its first ``shared`` tokens in common with one before.

    What a vendor's rules let be read is read, the rest is written; an input shorter than the
    least that is cached is neither.
    """
    read = min(rules.readable(min(shared, tokens)), tokens)
    written = tokens - read if rules.caches(tokens) and rules.charges_writes else 0
    return Usage(tokens, output_tokens, read, written)


def _parts(usage: Usage, found: Rates) -> Iterator[Part]:
    """Yield the classes that were used, each with its price."""
    for (name, count), (_, keys) in zip(_counts(usage, found), _CLASSES, strict=True):
        if not count:
            continue
        price = None
        for key in keys:
            price = found.of(key, usage.input_tokens) if key else None
            if price is not None:
                break
        per = 1000 if (keys[0] or "").endswith("_kcount") else 1_000_000
        yield Part(name, count, None if price is None else price * count / per)


def _counts(usage: Usage, found: Rates) -> list[tuple[str, int]]:
    """Return the tokens or calls of each class; together they are all that was used.

    Reasoning is a class of its own only where it has its own price.
    """
    short = usage.cache_write_tokens - usage.cache_write_1h_tokens
    beside = usage.input_audio_tokens + usage.input_image_tokens
    answer = (usage.output_tokens or 0) - usage.output_audio_tokens
    fresh = usage.input_tokens - usage.cache_read_tokens - usage.cache_write_tokens - beside
    apart = "output_reasoning_mtok" in found.prices
    reasoning = min(usage.reasoning_tokens, answer) if apart else 0
    counts = [
        fresh,
        usage.cache_read_tokens,
        short,
        usage.cache_write_1h_tokens,
        usage.input_audio_tokens,
        usage.input_image_tokens,
        answer - reasoning,
        reasoning,
        usage.output_audio_tokens,
        usage.web_searches,
        usage.file_searches,
        1 if "requests_kcount" in found.prices else 0,
    ]
    return [(name, count) for (name, _), count in zip(_CLASSES, counts, strict=True)]
