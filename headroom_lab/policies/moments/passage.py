"""Steps through which messages pass one by one, each step seeing what it left of those before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from headroom_lab.messages import Conversation, Message
from headroom_lab.messages.conversation import moved
from headroom_lab.messages.protection import holds_protected
from headroom_lab.policies.moments.incoming import entering_of, name_of, told
from headroom_lab.results import Removal
from headroom_lab.transforms.base import Context
from headroom_lab.transforms.entering import Entering
from headroom_lab.transforms.guarding import guarded
from headroom_lab.transforms.outlining.older import Older
from headroom_lab.transforms.outlining.passing import OlderPassing


class Passed(NamedTuple):
    """A message as the steps leave it, what was taken out of it, and the tokens of markers."""

    message: Message
    removals: tuple[Removal, ...]
    markers: int


class Passage:
    """The steps with what each knows of the messages that have passed."""

    def __init__(self, steps: list[tuple[str, Entering]], context: Context) -> None:
        self._steps, self._context = steps, context

    @classmethod
    def of(cls, steps: Iterable[Any], context: Context) -> Passage:
        """Return the passage through which nothing has gone yet."""
        return cls([(name_of(step), _entering(step)) for step in steps], context)

    def fork(self) -> Passage:
        """Return one that goes on from here by itself."""
        return Passage([(name, entering.fork()) for name, entering in self._steps], self._context)

    def passed(self, whole: Conversation, first: int, stop: int) -> Iterator[Passed]:
        """Yield what the steps leave of messages of a conversation."""
        borders = [
            entering.border(whole) if isinstance(entering, OlderPassing) else stop
            for _, entering in self._steps
        ]
        for message in whole.messages[first:stop]:
            yield self._through(message, whole, borders)

    def _through(self, message: Message, whole: Conversation, borders: Sequence[int]) -> Passed:
        """Return what the steps leave of a message."""
        conversation = Conversation(whole.format, moved((message,), 0))
        outputs = any(block.kind == "tool_result" for block in message.blocks)
        held = holds_protected(message)
        removals: list[Removal] = []
        markers = 0
        for (name, entering), border in zip(self._steps, borders, strict=True):
            if message.index < border and (outputs or not entering.outputs_only):
                step = (
                    entering.passing(conversation, self._context, whole, message.index)
                    if isinstance(entering, OlderPassing)
                    else entering.rewrite(conversation, self._context)
                )
                if held:
                    step = guarded(conversation, step, self._context.tokenizer)
                conversation = step.conversation
                markers += step.markers
                removals += [told(row, message.index, name) for row in step.removals]
            entering.settle(conversation)
        same = conversation.messages[0].raw is message.raw
        sent = message if same else moved(conversation.messages, message.index)[0]
        return Passed(sent, tuple(removals), markers)


def _entering(step: Any) -> Entering:
    """Return a step for messages that come in one after another."""
    return OlderPassing(step) if isinstance(step, Older) else entering_of(step)
