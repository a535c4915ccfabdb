"""The steps of a policy, done to each message once, when it comes in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from headroom_lab.messages import Message
from headroom_lab.messages.blocks import Format
from headroom_lab.messages.protection import holds_protected
from headroom_lab.policies.moments.alone import AloneSteps, Made, made_by, single
from headroom_lab.transforms.base import Context
from headroom_lab.transforms.entering import Alone, Entering, Whole
from headroom_lab.transforms.guarding import guarded

Named = tuple[str, Entering]


class Incoming:
    """The steps of one stream's policy, and what they know of the messages before."""

    def __init__(self, steps: Iterable[Any], context: Context) -> None:
        self._context = context
        self._parts = in_parts([(name_of(step), entering_of(step)) for step in steps], context)
        self._settling = [part[1] for part in self._parts if not isinstance(part, AloneSteps)]

    def enter(self, message: Message, format: Format) -> Made:
        """Return what is sent of a message that comes in."""
        outputs, held = holds_outputs(message), holds_protected(message)
        found = Made(message)
        for part in self._parts:
            if isinstance(part, AloneSteps):
                found = found.then(part.made(found.message, format)) if outputs else found
            elif outputs or not part[1].outputs_only:
                found = found.then(self._made(part, found.message, format, held=held))
        self.settle(found.message, format)
        return found

    def _made(self, part: Named, message: Message, format: Format, *, held: bool) -> Made:
        """Return what a step makes of a message."""
        given = single(message, format)
        step = part[1].rewrite(given, self._context)
        if held:
            step = guarded(given, step, self._context.tokenizer)
        return made_by(step, given, message, part[0])

    def settle(self, message: Message, format: Format) -> None:
        """Take in a message that was sent before as it is."""
        if self._settling:
            conversation = single(message, format)
            for entering in self._settling:
                entering.settle(conversation)


def in_parts(steps: Sequence[Named], context: Context) -> list[AloneSteps | Named]:
    """Return steps in order, those in a row together that look at nothing but the output itself."""
    found: list[AloneSteps | Named] = []
    for is_alone, run in groupby(steps, key=lambda step: type(step[1]) is Alone):
        if is_alone:
            alone = [(name, entering) for name, entering in run if isinstance(entering, Alone)]
            found.append(AloneSteps(alone, context))
        else:
            found += run
    return found


def holds_outputs(message: Message) -> bool:
    """Tell whether a message holds the output of a tool."""
    return any(block.kind == "tool_result" for block in message.blocks)


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
