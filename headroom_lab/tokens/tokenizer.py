"""Tokens of texts, messages and conversations for a model."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import partial
from os import PathLike, fspath
from typing import Any, NamedTuple, Protocol, runtime_checkable

from headroom_lab.errors import ConfigError, TokenizerError
from headroom_lab.messages import Conversation, Message, read
from headroom_lab.messages.blocks import Format
from headroom_lab.messages.given import request_of
from headroom_lab.tokens.framing import COOKBOOK, PRIMING
from headroom_lab.tokens.media import described, maker_of_model
from headroom_lab.tokens.methods import method_for, method_of_file
from headroom_lab.tokens.sizes import Size, kept_sizes, sizes_of
from headroom_lab.tokens.unknown_models import told_unknown


@runtime_checkable
class Counter(Protocol):
    """Whatever counts the tokens of a text and of a message list."""

    def count_text(self, text: str) -> int:
        """Return the tokens of a text."""

    def count_messages(self, messages: Any) -> int:
        """Return the tokens of a message list as the vendor would bill it."""


COUNTER = "a Tokenizer, or what has count_text(text) and count_messages(messages)"


class Account(NamedTuple):
    """How a count comes about, and whether it is the model's own."""

    method: str
    exact: bool


class Tokenizer:
    """Counts tokens for one model, or with a counter or a vocabulary of the caller's.

    Args:
        counter: anything with ``count_text`` and ``count_messages``; None for the model's own.
        model: whose tokens are counted, however clouds and routers write its name.
        file: a ``tokenizer.json`` (or the folder that holds one) with the model's vocabulary,
            read by the tokenizers library; counts with it are exact.

    ``method`` says how the numbers come about and ``exact`` whether they are the model's own.

    Raises:
        TokenizerError: for a file that is no tokenizer.json.
        ConfigError: for a counter and a file at once.

    Example::

        Tokenizer(model="gpt-4o").count_text("Hello, world!")
    """

    def __init__(
        self,
        counter: Counter | None = None,
        model: str = "gpt-4o",
        *,
        file: str | PathLike[str] | None = None,
    ) -> None:
        if counter is not None and file is not None:
            raise ConfigError("Tokenizer: found a counter and a file, expected one of them")
        if counter is not None and not isinstance(counter, Counter):
            raise ConfigError(f"counter: found a {type(counter).__name__}, expected {COUNTER}")
        if not isinstance(model, str):
            raise ConfigError(f"model: found {model!r}, expected a name such as 'gpt-4o'")
        self.counter = counter
        self.model = model
        self._file = None if file is None else fspath(file)
        self._method = method_for(model) if self._file is None else method_of_file(self._file)
        self._times = 1.0
        self._keys: dict[Format, object] = {}  # under which messages know their sizes

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy elsewhere loads its own vocabulary; what was counted doesn't travel."""
        return _again, (self.counter, self.model, self._file, self._times)

    def depends_on(self) -> Hashable | None:
        """Return what decides its counts; None where a counter or a file of the caller's does."""
        if self.counter is not None or self._file is not None:
            return None
        return self.model, self._times, self.method

    @property
    def exact(self) -> bool:
        """Whether counts of texts are the model's own."""
        if self.counter is None:
            return self._method.exact
        return bool(getattr(self.counter, "exact", True))

    @property
    def method(self) -> str:
        """How the counts come about, with the error band of an estimate."""
        if self.counter is None:
            return self._method.label
        return str(getattr(self.counter, "method", type(self.counter).__name__))

    def fitted(self, times: float) -> Tokenizer:
        """Return a tokenizer whose counts of texts are ``times`` this one's estimates."""
        return _again(None, getattr(self.counter, "model", self.model), self._file, times)

    def count_text(self, text: str) -> int:
        """Return the tokens of a text."""
        if not isinstance(text, str):
            found = type(text).__name__
            raise TokenizerError(f"text: found {found}, expected str (count_messages takes lists)")
        return self.count_texts([text])[0]

    def count_texts(self, texts: Sequence[str]) -> list[int]:
        """Return the tokens of each of some texts; the same content is counted once."""
        if self.counter is not None:
            unique = {text: self.counter.count_text(text) for text in dict.fromkeys(texts)}
            return [unique[text] for text in texts]
        return self._method.count(texts)

    def count_messages(self, messages: Any) -> int:
        """Return the tokens of messages, framing and the priming of an answer included.

        A counter given by the caller has the word.
        """
        if self.counter is not None and not isinstance(messages, Conversation):
            return self.counter.count_messages(messages)
        return PRIMING + sum(self.count_each(read(messages)))

    def count_each(self, conversation: Conversation) -> list[int]:
        """Return the tokens of each message of a conversation, its framing included.

        Each message is counted once, in however many conversations it stands.
        """
        return [size.tokens for size in self._sized(conversation)]

    def account(self, conversation: Conversation) -> Account:
        """Return how the count of a conversation comes about, and whether it is exact.

        Documents, recordings, sealed items and images of unknown size are estimates; the account
        says so with their tokens and band.
        """
        weights = (weight for size in self._sized(conversation) for weight in size.weights)
        guessed = described(weights)
        method = f"{self.method}; {guessed}" if guessed else self.method
        return Account(method, self.exact and not guessed)

    def _sized(self, conversation: Conversation) -> list[Size]:
        """Return the sizes of a conversation's messages, each worked out once."""
        key = self._keys.setdefault(conversation.format, object())
        messages = conversation.messages
        new = [message for message in messages if key not in message.sizes]
        if new:
            for message, size in zip(new, self._new(new, conversation.format), strict=True):
                message.sizes[key] = size
        return [message.sizes[key] for message in messages]

    def _new(self, messages: Sequence[Message], format: Format) -> list[Size]:
        """Return the sizes of messages, of those that came alike before what was worked out then."""
        maker = maker_of_model(self.model, format)
        framing = self._method.framing if self.counter is None else COOKBOOK
        work = partial(sizes_of, count_texts=self.count_texts, maker=maker, framing=framing)
        counted = self.depends_on()
        return work(messages) if counted is None else kept_sizes(messages, (counted, format), work)


