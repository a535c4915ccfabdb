"""What a vendor allows, charges and caches.

Loaded on first use (PEP 562): model names are read by the tokenizer too, on which the providers
stand.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from headroom_lab.providers.anthropic import AnthropicProvider
    from headroom_lab.providers.base import Provider
    from headroom_lab.providers.choose import provider_for
    from headroom_lab.providers.model_names import ModelName, model_name
    from headroom_lab.providers.openai import OpenAIProvider
    from headroom_lab.providers.pricing import price_source
    from headroom_lab.providers.prompt_cache import CacheRules, cache_rules

_HOMES = {
    "AnthropicProvider": "anthropic",
    "CacheRules": "prompt_cache",
    "ModelName": "model_names",
    "OpenAIProvider": "openai",
    "Provider": "base",
    "cache_rules": "prompt_cache",
    "model_name": "model_names",
    "price_source": "pricing",
    "provider_for": "choose",
}

__all__ = [
    "AnthropicProvider",
    "CacheRules",
    "ModelName",
    "OpenAIProvider",
    "Provider",
    "cache_rules",
    "model_name",
    "price_source",
    "provider_for",
]


def __getattr__(name: str) -> Any:
    """Load a name from its module on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
