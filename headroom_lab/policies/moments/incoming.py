"""The steps of a policy, done to each message once, when it comes in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from headroom_lab.messages import Conversation, Message
from headroom_lab.messages.blocks import Format
from headroom_lab.messages.conversation import moved
from headroom_lab.messages.protection import holds_protected
from headroom_lab.results import Removal
from headroom_lab.transforms.base import Context
from headroom_lab.transforms.entering import Entering, Whole
from headroom_lab.transforms.guarding import guarded


class Entered(NamedTuple):
    """A message as it is sent, what was taken out of it, and the tokens of markers in it."""

    message: Message
    removals: tuple[Removal, ...] = ()
    markers: int = 0


class Incoming:
    """The steps of one stream's policy, and what they know of the messages before."""

    def __init__(self, steps: Iterable[Any], context: Context) -> None:
        self._context = context
        self._steps = [(name_of(step), entering_of(step)) for step in steps]

    def enter(self, message: Message, format: Format) -> Entered:
        """Return what is sent of a message that comes in."""
        conversation = Conversation(format, moved((message,), 0))
        outputs = any(block.kind == "tool_result" for block in message.blocks)
        held = holds_protected(message)
        removals: list[Removal] = []
        markers = 0
        for name, entering in self._steps:
            if outputs or not entering.outputs_only:
                step = entering.rewrite(conversation, self._context)
                if held:
                    step = guarded(conversation, step, self._context.tokenizer)
                conversation = step.conversation
                markers += step.markers
                removals += [told(r, message.index, name) for r in step.removals]
        self._settle(conversation)
        same = conversation.messages[0].raw is message.raw
        sent = message if same else moved(conversation.messages, message.index)[0]
        return Entered(sent, tuple(removals), markers)

    def settle(self, message: Message, format: Format) -> None:
        """Take in a message that was sent before as it is."""
        self._settle(Conversation(format, moved((message,), 0)))

    def _settle(self, conversation: Conversation) -> None:
        for _, entering in self._steps:
            entering.settle(conversation)


def entering_of(step: Any) -> Entering:
    """Return a step for messages that come in one after another."""
    make = getattr(step, "entering", None)
    found = make() if callable(make) else None
    return found if isinstance(found, Entering) else Whole(step)


def stays_alike(steps: Iterable[Any]) -> bool:
    """Tell whether steps make the same of a message however long the conversation grows."""
    return all(entering_of(step).stays_alike for step in steps)


def name_of(step: Any) -> str:
    """Return what a step is called on the ledger."""
    return str(getattr(step, "name", type(step).__name__))


def told(removal: Removal, message: int, name: str) -> Removal:
    """Return a removal with the message's own index and the step's name."""
    return replace(removal, message=message, transform=removal.transform or name)
