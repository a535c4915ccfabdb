"""A transform for messages that come in one after another, each reduced once."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from typing import Any, ClassVar, Self

from headroom_lab.messages import Conversation, Message
from headroom_lab.messages.conversation import moved
from headroom_lab.transforms.base import Context, Step, Transform, step_of, unchanged
from headroom_lab.transforms.questions import request_in


class Entering:
    """What a transform does to messages as they come in, and what it knows of those before.

    ``rewrite`` gets what comes in as a conversation by itself; ``settle`` gets it as it is sent,
    after all steps have rewritten it. By itself it leaves everything as it came, as a window does,
    which drops what came in earlier.

    ``stays_alike`` says that the transform makes the same of a message however long the conversation
    grows; ``outputs_only`` that it looks at no message without a tool output.
    """

    stays_alike: ClassVar[bool] = False
    outputs_only: ClassVar[bool] = True

    def rewrite(self, conversation: Conversation, context: Context) -> Step:
        """Return what comes in, rewritten."""
        return unchanged(conversation)

    def settle(self, conversation: Conversation) -> None:
        """Take in what is sent of it."""

    def fork(self) -> Self:
        """Return one that knows what this one knows, and takes in more by itself.

        This one takes in nothing more as long as the other is used.
        """
        return copy(self)


class Alone(Entering):
    """A transform that looks at nothing but the output itself."""

    stays_alike = True

    def __init__(self, transform: Transform) -> None:
        self.transform = transform

    def rewrite(self, conversation: Conversation, context: Context) -> Step:
        """Return what comes in, rewritten by itself."""
        return self.transform.step(conversation, context)


class Asked(Alone):
    """A transform that looks at an output and at the question that it answers."""

    def __init__(self, transform: Transform) -> None:
        super().__init__(transform)
        self._query = ""

    def rewrite(self, conversation: Conversation, context: Context) -> Step:
        """Return what comes in, rewritten by the question before it."""
        query = context.query if context.query is not None else self._query
        return self.transform.step(conversation, replace(context, query=query))

    def settle(self, conversation: Conversation) -> None:
        """Take note of a question."""
        for message in conversation.messages:
            self._query = request_in(message) or self._query


class Whole(Entering):
    """A transform of someone's that is given all that was sent, and changes only what comes in."""

    outputs_only = False

    def __init__(self, transform: Any) -> None:
        self._transform = transform
        self._settled: list[Message] = []

    def rewrite(self, conversation: Conversation, context: Context) -> Step:
        """Return what the transform makes of what comes in; what else it does isn't done."""
        first = len(self._settled)
        step = step_of(self._transform, joined(self._settled, conversation), context)
        if len(step.conversation.messages) != first + len(conversation.messages):
            return unchanged(conversation)
        own = step.conversation.messages[first:]
        removals = [replace(r, message=r.message - first) for r in step.removals]
        return replace(
            step,
            conversation=replace(conversation, messages=moved(own, 0)),
            origins=tuple(range(len(own))),
            removals=tuple(r for r in removals if r.message >= 0),
        )

    def fork(self) -> Self:
        """Return one that goes on by itself."""
        other = copy(self)
        other._settled = list(self._settled)
        return other

    def settle(self, conversation: Conversation) -> None:
        """Take in what is sent of messages that came in."""
        self._settled += moved(conversation.messages, len(self._settled))


def joined(before: Sequence[Message], conversation: Conversation) -> Conversation:
    """Return a conversation with messages before its own."""
    more = moved(conversation.messages, len(before))
    return replace(conversation, messages=(*before, *more))
