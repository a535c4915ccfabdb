"""OpenAI: exact counts, limits, prices."""

from __future__ import annotations

from typing import ClassVar

from headroom_lab.providers.base import PricedProvider
from headroom_lab.tokens import Tokenizer


class OpenAIProvider(PricedProvider):
    """What OpenAI allows, charges and caches; tokens are counted exactly, without a network."""

    name: ClassVar[str] = "openai"

    def get_token_counter(self, model: str) -> Tokenizer:
        """Return a Tokenizer for the model."""
        return Tokenizer(model=model)
