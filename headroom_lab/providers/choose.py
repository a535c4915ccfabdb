"""Which provider a model belongs to."""

from __future__ import annotations

from headroom_lab.providers.anthropic import AnthropicProvider
from headroom_lab.providers.base import PricedProvider
from headroom_lab.providers.openai import OpenAIProvider


def provider_for(model: str) -> PricedProvider:
    """Return the provider of a model by its name: Claude is Anthropic's, all else OpenAI's."""
    return AnthropicProvider() if "claude" in model.lower() else OpenAIProvider()