def _again(counter: Counter | None, model: str, file: str | None, times: float) -> Tokenizer:
    """Return a tokenizer made anew, its estimates fitted by a factor."""
    tokenizer = Tokenizer(counter, model, file=file)
    if times != 1.0:
        tokenizer._times = times
        tokenizer._method = tokenizer._method.fitted(times)
    return tokenizer


def as_tokenizer(tokenizer: Tokenizer | Counter | None, model: str | None = None) -> Tokenizer:
    """Return a Tokenizer for what a caller gave: one, a counter, or None for the model's.

    What only counts needs no model: without one gpt-4o's tokens count.
    """
    if tokenizer is None:
        return Tokenizer(model=model or "gpt-4o")
    if isinstance(tokenizer, Tokenizer):
        return tokenizer
    if not isinstance(tokenizer, Counter):
        raise ConfigError(f"tokenizer: found a {type(tokenizer).__name__}, expected {COUNTER}")
    return Tokenizer(counter=tokenizer, model=str(getattr(tokenizer, "model", "gpt-4o")))


def count_tokens_text(text: str, model: str = "gpt-4o") -> int:
    """Return the tokens of a text for a model.

    Args:
        text: what to count.
        model: its name, however clouds and routers write it ("gpt-4o").

    Raises:
        TokenizerError: for what is no text. An unknown model is estimated, with a warning.

    Example::

        count_tokens_text("Hello, world!", "gpt-4o")
    """
    told_unknown(model)
    return Tokenizer(model=model).count_text(text)


def count_tokens_messages(messages: Any, model: str = "gpt-4o") -> int:
    """Return the tokens of a message list for a model, as the vendor would bill it.

    Args:
        messages: a list in any of the three formats, or what holds one: a request body (its
            system prompt counts), a trace.
        model: its name, however clouds and routers write it ("gpt-4o").

    Raises:
        InvalidMessagesError: where the list can't be read. An unknown model is estimated, with a
            warning.

    Example::

        count_tokens_messages(messages, "gpt-4o")
    """
    told_unknown(model)
    return Tokenizer(model=model).count_messages(request_of(messages).conversation)
