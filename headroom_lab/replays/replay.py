"""replay(): a recorded session priced again, request by request, under other policies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, overload

from headroom_lab.errors import ConfigError
from headroom_lab.garbage import collection_paused
from headroom_lab.messages.given import ConversationLike
from headroom_lab.policies.policy import PoliciesLike, Policy, policies_of
from headroom_lab.providers.base import PricedProvider
from headroom_lab.providers.prices import PricesLike, prices_of, told_unused
from headroom_lab.replays.many import replayed_corpus, sessions_in
from headroom_lab.replays.session import Options, session_of
from headroom_lab.results.call import remembered
from headroom_lab.results.replay import UNCHANGED, ReplayResult
from headroom_lab.results.replay_corpus import ReplayedCorpus
from headroom_lab.results.trace import Trace
from headroom_lab.tokens import Counter, Tokenizer
from headroom_lab.tokens.unknown_models import told_unknown
from headroom_lab.traces.corpus import Corpus
from headroom_lab.traces.reading import Traces


@overload
def replay(
    conversation: Corpus | Traces | Sequence[Trace] | Mapping[str, Trace],
    policies: PoliciesLike = "default",
    *,
    model: str | None = None,
    query: str | None = None,
    max_tokens: int | None = None,
    system: Any = None,
    tools: Iterable[Any] | None = None,
    output_buffer: int | None = None,
    tokenizer: Tokenizer | Counter | None = None,
    provider: PricedProvider | None = None,
    prices: PricesLike = None,
    progress: bool = True,
) -> ReplayedCorpus: ...
@overload
def replay(
    conversation: ConversationLike,
    policies: PoliciesLike = "default",
    *,
    model: str | None = None,
    query: str | None = None,
    max_tokens: int | None = None,
    system: Any = None,
    tools: Iterable[Any] | None = None,
    output_buffer: int | None = None,
    tokenizer: Tokenizer | Counter | None = None,
    provider: PricedProvider | None = None,
    prices: PricesLike = None,
    progress: bool = True,
) -> ReplayResult: ...
@remembered
def replay(
    conversation: Any,
    policies: PoliciesLike = "default",
    *,
    model: str | None = None,
    query: str | None = None,
    max_tokens: int | None = None,
    system: Any = None,
    tools: Iterable[Any] | None = None,
    output_buffer: int | None = None,
    tokenizer: Tokenizer | Counter | None = None,
    provider: PricedProvider | None = None,
    prices: PricesLike = None,
    progress: bool = True,
) -> ReplayResult | ReplayedCorpus:
    """Price recorded sessions again under one or several policies, prompt cache included.

    A trace is anchored on the usage that was recorded: text tells differences only, and recorded
    misses hold under every policy. Of a plain conversation each answer tells of a request, and all
    is modelled. An interrupt keeps what is done.

    Args:
        conversation: a Trace, or a session with its answers, as ``simulate`` takes one; of a Corpus,
            or several of these, each is replayed.
        policies: one, a list, or a dict of names to them, each as ``simulate`` takes one.
        progress: shows a bar where it takes long.
        prices: as ``prices_of`` takes them; None for list prices, of a request's day where known.
        model, query, max_tokens, system, tools, output_buffer, tokenizer, provider: as for
            ``simulate``.

    Raises:
        InvalidMessagesError: for messages without an answer. Else what ``simulate`` raises.

    Example::

        replay(session, ["lossless", "balanced"], model="claude-sonnet-4-5").to_frame()
    """
    compared = _named_apart(policies, max_tokens)
    options = Options(query, output_buffer, tokenizer, provider, prices_of(prices))
    one = partial(_replayed, compared, (model, system, tools, options))
    several = sessions_in(conversation)
    if isinstance(several, Corpus):
        return replayed_corpus(several, one, progress=progress)
    found = one(several, progress)
    told_unknown(found.model)
    return found


def _replayed(
    policies: Sequence[Policy], asked: tuple[Any, ...], given: Any, progress: bool = False
) -> ReplayResult:
    """Return the replay of one session; ``asked`` are model, system, tools and options."""
    with collection_paused():
        session = session_of(given, *asked)
        told_unused(session.options.prices, session.models)
        return session.replayed(policies, progress=progress)


def _named_apart(policies: PoliciesLike, max_tokens: int | None) -> list[Policy]:
    """Return the policies; ConfigError where one has the name of the unchanged session."""
    compared = [policy.within(max_tokens) for policy in policies_of(policies)]
    if any(policy.name == UNCHANGED for policy in compared):
        raise ConfigError(f"policies: found {UNCHANGED!r}, which names the session as it was")
    return compared
