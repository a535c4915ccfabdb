"""OpenAI: exact counts, limits, prices."""

from __future__ import annotations

from typing import ClassVar

from headroom_lab.providers.base import PricedProvider
from headroom_lab.tokens import Tokenizer


class OpenAIProvider(PricedProvider):
    """What OpenAI allows, charges and caches; tokens are counted exactly, without a network.

    Args:
        context_limits: model name (or how it begins) to tokens, before what the table knows; None for none.

    Raises:
        ConfigError: for a limit that is no whole number of at least 1.

    Example::

        provider = OpenAIProvider(context_limits={"my-deployment": 64_000})
        provider.get_context_limit("my-deployment"), provider.estimate_cost(1_000, 100, "gpt-4o")
    """

    name: ClassVar[str] = "openai"

    def get_token_counter(self, model: str) -> Tokenizer:
        """Return a Tokenizer for a model.

        Args:
            model: its name.
        """
        return Tokenizer(model=model)
