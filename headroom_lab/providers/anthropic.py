"""Anthropic: counts by its API where a client is given, else labelled estimates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from headroom_lab.cache import ContentCache
from headroom_lab.messages import Conversation, read
from headroom_lab.messages.parts import plain
from headroom_lab.providers.base import PricedProvider
from headroom_lab.tokens import Tokenizer


class AnthropicProvider(PricedProvider):
    """What Anthropic allows, charges and caches.

    With a client, message lists are counted by the vendor's count_tokens endpoint, each list
    once. Without one, counts are estimates that say so.
    """

    name: ClassVar[str] = "anthropic"

    def __init__(
        self, client: Any = None, *, context_limits: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(context_limits=context_limits)
        self._client = client

    def get_token_counter(self, model: str) -> Tokenizer | AnthropicCounter:
        """Return a counter that asks the API, or a Tokenizer that estimates."""
        if self._client is None:
            return Tokenizer(model=model)
        return AnthropicCounter(self._client, model)


class AnthropicCounter:
    """Counts message lists by the count_tokens endpoint, each content once.

    Single texts are estimated: the endpoint counts whole requests only.
    """

    def __init__(self, client: Any, model: str) -> None:
        self.model = model
        self._client = client
        self._estimate = Tokenizer(model=model)
        self._counts: ContentCache[str, int] = ContentCache(1024)

    @property
    def exact(self) -> bool:
        """Whether counts of texts are the model's own: no, only those of message lists."""
        return False

    @property
    def method(self) -> str:
        """How texts are counted."""
        return self._estimate.method

    def count_text(self, text: str) -> int:
        """Return an estimate of the tokens of a text."""
        return self._estimate.count_text(text)

    def count_messages(self, messages: Any) -> int:
        """Return the tokens of a message list as the API counts them.

        The vendor's exceptions pass through unchanged.
        """
        if isinstance(messages, Conversation):
            return self._estimate.count_messages(messages)
        request = _request([plain(message.raw) for message in read(messages).messages])
        key = json.dumps(request, sort_keys=True, default=str)
        known = self._counts.get(key)
        if known is None:
            known = int(
                self._client.messages.count_tokens(model=self.model, **request).input_tokens
            )
            self._counts.put(key, known)
        return known


def _request(messages: list[Any]) -> dict[str, Any]:
    """Return messages as the API takes them: the system prompt beside the others."""
    system = [part for m in messages if m.get("role") == "system" for part in _parts(m)]
    others = [m for m in messages if m.get("role") != "system"]
    return {"messages": others, **({"system": system} if system else {})}


def _parts(message: Mapping[str, Any]) -> list[Any]:
    """Return a system message's content as a list of text blocks."""
    content = message.get("content") or []
    return [{"type": "text", "text": content}] if isinstance(content, str) else list(content)
