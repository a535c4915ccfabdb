"""What a vendor allows, charges and caches."""

from headroom_lab.providers.anthropic import AnthropicProvider
from headroom_lab.providers.base import Provider
from headroom_lab.providers.choose import provider_for
from headroom_lab.providers.openai import OpenAIProvider
from headroom_lab.providers.pricing import price_source
from headroom_lab.providers.prompt_cache import CacheRules, cache_rules

__all__ = [
    "AnthropicProvider",
    "CacheRules",
    "OpenAIProvider",
    "Provider",
    "cache_rules",
    "price_source",
    "provider_for",
]
