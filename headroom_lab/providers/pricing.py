"""Prices and context limits from the dated table of genai-prices, nothing fetched.

The table is read as it stood when its package was made, whatever the clock says, so that the
same package gives the same prices. A model that it doesn't list has no price: never another's.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Any, NamedTuple

_AS_OF = re.compile(r"as of (20\d\d-\d\d-\d\d)")


class PriceSource(NamedTuple):
    """Where prices come from: package with version, and the day the table states for itself."""

    package: str
    date: str


@cache
def price_source() -> PriceSource:
    """Return the source of all prices and its date (``YYYY-MM-DD``)."""
    notes = [p.price_comments for p in _table().providers]
    notes += [m.price_comments for p in _table().providers for m in p.models]
    dates = [day for note in notes if note for day in _AS_OF.findall(note)]
    return PriceSource(f"genai-prices {version('genai-prices')}", max(dates))


def find_model(model: str, vendor: str) -> Any | None:
    """Return the table's entry for a vendor's model, None where it lists none."""
    return _find(model.lower(), vendor)


def context_limit(model: str, vendor: str) -> int | None:
    """Return the context limit of a model in tokens, None where it is unknown."""
    entry = find_model(model, vendor)
    return None if entry is None else entry.context_window


@cache
def known_models() -> tuple[str, ...]:
    """Return the names of all models whose context limit is known, sorted."""
    vendors = [p for p in _table().providers if p.id in ("openai", "anthropic")]
    return tuple(sorted(m.id for p in vendors for m in p.models if m.context_window))


@lru_cache(maxsize=1024)
def input_output_cost(
    model: str,
    vendor: str,
    input_tokens: int,
    output_tokens: int = 0,
    cache_read_tokens: int = 0,
    cache_write_tokens: int = 0,
) -> float | None:
    """Return the cost in USD, None where the price is unknown.

    ``input_tokens`` holds all tokens sent; those read from and written to the prompt cache are
    parts of it.
    """
    entry = find_model(model, vendor)
    if entry is None:
        return None
    from genai_prices import Usage

    usage = Usage(
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cache_read_tokens=cache_read_tokens,
        cache_write_tokens=cache_write_tokens,
    )
    price = entry.get_prices(_moment()).calc_price(usage)
    return float(price["total_price"])


@cache
def _table() -> Any:
    """Return the table that the installed package carries, not one updated over a network."""
    from genai_prices.data import providers
    from genai_prices.data_snapshot import DataSnapshot

    return DataSnapshot(providers=providers, from_auto_update=False)


@cache
def _moment() -> datetime:
    """Return the moment whose prices hold: noon of the table's own day."""
    day = datetime.fromisoformat(price_source().date).date()
    return datetime.combine(day, time(12), tzinfo=UTC)


@lru_cache(maxsize=1024)
def _find(model: str, vendor: str) -> Any | None:
    """Look a model up once."""
    try:
        return _table().find_provider_model(model, None, vendor, None)[1]
    except LookupError:
        return None
