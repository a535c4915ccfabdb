"""A moment in a live stream: a step that goes on where the request before has left it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from headroom_lab.messages import Conversation
from headroom_lab.messages.given import Request
from headroom_lab.messages.prints import prints, same_beginning
from headroom_lab.policies.moments.moment import Account, Moment
from headroom_lab.policies.moments.occasion import Occasion, Sender, Sent
from headroom_lab.policies.moments.prices import cache_prices
from headroom_lab.policies.pipeline import TransformPipeline
from headroom_lab.policies.policy import Policy
from headroom_lab.transforms.base import Context, Step, Transform

When = Callable[[], tuple[str | None, bool]]  # what the request opens, whether the cache is cold


def has_moments(policy: Policy) -> bool:
    """Tell whether a policy has a step that waits for its moment."""
    return any(isinstance(step, Moment) for step in policy.pipeline)


def live(policy: Policy, when: When) -> Policy:
    """Return a policy for the requests of one stream, in order: what was cut stays cut.

    ``when`` is asked for each request what it opens and whether the cache is cold.
    """
    steps = [Live(s, when) if isinstance(s, Moment) else s for s in policy.pipeline]
    return Policy(policy.name, TransformPipeline(steps))


class Live(Transform):
    """A moment's step that is given the requests of one stream, one after another."""

    def __init__(self, moment: Moment, when: When) -> None:
        self.name, self.waits, self.refers = moment.name, moment.waits, moment.refers
        self.policy = getattr(moment, "policy", None)
        self._moment, self._when = moment, when
        self._sender: Sender | None = None
        self._account = Account()
        self._number = 0
        self._prints: list[int] = []
        self._given: list[Any] = []  # the messages as the sender knows them

    def step(self, conversation: Conversation, context: Context) -> Step:
        """Return what is sent of one more request."""
        self._sender = self._sender or self._moment.begin(context)
        messages = conversation.to_list()
        found = prints(messages)
        fresh = same_beginning(self._prints, found)
        conversation = self._as_known(conversation, found)
        opens, cold = self._when()
        model = context.tokenizer.model
        request = Request(conversation, model, tools=context.tools)
        prices = cache_prices(model, context.vendor)
        occasion = Occasion(request, self._number, fresh, opens, cold, prices)
        sent = self._sender.send(occasion)
        self._given = conversation.to_list()
        self._prints, self._number = found, self._number + 1
        self._account.add(self._as_given(sent, messages))
        return self._account.step(conversation, self.name)

    def _as_known(self, conversation: Conversation, found: Sequence[int]) -> Conversation:
        """Return a request with the objects that the sender knows of messages that stand as they stood.

        Where a step before has cut an earlier one, it tells by them what only stands behind that.
        """
        known = [
            old if was == now else None
            for was, now, old in zip(self._prints, found, self._given, strict=False)
        ]
        kept = (
            m if old is None else replace(m, original=old)
            for m, old in zip_longest(conversation.messages, known)
        )
        return Conversation(conversation.format, tuple(kept))

    def _as_given(self, sent: Sent, messages: list[Any]) -> Sent:
        """Return what is sent with the request's own objects where a message came as it goes."""
        origins = sent.origins or range(len(sent.messages))
        return replace(
            sent,
            messages=[
                messages[origin] if message is self._given[origin] else message
                for message, origin in zip(sent.messages, origins, strict=True)
            ],
        )
