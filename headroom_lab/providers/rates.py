"""What one model's tokens and calls cost, by class and service tier: Rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from headroom_lab.providers.model_names import ModelName, model_name
from headroom_lab.providers.own_prices import (
    CALLS,
    GEO_FACTORS,
    LONG_WRITE_FACTOR,
    MORE,
    TIER_FACTORS,
)
from headroom_lab.providers.pricing import find_model, price_moment

# A tier as vendors name it -> the price table's words for it
CONTEXTS: Mapping[str, Mapping[str, str]] = {
    "batch": {"processing": "batch"},
    "flex": {"service_tier": "flex"},
    "priority": {"service_tier": "priority"},
    "fast": {"service_tier": "fast"},
}
FAST = {"speed": "fast"}


@dataclass(frozen=True, slots=True)
class Rates:
    """Prices of a model: USD per million tokens or per thousand calls, by the table's names.

    A price is a number, or one with tiers by the size of the whole input. ``factor`` is of all
    token prices; ``gap`` says what isn't known, where something isn't.
    """

    prices: Mapping[str, Any]
    factor: Decimal = Decimal(1)
    gap: str | None = None

    def of(self, key: str, input_tokens: int) -> Decimal | None:
        """Return the price of a class in a request of that input, None where it is unknown.

        Calls cost the same in every tier.
        """
        price = self.prices.get(key)
        if price is None:
            return None
        for tier in reversed(getattr(price, "tiers", ())):
            if input_tokens > tier.start:
                return Decimal(tier.price) * self.factor
        factor = self.factor if key.endswith("_mtok") else 1
        return Decimal(getattr(price, "base", price)) * factor


@lru_cache(maxsize=1024)
def rates(
    model: str,
    tier: str | None = None,
    fast: bool = False,
    geo: str | None = None,
    day: date | None = None,
) -> Rates | None:
    """Return a model's prices in a service tier, None where the model has no price at all.

    Prices are those of ``day`` where the table has several, None for its own day.
    """
    name = model_name(model)
    entry = find_model(model)
    moment = price_moment(day)
    prices = {} if entry is None else _stated(entry.get_prices(moment))
    if not prices and name.variant == "free" and entry is not None:
        return Rates({"input_mtok": Decimal(0), "output_mtok": Decimal(0)})
    if entry is None or not prices:
        return None
    prices = {**MORE.get(entry.id, {}), **prices}
    factor = GEO_FACTORS.get((str(name.maker), str(geo)), Decimal(1)) if not name.host else 1
    gap = None
    for label, context in _asked(tier, fast):
        found = _variant(entry, context, moment) if context else {}
        if found:
            prices = {**prices, **found}
            continue
        known = TIER_FACTORS.get((str(name.maker), label))
        factor *= known or 1
        gap = gap if known else f"no price of the {label} tier is known for {model!r}"
    return Rates(_completed(prices, name), Decimal(factor), gap)


def _asked(tier: str | None, fast: bool) -> list[tuple[str, Mapping[str, str] | None]]:
    """Return the tiers of a request with the price table's words for them."""
    tiers: list[tuple[str, Mapping[str, str] | None]] = [(tier, CONTEXTS.get(tier))] if tier else []
    return [*tiers, ("fast", FAST)] if fast else tiers


def _variant(entry: Any, context: Mapping[str, str], moment: datetime) -> dict[str, Any]:
    """Return the prices that differ in a tier."""
    found: dict[str, Any] = {}
    for variant in entry.price_variants or ():
        active = variant.constraint is None or variant.constraint.active(moment)
        if active and variant.when == context:
            found = {**_stated(variant.prices), **found}
    return found


def _stated(prices: Any) -> dict[str, Any]:
    """Return the prices that the table states."""
    return {key: price for key, price in vars(prices).items() if price is not None}


def _completed(prices: Mapping[str, Any], name: ModelName) -> dict[str, Any]:
    """Return prices with those that follow from a maker's rules."""
    maker = str(name.maker)
    more = {key: price for (m, key), price in CALLS.items() if m == maker and not name.host}
    fresh = prices.get("input_mtok")
    if maker in LONG_WRITE_FACTOR and fresh is not None:
        more["cache_write_1h_mtok"] = _times(fresh, LONG_WRITE_FACTOR[maker])
    return {**more, **prices}


def _times(price: Any, factor: Decimal) -> Any:
    """Return a price or one with tiers, times a factor."""
    if not hasattr(price, "tiers"):
        return price * factor
    from genai_prices.types import Tier, TieredPrices

    tiers = [Tier(start=t.start, price=t.price * factor) for t in price.tiers]
    return TieredPrices(base=price.base * factor, tiers=tiers)
