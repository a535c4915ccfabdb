"""How vendors' prompt caches work, as data.

Sources: Anthropic, "Prompt caching" (marks, least lengths), as of 2026-08; OpenAI,
"Prompt caching" (automatic from 1,024 tokens in steps of 128, writes charged from GPT-5.6 on),
2026-10; Google, "Context caching" (least lengths), 2026-10-13; DeepSeek, "Context caching" (units
of 64 tokens), 2026-10. What reads and writes cost stands with the prices, how long entries stand
in ``lifetimes``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from headroom_lab.providers.lifetimes import ASKED, USUAL, Lifetime
from headroom_lab.providers.model_names import model_name
from headroom_lab.providers.rates import rates


@dataclass(frozen=True, slots=True)
class CacheRules:
    """One vendor's rules for one model.

    ``min_tokens``: a shorter prefix isn't cached, None where no cache is known; ``step``: cached
    lengths are multiples of it; ``lifetime``: how long an entry stands where nothing is asked;
    ``breakpoints``: how many marks a request may carry, 0 where caching is automatic;
    ``write_factor``: what tokens written cost, of the input price.
    """

    vendor: str
    min_tokens: int | None
    step: int
    lifetime: Lifetime
    breakpoints: int = 0
    write_factor: float = 1.0

    @property
    def charges_writes(self) -> bool:
        """Whether tokens written have a price of their own."""
        return self.write_factor > 1

    def caches(self, tokens: int) -> bool:
        """Tell whether an input of so many tokens is long enough to be cached."""
        return self.min_tokens is not None and tokens >= self.min_tokens

    def readable(self, tokens: int) -> int:
        """Return how many of the leading ``tokens`` an earlier request left in the cache."""
        return tokens - tokens % self.step if self.caches(tokens) else 0

    def stands(self, asked: str | None = None) -> Lifetime:
        """Return how long an entry stands, renewed by each hit; ``asked``: "1h" or "24h"."""
        return ASKED[asked] if asked else self.lifetime


_BASE = {
    "openai": CacheRules("openai", 1024, 128, USUAL["openai"]),
    "anthropic": CacheRules("anthropic", 1024, 1, USUAL["anthropic"], 4, write_factor=1.25),
    "google": CacheRules("google", 4096, 1, USUAL["google"]),
    "deepseek": CacheRules("deepseek", 64, 64, USUAL["deepseek"]),
}
# (maker, beginning of the model's name) -> shortest prefix that is cached, in tokens
_MIN_TOKENS = {
    ("anthropic", "claude-3-haiku"): 2048,
    ("anthropic", "claude-3-5-haiku"): 2048,
    ("anthropic", "claude-haiku"): 4096,
    ("anthropic", "claude-opus-4-5"): 4096,
    ("anthropic", "claude-opus-4-6"): 4096,
    ("anthropic", "claude-opus-4-7"): 2048,
    ("anthropic", "claude-opus-5"): 512,
    ("anthropic", "claude-fable"): 512,
    ("anthropic", "claude-mythos"): 512,
    ("google", "gemini-2.5"): 2048,
}


def cache_rules(vendor: str, model: str) -> CacheRules:
    """Return the cache rules of a model, however its name is written.

    ``vendor`` counts where the name doesn't tell who made it. A maker whose rules aren't known
    is taken to cache as OpenAI does where the price table has a price of cache reads.
    """
    name = model_name(model)
    maker = name.maker or vendor
    prices = rates(model)
    base = _BASE.get(maker)
    if base is None:
        priced = prices is not None and "cache_read_mtok" in prices.prices
        base = replace(_BASE["openai"], vendor=maker, min_tokens=1024 if priced else None)
    if prices is not None:
        fresh, written = prices.of("input_mtok", 0), prices.of("cache_write_mtok", 0)
        base = replace(base, write_factor=float(written / fresh) if fresh and written else 1.0)
    names = [n for m, n in _MIN_TOKENS if m == maker and name.name.startswith(n)]
    if not names:
        return base
    return replace(base, min_tokens=_MIN_TOKENS[maker, max(names, key=len)])
