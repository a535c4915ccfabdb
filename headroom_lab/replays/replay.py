"""replay(): a recorded session priced again, request by request, under other policies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, overload

from headroom_lab.errors import ConfigError
from headroom_lab.garbage import collection_paused
from headroom_lab.messages.given import ConversationLike
from headroom_lab.policies.policy import PoliciesLike, policies_of
from headroom_lab.providers.base import PricedProvider
from headroom_lab.providers.prices import PricesLike, prices_of
from headroom_lab.replays.many import replayed_corpus, sessions_in
from headroom_lab.replays.session import Options, session_of
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
    """Price a recorded session, or each of several, again under one or several policies, prompt cache included.

    A trace is replayed stream by stream, anchored on the usage that was recorded: text tells
    differences only, and the misses that the record shows hold under every policy. Of a plain
    conversation each answer tells of a request, and all is modelled. An interrupt keeps what is
    done.

    Args:
        conversation: a Trace, or a session with its answers, as ``simulate`` takes a conversation;
            a Corpus, or several of these, are replayed one after another.
        policies: a list of policies or a dict of names to them, each as ``simulate`` takes one,
            a list of steps included; what is no list is one policy.
        progress: shows a bar where it takes long.
        prices: a discount, prices by model, or a file with these, as ``prices_of`` takes them; None
            for list prices, of a request's day where they are known.
        model, query, max_tokens, system, tools, output_buffer, tokenizer, provider: as for
            ``simulate``.

    Raises:
        InvalidMessagesError: for messages without an answer. Else what ``simulate`` raises.

    Example::

        replay(session, ["lossless", "balanced"], model="claude-sonnet-4-5").to_frame()
    """
    compared = [policy.within(max_tokens) for policy in policies_of(policies)]
    if any(policy.name == UNCHANGED for policy in compared):
        raise ConfigError(f"policies: found {UNCHANGED!r}, which names the session as it was")
    options = Options(query, output_buffer, tokenizer, provider, prices_of(prices))

    def replayed(given: Any, shown: bool = False) -> ReplayResult:
        with collection_paused():
            session = session_of(given, model, system, tools, options)
            return session.replayed(compared, progress=shown)

    several = sessions_in(conversation)
    if isinstance(several, Corpus):
        return replayed_corpus(several, replayed, progress=progress)
    found = replayed(several, progress)
    told_unknown(found.model)
    return found
