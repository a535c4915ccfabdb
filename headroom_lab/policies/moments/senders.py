"""What sends a stream under a policy, with moments or without."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby, takewhile
from typing import Any

from headroom_lab.messages import Conversation
from headroom_lab.messages.protection import is_guarded
from headroom_lab.policies.moments.bordered import BorderSender, has_borders
from headroom_lab.policies.moments.entry import EntrySender
from headroom_lab.policies.moments.incoming import stays_alike
from headroom_lab.policies.moments.moment import Moment, read_sent
from headroom_lab.policies.moments.occasion import Occasion, Sender, Sent
from headroom_lab.policies.moments.rolling import RollingSender
from headroom_lab.policies.moments.sizes import ToolTokens
from headroom_lab.policies.policy import PolicyLike, policy_of
from headroom_lab.tokens import Counter as TokenCounter
from headroom_lab.tokens import Tokenizer, as_tokenizer
from headroom_lab.transforms.base import Context


def sender(
    policy: PolicyLike,
    *,
    model: str | None = None,
    tokenizer: Tokenizer | TokenCounter | None = None,
    model_limit: int | None = None,
    output_buffer: int | None = None,
    query: str | None = None,
    retrieval: bool = False,
) -> Sender:
    """Return what sends the requests of one stream under a policy.

    A policy with moments decides as they come; the steps of one without are run over the whole
    context each time.

    Args:
        policy: as ``simulate`` takes one.
        model: whose tokens are counted where no ``tokenizer`` is given.
        tokenizer, output_buffer, query: as for ``simulate``.
        model_limit: tokens that the model takes, for windows.
        retrieval: whether requests hold the retrieval tool (False).

    Raises:
        ConfigError, UnknownNameError: for what is no policy.
    """
    counter = as_tokenizer(tokenizer, model)
    context = Context(counter, model_limit, output_buffer, query, retrieval)
    return sender_in(policy, context)


def sender_in(policy: PolicyLike, context: Context) -> Sender:
    """Return what sends one stream under a policy, with what its steps may ask for."""
    from headroom_lab.policies.protecting.sender import protecting

    return protecting(policy_of(policy).pipeline.steps(), context, _sending)


def _sending(steps: Iterable[Any], context: Context, guards: bool) -> Sender:
    """Return what sends one stream as steps leave it that protect nothing.

    ``guards`` tells whether messages that come may be marked as protected.
    """
    groups = groupby(steps, key=lambda step: isinstance(step, Moment))
    parts = [part for is_moment, run in groups for part in _parts(is_moment, list(run), context)]
    return (
        Chain(parts, context.tokenizer, guards)
        if len(parts) > 1
        else next(iter(parts), EntrySender((), context))
    )


def _parts(is_moment: bool, steps: Sequence[Any], context: Context) -> list[Sender]:
    """Return a sender for each moment, one for steps without."""
    if is_moment:
        return [step.begin(context) for step in steps]
    alike = list(takewhile(lambda step: stays_alike([step]), steps))
    rest = steps[len(alike) :]
    first: list[Sender] = [EntrySender(alike, context)] if alike else []
    rolling = BorderSender if has_borders(rest) else RollingSender
    return [*first, rolling(rest, context)] if rest else first


class Chain:
    """Several senders: each is given what the one before it sends."""

    def __init__(self, parts: Sequence[Sender], tokenizer: Tokenizer, guards: bool) -> None:
        self._first, *self._others = parts
        self._guards = guards
        self._lengths = [0] * len(parts)  # messages that each part sent last
        self._given_tools = ToolTokens(tokenizer)
        self._sent_tools = [ToolTokens(tokenizer) for _ in parts]  # what each part is given

    def send(self, occasion: Occasion) -> Sent:
        """Return what the last one sends."""
        held = occasion.as_held or occasion
        sent = self._first.send(occasion)
        last, given = sent, occasion.request.messages
        for number, part in enumerate(self._others):
            fresh = self._lengths[number] if last.changed_from is None else last.changed_from
            self._lengths[number] = len(last.messages)
            given = _with_marks(last, given) if self._guards else last.read or last.messages
            after = self._after(occasion, sent, self._sent_tools[number])
            request = replace(after.request, messages=given, system=last.system)
            last = part.send(replace(after, request=request, fresh=fresh, as_held=held))
            sent = _joined(sent, last)
        return sent

    def _after(self, occasion: Occasion, sent: Sent, counted: ToolTokens) -> Occasion:
        """Return a request with the tools that are sent, as long as it is with these."""
        if sent.tools is None:
            return occasion
        request, held, more = occasion.request, occasion.held_tokens, sent.loaded_tokens
        if held is not None:
            held += counted.of(sent.tools) - self._given_tools.of(request.tools) + more
        beside = request.beside_tokens + more
        request = replace(request, tools=sent.tools, beside_tokens=beside)
        return replace(occasion, request=request, held_tokens=held)


def _with_marks(sent: Sent, given: Any) -> Any:
    """Return what is sent of messages, with the marks of those of them that are protected."""
    if isinstance(given, Conversation) and is_guarded(given):
        return read_sent(sent, given)
    return sent.messages


def _joined(before: Sent, after: Sent) -> Sent:
    """Return what two senders in a row send, by the places of the first one's request."""
    if before.origins is None:
        origins = after.origins
    elif after.origins is None:
        origins = before.origins
    else:
        origins = tuple(before.origins[place] for place in after.origins)
    rows, markers = after.removals, after.markers
    if before.origins is not None:
        rows = tuple(
            replace(r, message=before.origins[r.message]) if r.message >= 0 else r for r in rows
        )
        markers = {before.origins[place]: tokens for place, tokens in markers.items()}
    return replace(
        after,
        extra_requests=before.extra_requests + after.extra_requests,
        removals=before.removals + rows,
        origins=origins,
        markers=Counter(before.markers) + Counter(markers),
        notes=before.notes + after.notes,
        tools=before.tools if after.tools is None else after.tools,
        loaded_tokens=before.loaded_tokens + after.loaded_tokens,
        head_changed=before.head_changed or after.head_changed,
        failed=before.failed or after.failed,
    )
