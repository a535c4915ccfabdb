"""A provider of the caller's own: what it doesn't answer, the model's vendor does."""

from __future__ import annotations

from datetime import date
from typing import Any

from headroom_lab.errors import ConfigError
from headroom_lab.providers.base import PricedProvider
from headroom_lab.providers.bill import Bill
from headroom_lab.providers.choose import provider_for
from headroom_lab.providers.prices import PricesLike, prices_of
from headroom_lab.providers.prompt_cache import CacheRules
from headroom_lab.providers.usage import Usage

ANSWERS = ("get_token_counter", "get_context_limit", "estimate_cost", "bill", "cache_rules")


class OwnProvider(PricedProvider):
    """Limits, prices and cache rules from any object that has some of a provider's methods."""

    def __init__(self, own: Any, model: str) -> None:
        super().__init__()
        self.own = own
        self._rest = provider_for(model)

    @property
    def name(self) -> str:  # type: ignore[override]
        """The name of the vendor whose models these are."""
        return self._rest.name

    def has_limit(self, model: str) -> bool:
        """Tell whether the caller's provider knows a context limit for a model."""
        return (
            hasattr(self.own, "get_context_limit") and self.own.get_context_limit(model) is not None
        )

    def get_context_limit(self, model: str) -> int | None:
        """Return the context limit in tokens."""
        return self._answering("get_context_limit")(model)  # type: ignore[no-any-return]

    def estimate_cost(self, *counts: Any, **more: Any) -> float | None:
        """Return the cost in USD."""
        return self._answering("estimate_cost")(*counts, **more)  # type: ignore[no-any-return]

    def bill(self, model: str, usage: Usage, day: date | None = None) -> Bill:
        """Return what a request costs by what it used."""
        if self._prices is None and hasattr(self.own, "bill"):
            return self.own.bill(model, usage)  # type: ignore[no-any-return]
        answers = self._prices is not None or hasattr(self.own, "estimate_cost")
        own = super().bill(model, usage, day) if answers else None
        return own or self._rest.bill(model, usage, day)

    def cache_rules(self, model: str) -> CacheRules:
        """Return how the prompt cache works for a model."""
        return self._answering("cache_rules")(model)  # type: ignore[no-any-return]

    def _answering(self, method: str) -> Any:
        """Return the caller's method, or the vendor's where there is none."""
        return getattr(self.own, method, None) or getattr(self._rest, method)


def vendor_of(provider: Any, model: str, prices: PricesLike = None) -> PricedProvider:
    """Return whose limits and prices hold: the caller's provider's, else the model's vendor's.

    ``prices`` of one's own hold before both.
    """
    if provider is None:
        found = provider_for(model)
    elif isinstance(provider, PricedProvider):
        found = provider
    else:
        found = OwnProvider(asked(provider), model)
    return found.at(prices_of(prices))


def asked(provider: Any) -> Any:
    """Return a provider of the caller's; raise ConfigError for what answers nothing of one."""
    if provider is None or any(callable(getattr(provider, name, None)) for name in ANSWERS):
        return provider
    found = repr(provider) if isinstance(provider, str) else f"a {type(provider).__name__}"
    raise ConfigError(
        f"provider: found {found}, expected OpenAIProvider(), AnthropicProvider() or an object "
        f"with {', '.join(ANSWERS)} or some of these"
    )
