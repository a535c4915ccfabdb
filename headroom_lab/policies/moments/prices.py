"""What reads from a model's prompt cache and writes to it cost, relative to its input price."""

from __future__ import annotations

from functools import lru_cache

from headroom_lab.policies.moments.occasion import CachePrices
from headroom_lab.providers.rates import rates


@lru_cache(maxsize=256)
def cache_prices(model: str | None) -> CachePrices:
    """Return a model's prices of cached tokens; Anthropic's usual ones where none are known."""
    found = rates(model) if model else None
    if found is None:
        return CachePrices()
    fresh = found.of("input_mtok", 0)
    read, write = found.of("cache_read_mtok", 0), found.of("cache_write_mtok", 0)
    if not fresh:
        return CachePrices()
    return CachePrices(
        float(read / fresh) if read is not None else 1.0,
        float(write / fresh) if write is not None else 1.0,
    )
