"""What reads from a model's prompt cache and writes to it cost, relative to its input price."""

from __future__ import annotations

from datetime import date

from headroom_lab.policies.moments.occasion import CachePrices
from headroom_lab.providers.base import PricedProvider
from headroom_lab.providers.choose import provider_for
from headroom_lab.providers.usage import Usage

_SOME = 1_000  # tokens, fewer than any tier begins with


def cache_prices(
    model: str | None,
    vendor: PricedProvider | None = None,
    day: date | None = None,
    *,
    long: bool = False,
) -> CachePrices:
    """Return a model's prices of cached tokens; Anthropic's usual ones where none are known.

    Asked of ``vendor``, so that prices of one's own hold, at those of ``day``; ``long``: what is
    written is written for one hour.
    """
    if not model:
        return CachePrices()
    priced = vendor or provider_for(model)

    def usd(usage: Usage) -> float | None:
        return priced.bill(model, usage, day).total

    some, more = usd(Usage(_SOME)), usd(Usage(2 * _SOME))
    read = usd(Usage(2 * _SOME, cache_read_tokens=_SOME))
    written = usd(Usage(2 * _SOME, cache_write_tokens=_SOME))
    if some is None or more is None or read is None or written is None or more <= some:
        return CachePrices()
    if long and written > more:
        for_long = Usage(2 * _SOME, cache_write_tokens=_SOME, cache_write_1h_tokens=_SOME)
        written = usd(for_long) or written
    return CachePrices((read - some) / (more - some), (written - some) / (more - some))
