"""What every provider answers: token counts, context limits, costs, cache rules."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from copy import copy
from datetime import date
from decimal import Decimal
from typing import ClassVar, Protocol, Self

from headroom_lab.errors import ConfigError, UnknownModelWarning
from headroom_lab.providers.bill import Bill, Part, bill
from headroom_lab.providers.prices import Prices
from headroom_lab.providers.pricing import context_limit
from headroom_lab.providers.prompt_cache import CacheRules, cache_rules
from headroom_lab.providers.usage import Usage
from headroom_lab.tokens import Counter


class Provider(Protocol):
    """A vendor: what it allows, charges and caches."""

    name: str

    def get_token_counter(self, model: str) -> Counter:
        """Return what counts tokens for a model."""

    def get_context_limit(self, model: str) -> int | None:
        """Return the context limit in tokens."""

    def estimate_cost(
        self,
        input_tokens: int,
        output_tokens: int,
        model: str,
        *,
        cache_read_tokens: int = 0,
        cache_write_tokens: int = 0,
    ) -> float | None:
        """Return the cost in USD."""

    def cache_rules(self, model: str) -> CacheRules:
        """Return how the vendor's prompt cache works for a model."""


class PricedProvider:
    """Limits and prices from the table, the caller's own limits before it."""

    name: ClassVar[str] = ""

    def __init__(self, *, context_limits: Mapping[str, int] | None = None) -> None:
        for model, limit in (context_limits or {}).items():
            if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
                raise ConfigError(
                    f"context_limits[{model!r}]: found {limit!r}, expected tokens of at least 1"
                )
        self._limits = dict(context_limits or {})
        self._prices: Prices | None = None

    def at(self, prices: Prices | None) -> Self:
        """Return the provider with prices of one's own, None for those it has.

        Args:
            prices: as ``prices_of`` reads them.
        """
        if prices is None:
            return self
        priced = copy(self)
        priced._prices = prices
        return priced

    def has_limit(self, model: str) -> bool:
        """Tell whether the caller gave a context limit for a model."""
        return any(model.startswith(name) for name in self._limits)

    def get_context_limit(self, model: str) -> int | None:
        """Return the context limit in tokens; None and a warning for an unknown model.

        A limit given by the caller wins, that of the longest matching name first.
        """
        given = [name for name in self._limits if model.startswith(name)]
        if given:
            return self._limits[max(given, key=len)]
        limit = context_limit(model)
        if limit is None:
            self._unknown(model, "context limit")
        return limit

    def estimate_cost(
        self,
        input_tokens: int,
        output_tokens: int,
        model: str,
        *,
        cache_read_tokens: int = 0,
        cache_write_tokens: int = 0,
    ) -> float | None:
        """Return the cost of a request in USD; None and a warning for an unknown model.

        Args:
            input_tokens: all tokens sent, those read from and written to the cache too.
            output_tokens: all tokens of the answer.
            model: its name.
            cache_read_tokens, cache_write_tokens: parts of the input that the vendor's cache reads and writes (0).

        Raises:
            ConfigError: for a negative number, and for parts that are more than the whole.
        """
        counts = (input_tokens, output_tokens, cache_read_tokens, cache_write_tokens)
        if any(not math.isfinite(count) or count < 0 for count in counts):
            raise ConfigError(f"estimate_cost: found {counts}, expected tokens of at least 0")
        if cache_read_tokens + cache_write_tokens > input_tokens:
            raise ConfigError(
                f"estimate_cost: {cache_read_tokens} read and {cache_write_tokens} written cache "
                f"tokens are parts of the input, expected at most {input_tokens}"
            )
        cost = bill(model, Usage(*counts), self._prices).total
        if cost is None:
            self._unknown(model, "price")
        return cost

    def bill(self, model: str, usage: Usage, day: date | None = None) -> Bill:
        """Return what a request costs by what it used, class by class.

        Args:
            model: its name.
            usage: the tokens of each class, as the vendor counted them.
            day: whose list prices hold, None for the price table's own day.

        A provider with an ``estimate_cost`` of its own is asked by that, unless prices were given.
        """
        if self._prices is not None:
            return bill(model, usage, self._prices, day)
        if type(self).estimate_cost is PricedProvider.estimate_cost:
            return bill(model, usage, day=day)
        cost = self.estimate_cost(
            usage.input_tokens,
            usage.output_tokens or 0,
            model,
            cache_read_tokens=usage.cache_read_tokens,
            cache_write_tokens=usage.cache_write_tokens,
        )
        usd = None if cost is None else Decimal(cost)
        gaps = () if usd is not None else (f"the price of {model!r} is unknown",)
        return Bill((Part("request", usage.input_tokens, usd),), gaps)

    def cache_rules(self, model: str) -> CacheRules:
        """Return how the vendor's prompt cache works for a model."""
        return cache_rules(self.name, model)

    def _unknown(self, model: str, what: str) -> None:
        """Warn that nothing is known of a model."""
        text = f"the {what} of {model!r} is unknown; it counts as None"
        warnings.warn(text, UnknownModelWarning, stacklevel=3)
