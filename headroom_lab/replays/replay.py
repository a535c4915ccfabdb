"""replay(): a recorded session priced again, request by request, under other policies."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from headroom_lab.errors import InvalidMessagesError, UnknownModelWarning
from headroom_lab.messages import Conversation
from headroom_lab.messages.given import ConversationLike, Request, request_of
from headroom_lab.policies.policy import PoliciesLike, Policy, policies_of
from headroom_lab.progress import finished
from headroom_lab.providers import provider_for
from headroom_lab.providers.base import PricedProvider
from headroom_lab.replays.cache_meter import CacheMeter, Reading, as_cut, as_given
from headroom_lab.results.replay import ReplayResult, ReplayRow
from headroom_lab.results.simulation import Provenance, SimulationResult
from headroom_lab.simulation import simulate
from headroom_lab.tokens import Counter, Tokenizer, as_tokenizer
from headroom_lab.tokens.unknown_models import told_unknown


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
    progress: bool = True,
) -> ReplayResult:
    """Price a recorded session again under one or several policies, prompt cache included.

    Each assistant message answers a request of what stands before it, which reads from the
    vendor's cache what it has in common with the one before. An interrupt keeps what is done.

    Args:
        conversation: a session with its answers, as ``simulate`` takes a conversation.
        policies: a list of policies or a dict of names to them, each as ``simulate`` takes one,
            a list of steps included; what is no list is one policy.
        progress: shows a bar where it takes long.
        model, query, max_tokens, system, tools, output_buffer, tokenizer, provider: as for
            ``simulate``.

    Raises:
        InvalidMessagesError: for messages without an answer. Else what ``simulate`` raises.

    Example::

        replay(session, ["lossless", "balanced"], model="claude-sonnet-4-5").to_frame()
    """
    request = request_of(conversation, model=model, system=system, tools=tools)
    compared = [policy.within(max_tokens) for policy in policies_of(policies)]
    told_unknown(request.model)
    options = {"output_buffer": output_buffer, "query": query, "provider": provider}
    return _replayed(request, compared, as_tokenizer(tokenizer, request.model), options, progress)


def _replayed(
    request: Request,
    policies: Sequence[Policy],
    counter: Tokenizer,
    options: dict[str, Any],
    progress: bool,
) -> ReplayResult:
    """Return the replay of a session under policies."""
    model, session = request.asked("replay"), request.conversation
    vendor = options["provider"] or provider_for(model)
    stops = _requests(session)
    if not stops:
        raise InvalidMessagesError("no assistant message", "a session with answers in it")
    recorder = _Recorder(session, policies, lambda: CacheMeter(vendor, model, counter))
    simulated = partial(_simulated, request, tokenizer=counter, **options)
    done = finished(
        stops,
        lambda stop: recorder.request(stop, simulated, counter),
        name="replay",
        progress=progress,
    )
    return ReplayResult(
        model,
        tuple(_placed(row, request.shift) for rows in zip(*done, strict=True) for row in rows),
        len(stops),
        vendor.cache_rules(model).lifetime_seconds,
        recorder.provenance,
    )


def _simulated(whole: Request, prefix: Conversation, **options: Any) -> SimulationResult:
    """Return the simulation of a prefix with what stands beside the whole session's messages."""
    return simulate(replace(whole, messages=prefix, system=None), **options)


class _Recorder:
    """The requests of a session so far: one meter for it as it is, one for each policy."""

    def __init__(
        self,
        session: Conversation,
        policies: Sequence[Policy],
        meter: Callable[[], CacheMeter],
    ) -> None:
        self.session = session
        self.given = session.to_list()
        self.before = meter()
        self.after = [(policy, meter()) for policy in policies]
        self.number = 0
        self.provenance: Provenance | None = None

    def request(
        self, stop: int, simulated: Callable[..., SimulationResult], counter: Tokenizer
    ) -> list[ReplayRow]:
        """Return the rows of the request that message ``stop`` answers, one a policy."""
        prefix = self.session.keep(range(stop))
        with warnings.catch_warnings():
            # The result says itself that a price is unknown.
            warnings.simplefilter("ignore", UnknownModelWarning)
            results = [simulated(prefix, policy=policy) for policy, _ in self.after]
        self.provenance = results[0].provenance
        self.number += 1
        given = self.before.bill(as_given(results[0], self.given[:stop]))
        return [
            _row(policy.name, self.number, stop, given, meter.bill(as_cut(result, counter)))
            for result, (policy, meter) in zip(results, self.after, strict=True)
        ]


def _requests(session: Conversation) -> list[int]:
    """Return the index of each message that answers a request of what stands before it.

    Responses items of one answer (reasoning, calls, text) follow each other: the first counts.
    """
    runs = session.format == "openai_responses"
    roles = [message.role for message in session.messages]
    return [
        index
        for index in range(1, len(roles))
        if roles[index] == "assistant" and not (runs and roles[index - 1] == "assistant")
    ]


def _row(policy: str, number: int, message: int, given: Reading, cut: Reading) -> ReplayRow:
    """Return the row of one request under one policy."""
    return ReplayRow(
        policy=policy,
        request=number,
        message=message,
        tokens_before=given.tokens,
        tokens_after=cut.tokens,
        cache_read_before=given.read,
        cache_read_tokens=cut.read,
        cache_write_before=given.written,
        cache_write_tokens=cut.written,
        cost_before=given.cost,
        cost=cut.cost,
        cost_sum_before=given.cost_sum,
        cost_sum=cut.cost_sum,
        rewritten=cut.rewritten,
    )


def _placed(row: ReplayRow, shift: int) -> ReplayRow:
    """Return a row whose indices are those of the list given, without the prompt before it."""
    if not shift:
        return row
    rewritten = None if row.rewritten is None else row.rewritten - shift
    return replace(row, message=row.message - shift, rewritten=rewritten)
