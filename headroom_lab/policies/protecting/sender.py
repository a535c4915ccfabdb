"""What is sent of a stream under a policy that protects something."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

from headroom_lab.messages import Conversation, Message
from headroom_lab.messages.protection import holds_protected
from headroom_lab.policies.moments.moment import read_sent
from headroom_lab.policies.moments.occasion import Occasion, Sender, Sent
from headroom_lab.policies.moments.reading import StreamReading
from headroom_lab.policies.moments.rolling import held
from headroom_lab.policies.protecting.named import Named
from headroom_lab.policies.protecting.protect import Protecting
from headroom_lab.transforms.base import Context, Step
from headroom_lab.transforms.guarding import guarded

Sending = Callable[[Iterable[Any], Context, bool], Sender]


def protecting(steps: Iterable[Any], context: Context, sending: Sending) -> Sender:
    """Return what sends one stream under steps, some of which may protect what they name.

    ``sending`` makes what sends it under the others, told whether messages may be marked.
    """
    every = list(steps)
    named = [step.config for step in every if isinstance(step, Protecting)]
    others = [step for step in every if not isinstance(step, Protecting)]
    sender = sending(others, context, bool(named))
    return ProtectingSender(named, sender, context) if named else sender


class ProtectingSender:
    """Marks what is named in each request, and leaves it in what another sender sends."""

    def __init__(self, named: Sequence[Named], sender: Sender, context: Context) -> None:
        self._named, self._sender, self._context = named, sender, context
        self._reading = StreamReading()
        self._marked: list[tuple[Message, Message]] = []  # as it came, and with marks
        self._last: list[Any] = []

    def send(self, occasion: Occasion) -> Sent:
        """Return a request as it is sent."""
        self._reading.take(occasion.request.messages, occasion.fresh)
        whole = Conversation(self._reading.format, tuple(self._marks()))
        sent = self._sender.send(
            replace(occasion, request=replace(occasion.request, messages=whole))
        )
        system = any("system" in named.roles for named in self._named)
        return self._held(whole, replace(sent, system=occasion.request.system) if system else sent)

    def _marks(self) -> list[Message]:
        """Return the messages with marks; those that came before are looked at once."""
        messages = self._reading.messages
        by_end = any(place < 0 for named in self._named for place in named.messages)
        known = [] if by_end else self._marked
        pairs = zip(known, messages, strict=False)
        same = len(list(takewhile(lambda pair: pair[0][0] is pair[1], pairs)))
        self._marked = known[:same]
        for message in messages[same:]:
            marked = message
            for named in self._named:
                marked = named.in_message(marked, len(messages), self._context.shift)
            self._marked.append((message, marked))
        return [marked for _, marked in self._marked]

    def _held(self, whole: Conversation, sent: Sent) -> Sent:
        """Return what is sent with all that is protected as it came."""
        origins = sent.origins or tuple(range(len(sent.messages)))
        if not self._stands(whole, sent, origins):
            step = Step(read_sent(sent, whole), origins, sent.removals)
            kept = guarded(whole, step, self._context.tokenizer)
            origins, found = kept.origins, kept.conversation.to_list()
            sent = replace(sent, messages=found, origins=origins, removals=kept.removals)
        messages, changed_from = held(self._last, sent.messages)
        self._last = messages
        return replace(sent, messages=list(messages), changed_from=changed_from)

    def _stands(self, whole: Conversation, sent: Sent, origins: Sequence[int]) -> bool:
        """Tell whether every message that holds what is protected is sent as it came."""
        places = {origin: place for place, origin in enumerate(origins)}
        return all(
            message.index in places and sent.messages[places[message.index]] is message.original
            for message in whole.messages
            if holds_protected(message)
        )
