"""Steps through which messages pass one by one, each step seeing what it left of those before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from headroom_lab.messages import Conversation, Message
from headroom_lab.messages.blocks import Format
from headroom_lab.messages.protection import holds_protected
from headroom_lab.policies.moments.alone import AloneSteps, Made, made_by, single
from headroom_lab.policies.moments.incoming import (
    Named,
    entering_of,
    holds_outputs,
    in_parts,
    name_of,
)
from headroom_lab.transforms.base import Context, Step
from headroom_lab.transforms.entering import Entering
from headroom_lab.transforms.guarding import guarded
from headroom_lab.transforms.outlining.older import Older, kinds_in
from headroom_lab.transforms.outlining.passing import OlderPassing, Passing


class _Kept(NamedTuple):
    """What a step made of a message; the message is kept beside its id, so that this stays its."""

    message: Message
    made: Made
    passing: Passing


@dataclass(frozen=True, slots=True)
class Memory:
    """What steps have made of the messages of a stream, to be made again only where that changes."""

    kept: dict[tuple[int, int], _Kept] = field(default_factory=dict)
    kinds: dict[int, tuple[Message, frozenset[str]]] = field(default_factory=dict)

    def forget(self) -> None:
        """Forget what was made of messages."""
        self.kept.clear()

    def kinds_of(self, message: Message) -> frozenset[str]:
        """Return the kinds of content in a message's outputs."""
        known = self.kinds.get(id(message))
        if known is None:
            texts = (block.text for block in message.blocks if block.kind == "tool_result")
            found = frozenset(kind for text in texts for kind in kinds_in(text))
            known = self.kinds[id(message)] = message, found
        return known[1]


class Passage:
    """The steps with what each knows of the messages that have passed."""

    def __init__(
        self, parts: Sequence[AloneSteps | Named], context: Context, memory: Memory
    ) -> None:
        self._parts, self._context, self._memory = parts, context, memory

    @classmethod
    def of(cls, steps: Iterable[Any], context: Context, memory: Memory) -> Passage:
        """Return the passage through which nothing has gone yet."""
        parts = in_parts([(name_of(step), _entering(step)) for step in steps], context)
        return cls(parts, context, memory)

    def fork(self) -> Passage:
        """Return one that goes on from here by itself."""
        parts = [
            part if isinstance(part, AloneSteps) else (part[0], part[1].fork())
            for part in self._parts
        ]
        return Passage(parts, self._context, self._memory)

    def passed(self, whole: Conversation, first: int, stop: int) -> Iterator[Made]:
        """Yield what the steps leave of messages of a conversation."""
        borders = {
            id(part): part[1].border(whole)
            for part in self._parts
            if not isinstance(part, AloneSteps) and isinstance(part[1], OlderPassing)
        }
        for message in whole.messages[first:stop]:
            yield self._through(message, whole, borders)

    def _through(self, message: Message, whole: Conversation, borders: Mapping[int, int]) -> Made:
        """Return what the steps leave of a message."""
        found, outputs = Made(message), holds_outputs(message)
        for part in self._parts:
            if isinstance(part, AloneSteps):
                more = part.made(found.message, whole.format) if outputs else None
            elif isinstance(part[1], OlderPassing):
                is_older = outputs and message.index < borders[id(part)]
                more = self._older(part[0], part[1], found.message, whole, is_older)
            else:
                more = self._other(part, found.message, whole.format, outputs=outputs)
            found = found.then(more) if more else found
        return found

    def _older(
        self, name: str, step: OlderPassing, message: Message, whole: Conversation, is_older: bool
    ) -> Made | None:
        """Return what a step leaves of a message before its border, made once while facts stand."""
        if not is_older or step.older.kind not in self._memory.kinds_of(message):
            step.take([block.text for block in message.blocks])
            return None
        key = id(step.older), id(message)
        kept = self._memory.kept.get(key)
        if kept is None or not step.stands(kept.passing):
            given = single(message, whole.format)
            passing = step.passing(given, self._context, whole, message.index)
            made = self._made(passing.step, given, message, name)
            kept = self._memory.kept[key] = _Kept(message, made, passing)
        step.take(kept.passing.texts)
        return kept.made

    def _other(
        self, part: Named, message: Message, format: Format, *, outputs: bool
    ) -> Made | None:
        """Return what a step leaves of a message that looks at those before in its own way."""
        name, entering = part
        given, made = single(message, format), None
        if outputs or not entering.outputs_only:
            step = entering.rewrite(given, self._context)
            made = self._made(step, given, message, name)
            given = given if made.message is message else single(made.message, format)
        entering.settle(given)
        return made

    def _made(self, step: Step, given: Conversation, message: Message, name: str) -> Made:
        """Return what a step made of a message, but for what is protected."""
        if holds_protected(message):
            step = guarded(given, step, self._context.tokenizer)
        return made_by(step, given, message, name)


def _entering(step: Any) -> Entering:
    """Return a step for messages that come in one after another."""
    return OlderPassing(step) if isinstance(step, Older) else entering_of(step)
