"""A policy that reduces an output when it comes in, and never again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from headroom_lab.messages import Conversation, Message
from headroom_lab.policies.moments.incoming import Incoming
from headroom_lab.policies.moments.moment import Moment, steps_of
from headroom_lab.policies.moments.occasion import Occasion, Sender, Sent
from headroom_lab.policies.moments.reading import StreamReading
from headroom_lab.policies.order import is_reference
from headroom_lab.policies.policy import PolicyLike, policy_of
from headroom_lab.transforms.base import Context


def at_entry(policy: PolicyLike) -> AtEntry:
    """Return the policy that reduces an output when it comes in, and never again.

    An output was never cached when it comes in, so this cut costs nothing. Steps that keep an
    output until it was answered reduce it at once here. Where a policy refers to earlier outputs, it
    refers to them as they were sent; it runs after all steps that take something away, so that what
    is referred to stands. Windows, which drop messages, do nothing at entry.

    Args:
        policy: what is done to each output, as ``simulate`` takes a policy.

    Raises:
        ConfigError: for a policy with a moment of its own, and for what is no policy.

    Example::

        simulate(messages, "gpt-4o", policy=at_entry("lossless")).tokens_saved
    """
    return AtEntry(policy)


class AtEntry(Moment):
    """See ``at_entry``."""

    def __init__(self, policy: PolicyLike, name: str = "") -> None:
        self.policy = steps_of(policy, "at_entry")
        self.refers = any(is_reference(step) for step in self.policy.pipeline)
        super().__init__(name or f"at_entry({self.policy.name})")

    def joined(self, steps: Iterable[Any]) -> AtEntry:
        """Return one that makes all references of several steps, this one and others."""
        parts = [(step.name, getattr(step, "policy", step)) for step in steps]
        inner = policy_of([part for _, part in parts])
        return AtEntry(inner, "+".join(name for name, _ in parts))

    def begin(self, context: Context) -> Sender:
        """Return what sends the requests of one stream."""
        return EntrySender(self.policy.pipeline, context)


class EntrySender:
    """Sends each message as the steps made it when it came in."""

    def __init__(self, steps: Iterable[Any], context: Context) -> None:
        self._steps, self._context = tuple(steps), context
        self._incoming = Incoming(self._steps, context)
        self._reading = StreamReading()
        self._sent: list[Message] = []

    def send(self, occasion: Occasion) -> Sent:
        """Return a request with its new messages reduced, the others as they were sent."""
        request = occasion.request
        start = self._reading.take(request.messages, occasion.fresh)
        changed_from = start if start < len(self._sent) else None
        if changed_from is not None:
            self._rewind(start)
        format = self._reading.format
        entered = [self._incoming.enter(m, format) for m in self._reading.messages[start:]]
        self._sent += [one.message for one in entered]
        return Sent(
            [message.original for message in self._sent],
            changed_from,
            request.system,
            removals=tuple(row for one in entered for row in one.removals),
            markers={one.message.index: one.markers for one in entered if one.markers},
            told_from=start,
            read=Conversation(format, tuple(self._sent)),
        )

    def _rewind(self, start: int) -> None:
        """Forget what was sent from a message on."""
        del self._sent[start:]
        self._incoming = Incoming(self._steps, self._context)
        for message in self._sent:
            self._incoming.settle(message, self._reading.format)
