"""Anthropic: counts by its API where a client is given, else labelled estimates."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, ClassVar

from headroom_lab.cache import ContentCache
from headroom_lab.errors import ConfigError, TokenizerError
from headroom_lab.messages import Conversation, read
from headroom_lab.messages.parts import plain
from headroom_lab.providers.base import PricedProvider
from headroom_lab.tokens import Tokenizer


class AnthropicProvider(PricedProvider):
    """What Anthropic allows, charges and caches.

    Args:
        client: a sync ``Anthropic()``: message lists are counted by its count_tokens endpoint, each list once.
            None: counts are estimates that say so.
        context_limits: model name (or how it begins) to tokens, before what the table knows; None for none.

    Raises:
        ConfigError: for an async client, and for a limit that is no whole number of at least 1.

    Example::

        provider = AnthropicProvider()
        provider.estimate_cost(10_000, 500, "claude-sonnet-4-5", cache_read_tokens=8_000)
    """

    name: ClassVar[str] = "anthropic"

    def __init__(
        self, client: Any = None, *, context_limits: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(context_limits=context_limits)
        if type(client).__name__.startswith("Async"):
            raise ConfigError(
                f"client: found {type(client).__name__}, expected Anthropic(): an answer is waited for"
            )
        self._client = client
        self._counts: ContentCache[bytes, int] = ContentCache(4096, lasts=True)

    def get_token_counter(self, model: str) -> Tokenizer | AnthropicCounter:
        """Return a counter that asks the API, or a Tokenizer that estimates.

        Args:
            model: whose tokens are counted.
        """
        if self._client is None:
            return Tokenizer(model=model)
        return AnthropicCounter(self._client, model, self._counts)


class AnthropicCounter:
    """Counts message lists by the count_tokens endpoint, each content once.

    Single texts are estimated: the endpoint counts whole requests only. ``counts`` keeps what
    was answered, by content.
    """

    asked = "counted by Anthropic (count_tokens)"

    def __init__(
        self, client: Any, model: str, counts: ContentCache[bytes, int] | None = None
    ) -> None:
        self.model = model
        self.estimate = Tokenizer(model=model)
        self._client = client
        self._counts = ContentCache(1024, lasts=True) if counts is None else counts

    @property
    def exact(self) -> bool:
        """Whether counts of texts are the model's own: no, only those of message lists."""
        return False

    @property
    def method(self) -> str:
        """How texts are counted."""
        return self.estimate.method

    def count_text(self, text: str) -> int:
        """Return an estimate of the tokens of a text."""
        return self.estimate.count_text(text)

    def count_messages(self, messages: Any, tools: Sequence[Any] | None = None) -> int:
        """Return the tokens of a message list and tools as the API counts them.

        Raises TokenizerError for messages that the endpoint doesn't take (Chat's tool calls,
        Responses items); the vendor's exceptions pass through unchanged.
        """
        if isinstance(messages, Conversation):
            return self.estimate.count_messages(messages)
        request = _request(read(messages), tools)
        body = json.dumps([self.model, request], sort_keys=True, default=str)
        key = blake2b(body.encode("utf-8", "surrogatepass"), digest_size=20).digest()
        known = self._counts.get(key)
        if known is None:
            found = self._client.messages.count_tokens(model=self.model, **request)
            known = int(found.input_tokens)
            self._counts.put(key, known)
        return known


def _request(conversation: Conversation, tools: Sequence[Any] | None) -> dict[str, Any]:
    """Return messages as the API takes them: the system prompt beside the others."""
    raws = [plain(message.raw) for message in conversation.messages]
    foreign = conversation.format == "openai_responses" or any(
        "tool_calls" in raw or raw.get("role") not in ("system", "user", "assistant")
        for raw in raws
    )
    if foreign:
        raise TokenizerError(
            f"messages: found those of {conversation.format}, expected Anthropic's Messages"
        )
    system = [part for raw in raws if raw["role"] == "system" for part in _parts(raw)]
    others = [
        {"role": raw["role"], "content": raw.get("content") or ""}
        for raw in raws
        if raw["role"] != "system"
    ]
    beside = {"system": system, "tools": plain(list(tools or ()))}
    return {"messages": others, **{name: given for name, given in beside.items() if given}}


def _parts(message: Mapping[str, Any]) -> list[Any]:
    """Return a system message's content as a list of text blocks."""
    content = message.get("content") or []
    return [{"type": "text", "text": content}] if isinstance(content, str) else list(content)
