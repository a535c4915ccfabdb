"""How vendors' prompt caches work, as data.

Sources: Anthropic, "Prompt caching" (breakpoints, minimum lengths, write and read prices);
OpenAI, "Prompt caching" (automatic from 1,024 tokens in steps of 128). Read on 2026-10-31.
Prices of reads and writes themselves stand in the price table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

RULES_DATE = "2026-10-31"


@dataclass(frozen=True, slots=True)
class CacheRules:
    """One vendor's rules for one model.

    ``min_tokens``: a shorter prefix isn't cached; ``step``: cached lengths are multiples of it;
    ``read_factor``/``write_factor``: of the input price, by Anthropic's rule (OpenAI prices
    reads by model); ``lifetime_seconds`` is renewed by each hit; ``breakpoints``: how many
    marks a request may carry, 0 where caching is automatic; ``lookback_blocks``: how far before
    a mark an earlier entry is found.
    """

    vendor: str
    min_tokens: int
    step: int
    read_factor: float | None
    write_factor: float
    long_write_factor: float | None
    lifetime_seconds: int
    breakpoints: int
    lookback_blocks: int | None

    def readable(self, tokens: int) -> int:
        """Return how many of the leading ``tokens`` an earlier request left in the cache."""
        return 0 if tokens < self.min_tokens else tokens - tokens % self.step


_BASE = {
    "openai": CacheRules("openai", 1024, 128, None, 1.0, None, 300, 0, None),
    "anthropic": CacheRules("anthropic", 1024, 1, 0.1, 1.25, 2.0, 300, 4, 20),
}
# (vendor, beginning of the model's name) -> shortest prefix that is cached, in tokens
_MIN_TOKENS = {
    ("anthropic", "claude-3-haiku"): 2048,
    ("anthropic", "claude-3-5-haiku"): 2048,
    ("anthropic", "claude-haiku-4-5"): 4096,
    ("anthropic", "claude-opus-4-5"): 4096,
    ("anthropic", "claude-opus-4-6"): 4096,
    ("anthropic", "claude-sonnet-4-6"): 2048,
}


def cache_rules(vendor: str, model: str) -> CacheRules:
    """Return the cache rules of a vendor's model; the longest matching name wins."""
    base = _BASE[vendor]
    names = [n for v, n in _MIN_TOKENS if v == vendor and model.lower().startswith(n)]
    if not names:
        return base
    return replace(base, min_tokens=_MIN_TOKENS[vendor, max(names, key=len)])
