"""What steps in a row make of a message that look at nothing but the message: made once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from headroom_lab.messages import Conversation, Message
from headroom_lab.messages.blocks import Format
from headroom_lab.messages.conversation import moved
from headroom_lab.messages.protection import holds_protected
from headroom_lab.results import Removal
from headroom_lab.transforms.base import Context, Step
from headroom_lab.transforms.entering import Alone
from headroom_lab.transforms.guarding import guarded


class Made(NamedTuple):
    """A message as steps leave it, what was taken out of it, and the tokens of markers in it."""

    message: Message
    removals: tuple[Removal, ...] = ()
    markers: int = 0

    def then(self, more: Made) -> Made:
        """Return what further steps have made of it as all that was done."""
        return Made(more.message, self.removals + more.removals, self.markers + more.markers)


class AloneSteps:
    """Steps in a row, each of which looks at nothing but the output itself.

    What they make of a message is kept where the context keeps it: policies of a session share it.
    """

    def __init__(self, steps: Sequence[tuple[str, Alone]], context: Context) -> None:
        self._steps, self._context = tuple(steps), context
        transforms = tuple(entering.transform for _, entering in self._steps)
        # The transforms and the messages are kept beside their ids, so that these stay theirs.
        self._known: dict[int, tuple[Message, Made]] | None = None
        if context.made is not None:
            key = (context.retrieval, *map(id, transforms))
            _, self._known = context.made.setdefault(key, (transforms, {}))

    def made(self, message: Message, format: Format) -> Made:
        """Return what the steps make of a message."""
        if self._known is None or holds_protected(message):
            return self._anew(message, format, guards=holds_protected(message))
        known = self._known.get(id(message))
        if known is None:
            known = self._known[id(message)] = message, self._anew(message, format, guards=False)
        return known[1]

    def _anew(self, message: Message, format: Format, *, guards: bool) -> Made:
        """Return this, worked out."""
        found = Made(message)
        for name, entering in self._steps:
            given = single(found.message, format)
            step = entering.rewrite(given, self._context)
            if guards:
                step = guarded(given, step, self._context.tokenizer)
            if step.conversation is not given:
                found = found.then(made_by(step, given, found.message, name))
        return found


def single(message: Message, format: Format) -> Conversation:
    """Return a message as a conversation by itself."""
    return Conversation(format, moved((message,), 0))


def made_by(step: Step, given: Conversation, message: Message, name: str) -> Made:
    """Return what a step made of a message that it was given by itself."""
    if step.conversation is given:
        return Made(message)
    rows = tuple(told(row, message.index, name) for row in step.removals)
    same = step.conversation.messages[0].raw is message.raw
    after = message if same else moved(step.conversation.messages, message.index)[0]
    return Made(after, rows, step.markers)


def told(removal: Removal, message: int, name: str) -> Removal:
    """Return a removal with the message's own index and the step's name."""
    return replace(removal, message=message, transform=removal.transform or name)
