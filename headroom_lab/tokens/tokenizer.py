"""Tokens of texts, messages and conversations for a model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Protocol, runtime_checkable
from weakref import WeakKeyDictionary

from headroom_lab.messages import Conversation, read
from headroom_lab.tokens.counting import count_texts
from headroom_lab.tokens.media import described, maker_of_model
from headroom_lab.tokens.sizes import PRIMING, Sizes, sizes_of


@runtime_checkable
class Counter(Protocol):
    """Whatever counts the tokens of a text and of a message list."""

    def count_text(self, text: str) -> int:
        """Return the tokens of a text."""

    def count_messages(self, messages: Any) -> int:
        """Return the tokens of a message list as the vendor would bill it."""


@dataclass(frozen=True, slots=True)
class Method:
    """How a model's tokens are counted: encoding, factor on its count, and what to call that."""

    encoding: str
    factor: float
    label: str
    band: float = 0.0

    @property
    def exact(self) -> bool:
        """Whether the count is the model's own."""
        return self.factor == 1.0 and self.band == 0.0


# Claude's vocabulary is not public. Published comparisons with GPT-4o's find 16 % more tokens
# on English prose and 20 to 30 % more on code and mathematics.
CLAUDE = Method("o200k_base", 1.2, "estimate: o200k_base × 1.2, ±15 %", 0.15)
UNKNOWN = Method("o200k_base", 1.0, "estimate: o200k_base for an unknown model, ±20 %", 0.20)


@lru_cache(maxsize=256)
def method_for(model: str) -> Method:
    """Return how the tokens of ``model`` are counted; for Claude and unknown ones an estimate."""
    name = model.lower()
    if "claude" in name:
        return CLAUDE
    from tiktoken.model import encoding_name_for_model

    try:
        encoding = encoding_name_for_model(name.removeprefix("openai/"))
    except KeyError:
        return UNKNOWN
    if encoding not in ("o200k_base", "cl100k_base"):
        return Method("o200k_base", 1.0, f"estimate: o200k_base for {encoding}, ±15 %", 0.15)
    return Method(encoding, 1.0, f"{encoding}, exact")


class Account(NamedTuple):
    """How a count comes about, and whether it is the model's own."""

    method: str
    exact: bool


class Tokenizer:
    """Counts tokens for one model, or with a counter of the caller's.

    ``counter`` is anything with ``count_text`` and ``count_messages``; ``method`` says how
    the numbers come about and ``exact`` whether they are the model's own.
    """

    def __init__(self, counter: Counter | None = None, model: str = "gpt-4o") -> None:
        self.counter = counter
        self.model = model
        self._method = method_for(model)
        self._sizes: WeakKeyDictionary[Conversation, Sizes] = WeakKeyDictionary()

    @property
    def exact(self) -> bool:
        """Whether counts of texts are the model's own."""
        return bool(getattr(self.counter, "exact", self.counter is not None)) or (
            self.counter is None and self._method.exact
        )

    @property
    def method(self) -> str:
        """How the counts come about, with the error band of an estimate."""
        if self.counter is None:
            return self._method.label
        return str(getattr(self.counter, "method", type(self.counter).__name__))

    def count_text(self, text: str) -> int:
        """Return the tokens of a text."""
        return self.count_texts([text])[0]

    def count_texts(self, texts: Sequence[str]) -> list[int]:
        """Return the tokens of each text; the same content is counted once."""
        if self.counter is not None:
            unique = {text: self.counter.count_text(text) for text in dict.fromkeys(texts)}
            return [unique[text] for text in texts]
        counts = count_texts(texts, self._method.encoding)
        if self._method.factor == 1.0:
            return [count.tokens for count in counts]
        return [math.ceil(count.tokens * self._method.factor) for count in counts]

    def count_messages(self, messages: Any) -> int:
        """Return the tokens of a message list, framing and the priming of an answer included.

        A counter given by the caller has the word.
        """
        if self.counter is not None and not isinstance(messages, Conversation):
            return self.counter.count_messages(messages)
        return PRIMING + sum(self.count_each(read(messages)))

    def count_each(self, conversation: Conversation) -> list[int]:
        """Return the tokens of each message, its framing included; worked out once."""
        return self._sized(conversation).tokens

    def account(self, conversation: Conversation) -> Account:
        """Return how the count of a conversation comes about, and whether it is exact.

        Documents, recordings, sealed items and images of unknown size are estimates; the account
        says so with their tokens and band.
        """
        guessed = described(self._sized(conversation).weights)
        method = f"{self.method}; {guessed}" if guessed else self.method
        return Account(method, self.exact and not guessed)

    def _sized(self, conversation: Conversation) -> Sizes:
        """Return the sizes of a conversation's messages, worked out once."""
        sizes = self._sizes.get(conversation)
        if sizes is None:
            maker = maker_of_model(self.model, conversation.format)
            sizes = sizes_of(conversation, self.count_texts, maker)
            self._sizes[conversation] = sizes
        return sizes


def as_tokenizer(tokenizer: Tokenizer | Counter | None) -> Tokenizer:
    """Return a Tokenizer for what a caller gave: one, a counter, or None for gpt-4o's."""
    if tokenizer is None:
        return Tokenizer(model="gpt-4o")
    if isinstance(tokenizer, Tokenizer):
        return tokenizer
    return Tokenizer(counter=tokenizer, model=str(getattr(tokenizer, "model", "gpt-4o")))


def count_tokens_text(text: str, model: str = "gpt-4o") -> int:
    """Return the tokens of a text for a model."""
    return Tokenizer(model=model).count_text(text)


def count_tokens_messages(messages: Any, model: str = "gpt-4o") -> int:
    """Return the tokens of a message list for a model, as the vendor would bill it."""
    return Tokenizer(model=model).count_messages(messages)
