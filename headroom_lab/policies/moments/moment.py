"""What a policy with a moment is: a step that decides request by request what is sent."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar

from headroom_lab.errors import ConfigError
from headroom_lab.messages import Conversation, Message
from headroom_lab.messages.conversation import reread
from headroom_lab.messages.given import Request
from headroom_lab.messages.protection import marked_as
from headroom_lab.messages.turns import request_stops
from headroom_lab.policies.moments.occasion import Occasion, Sender, Sent
from headroom_lab.policies.moments.prices import cache_prices
from headroom_lab.policies.policy import Policy, PolicyLike, policy_of
from headroom_lab.results import Removal
from headroom_lab.results.removal import TOOLS
from headroom_lab.transforms.base import Context, Step, Transform


class Moment(Transform):
    """A step that cuts at its moment, and what was cut stays cut.

    ``waits`` says that it cuts messages that were sent before, so that it runs before all others;
    ``refers`` that it may refer from one message to another, so that it runs after all others;
    ``supposes`` that it puts a text of the supposed length where a model would have to write one,
    which is for counting only and never to be sent.
    """

    waits: ClassVar[bool] = False
    refers: bool = False
    supposes: ClassVar[bool] = False

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name

    @abstractmethod
    def begin(self, context: Context) -> Sender:
        """Return what sends the requests of one stream."""

    def step(self, conversation: Conversation, context: Context) -> Step:
        """Return what the last request would send had those before it come one by one."""
        sender, account = self.begin(context), Account()
        for occasion in occasions(conversation, context):
            account.add(sender.send(occasion))
        return account.step(conversation, self.name)


class Account:
    """What a sender did to a stream so far, for the result of its last request."""

    def __init__(self) -> None:
        self._removals: dict[int, list[Removal]] = {}
        self._markers: dict[int, int] = {}
        self._notes: dict[str, None] = {}
        self._tools: list[Removal] = []
        self._sent: Sent | None = None

    def add(self, sent: Sent) -> None:
        """Take note of one more request."""
        for told in (self._removals, self._markers):
            for message in [m for m in told if m >= sent.told_from]:
                del told[message]
        for removal in sent.removals:
            if removal.message != TOOLS:
                self._removals.setdefault(removal.message, []).append(removal)
        self._tools = [row for row in sent.removals if row.message == TOOLS]
        for message, tokens in sent.markers.items():
            self._markers[message] = self._markers.get(message, 0) + tokens
        self._notes |= dict.fromkeys(sent.notes)
        self._sent = sent

    def step(self, conversation: Conversation, name: str) -> Step:
        """Return what was done to the last request."""
        sent = self._sent or Sent(conversation.to_list())
        after = read_sent(sent, conversation)
        changed = _ids(sent.messages) != _ids(conversation.to_list())
        return Step(
            after,
            sent.origins or tuple(range(len(after.messages))),
            (*self._tools, *(row for rows in self._removals.values() for row in rows)),
            (name,) if changed or self._tools else (),
            tuple(self._notes),
            sum(self._markers.values()),
            tools=sent.tools,
            loaded_tokens=sent.loaded_tokens,
        )


def steps_of(given: PolicyLike, moment: str) -> Policy:
    """Return the policy of a moment; ConfigError where it has a moment itself."""
    if given is None:
        raise ConfigError(f"{moment}: found None, expected a policy such as {moment}('lossless')")
    policy = policy_of(given)
    inner = next((step for step in policy.pipeline if isinstance(step, Moment)), None)
    if any(getattr(step, "protects", False) for step in policy.pipeline):
        raise ConfigError(
            f"{moment}: found protect(…) inside, expected it around, as in protect({moment}(…), …)"
        )
    if inner is not None:
        raise ConfigError(
            f"{moment}: found {inner.name}, expected a policy without a moment of its own; "
            f"two moments are a list of steps, as in [{moment}(…), {inner.name}]"
        )
    return policy


def occasions(conversation: Conversation, context: Context) -> Iterator[Occasion]:
    """Yield the requests of which a conversation tells, the last with all its messages.

    Each assistant message answers one of what stands before it. None finds a cold cache: no time
    is known.
    """
    prices, fresh = cache_prices(context.tokenizer.model, context.vendor), 0
    stops = [*request_stops(conversation), len(conversation.messages)]
    for number, stop in enumerate(dict.fromkeys(stops)):
        prefix = Conversation(conversation.format, conversation.messages[:stop])
        request = Request(prefix, context.tokenizer.model, tools=context.tools)
        yield Occasion(request, number, fresh, None if number else "start", prices=prices)
        fresh = stop


def read_sent(sent: Sent, conversation: Conversation) -> Conversation:
    """Return what is sent of a conversation, read; messages that stayed are the conversation's."""
    known = {id(message.original): message for message in conversation.messages}
    origins = sent.origins or range(len(sent.messages))
    found: list[Message] = []
    for (index, original), origin in zip(enumerate(sent.messages), origins, strict=True):
        message = known.get(id(original))
        if message is None or message.index != index:
            message = reread(found, [original], conversation.format)[0]
            message = marked_as(message, conversation.messages[origin])
        found.append(message)
    return Conversation(conversation.format, tuple(found))


def _ids(messages: list[Any]) -> list[int]:
    """Return what tells whether messages are the same objects."""
    return [id(message) for message in messages]
