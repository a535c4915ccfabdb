"""Whole message lists, counted by whoever knows better than an estimate.

A provider with a client, a provider of the caller's own and a counter given as the tokenizer are
asked once for a message list, never for each step; what they answered is kept by content.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from weakref import WeakKeyDictionary

from headroom_lab.cache import ContentCache
from headroom_lab.messages import Conversation
from headroom_lab.messages.parts import as_json, plain
from headroom_lab.tokens.tokenizer import Tokenizer
from headroom_lab.tokens.waiting import waiting

KEPT = 1024  # message lists

_answers: WeakKeyDictionary[Any, ContentCache[bytes, int]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Asked:
    """Whom to ask for the tokens of message lists that are sent with some tools to a model.

    ``source`` is what the caller gave, for which answers are kept; ``takes_tools`` says whether
    the tools are part of the answer.
    """

    counter: Any
    source: Any
    model: str
    tools: Sequence[Any] | None
    takes_tools: bool

    @property
    def name(self) -> str:
        """Who counts, as a result says it."""
        return str(getattr(self.counter, "asked", f"counted by {type(self.counter).__name__}"))

    @property
    def exact(self) -> bool:
        """Whether message lists are counted as the vendor does: a vendor's own endpoint does."""
        return hasattr(self.counter, "asked") or bool(getattr(self.counter, "exact", True))

    def count(self, conversation: Conversation) -> int:
        """Return the tokens of a message list; what the counter raises passes through."""
        messages = conversation.to_list()
        key = self._key(conversation)
        answers = _answers_of(self.source)
        known = answers.get(key)
        if known is None:
            more = {"tools": list(self.tools)} if self.takes_tools and self.tools else {}
            with waiting():
                known = int(self.counter.count_messages(messages, **more))
            answers.put(key, known)
        return known

    def _key(self, conversation: Conversation) -> bytes:
        """Return a digest of all that is asked about."""
        raws = [plain(message.raw) for message in conversation.messages]
        asked = as_json([self.model, raws, plain(list(self.tools or ()))])
        return blake2b(asked.encode("utf-8", "surrogatepass"), digest_size=20).digest()


def whom_to_ask(
    tokenizer: Any, provider: Any, model: str, tools: Sequence[Any] | None
) -> Asked | None:
    """Return whom to ask for whole message lists, None where counting here is all there is.

    A tokenizer of the caller's goes before the provider's counter.
    """
    if tokenizer is not None:
        counter, source = getattr(tokenizer, "counter", tokenizer), tokenizer
    else:
        get = getattr(provider, "get_token_counter", None)
        counter, source = (None if get is None else get(model)), provider
        counter = getattr(counter, "counter", counter)
    if counter is None or isinstance(counter, Tokenizer):
        return None
    return Asked(counter, source, model, tools, _takes_tools(counter))


def _takes_tools(counter: Any) -> bool:
    """Tell whether a counter can be told of tools."""
    try:
        return "tools" in inspect.signature(counter.count_messages).parameters
    except (TypeError, ValueError):
        return False


def _answers_of(source: Any) -> ContentCache[bytes, int]:
    """Return the answers kept for what the caller gave; none for what can't be kept in mind."""
    try:
        return _answers.setdefault(source, ContentCache(KEPT, lasts=True))
    except TypeError:
        return ContentCache(KEPT, lasts=True)
