"""How large a request is before and after: by whoever is asked, else by our own count."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from headroom_lab.errors import HeadroomWarning, outside
from headroom_lab.messages import Conversation
from headroom_lab.redact import redact
from headroom_lab.tokens.asked import Asked, whom_to_ask
from headroom_lab.tokens.definitions import tools_tokens
from headroom_lab.tokens.tokenizer import Account, Tokenizer, as_tokenizer

# How far an estimate is fitted to an answer: further off, something else than text is in it.
LEAST_FIT, MOST_FIT = 0.7, 1.5


@dataclass(frozen=True)
class Totals:
    """Tokens of a request before and after, how they came about, and what went wrong."""

    before: int
    after: int
    account: Account
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measure:
    """What a simulation measures with.

    ``tokenizer`` counts texts and messages, fitted to ``before`` where somebody was asked for
    it; ``unlisted`` are tokens of the tools as counted here, ``beside`` those of what was sent
    with the messages but whose text isn't known.
    """

    given: Conversation
    tokenizer: Tokenizer
    unlisted: int
    asked: Asked | None = None
    before: int | None = None
    beside: int = 0
    warnings: tuple[str, ...] = ()

    def totals(self, after: Conversation, sizes: Sequence[int], grown: int = 0) -> Totals:
        """Return the totals; ``sizes`` are our own counts, the first before, the last after.

        ``grown`` tokens of the last are what other tools than before come to, more or less.
        """
        found = self._text(after, sizes, grown)
        return replace(found, before=found.before + self.beside, after=found.after + self.beside)

    def _text(self, after: Conversation, sizes: Sequence[int], grown: int) -> Totals:
        """Return the totals of all whose text is known."""
        account = self._account()
        if self.asked is None or self.before is None:
            return self._own(sizes, account, self.warnings)
        count = self.before if after is self.given else _answer(self.asked, after)
        if isinstance(count, str):
            return self._own(sizes, account, (*self.warnings, count))
        extra = 0 if self.asked.takes_tools else self.unlisted
        exact = self.asked.exact and not extra
        said = Account(f"{self.asked.name}; parts: {account.method}", exact)
        return Totals(self.before + extra, count + extra + grown, said, self.warnings)

    def _account(self) -> Account:
        """Return how our own count comes about: the tools stand in it one by one."""
        account = self.tokenizer.account(self.given)
        if not self.unlisted:
            return account
        return Account(f"{account.method}; tool definitions one by one", False)

    def _own(self, sizes: Sequence[int], account: Account, notes: tuple[str, ...]) -> Totals:
        """Return the totals as counted here."""
        return Totals(sizes[0] + self.unlisted, sizes[-1] + self.unlisted, account, notes)


def measure(
    given: Conversation,
    model: str,
    tokenizer: Any = None,
    provider: Any = None,
    tools: Sequence[Any] | None = None,
    beside: int = 0,
) -> Measure:
    """Return what to measure a conversation with: whoever is to be asked is asked here, once."""
    own = as_tokenizer(tokenizer) if tokenizer is not None else Tokenizer(model=model)
    asked = whom_to_ask(tokenizer, provider, model, tools)
    found = Measure(given, own, _unlisted(own, tools), asked, beside=beside)
    if asked is None:
        return found
    answer = _answer(asked, given)
    if isinstance(answer, str):
        return replace(found, warnings=(answer,))
    return replace(found, before=answer, tokenizer=_fitted(found, answer))


def _unlisted(tokenizer: Tokenizer, tools: Sequence[Any] | None) -> int:
    """Return the tokens of what no message holds: the tools."""
    return tools_tokens(tools, tokenizer)


def _fitted(found: Measure, answer: int) -> Tokenizer:
    """Return an estimating tokenizer made to meet the answer; one of the caller's as it is."""
    counter = found.tokenizer.counter
    if counter is not None and not hasattr(counter, "estimate"):
        return found.tokenizer
    told = found.unlisted if found.asked and found.asked.takes_tools else 0
    own = found.tokenizer.count_messages(found.given) + told
    return found.tokenizer.fitted(min(MOST_FIT, max(LEAST_FIT, answer / own)))


def _answer(asked: Asked, conversation: Conversation) -> int | str:
    """Return the tokens that were told, or why there are none, which is warned about."""
    try:
        return asked.count(conversation)
    except Exception as error:  # noqa: BLE001 - whatever a counter raises, an estimate is left
        kind = type(error).__name__
        text = f"{asked.name}: failed with {kind}: {redact(str(error)[:300])[:120]}; an estimate stands instead"
        warnings.warn(text, HeadroomWarning, stacklevel=outside())
        return text
