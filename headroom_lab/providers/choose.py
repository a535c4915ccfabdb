"""Which provider a model belongs to."""

from __future__ import annotations

from headroom_lab.providers.anthropic import AnthropicProvider
from headroom_lab.providers.base import PricedProvider
from headroom_lab.providers.model_names import model_name
from headroom_lab.providers.openai import OpenAIProvider


def provider_for(model: str) -> PricedProvider:
    """Return the provider of a model by who made it.

    Claude is Anthropic's, wherever it is served; all else speaks OpenAI's protocol. Limits,
    prices and cache rules are the model's own in either.
    """
    return AnthropicProvider() if model_name(model).maker == "anthropic" else OpenAIProvider()
