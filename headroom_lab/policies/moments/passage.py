"""Steps through which messages pass one by one, each step seeing what it left of those before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias

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
from headroom_lab.transforms.guarding import guarded
from headroom_lab.transforms.outlining.older import Older, kinds_in
from headroom_lab.transforms.outlining.passing import OlderPassing, OlderRow, Passing

_Part: TypeAlias = "AloneSteps | OlderRow | Named"


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
    singles: dict[int, tuple[Message, Conversation]] = field(default_factory=dict)
    others: dict[tuple[int, int], tuple[Message, Message]] = field(default_factory=dict)

    def forget(self) -> None:
        """Forget what was made of messages."""
        for known in (self.kept, self.kinds, self.singles, self.others):
            known.clear()

    def kinds_of(self, message: Message) -> frozenset[str]:
        """Return the kinds of content in a message's outputs."""
        known = self.kinds.get(id(message))
        if known is None:
            texts = (block.text for block in message.blocks if block.kind == "tool_result")
            found = frozenset(kind for text in texts for kind in kinds_in(text))
            known = self.kinds[id(message)] = message, found
        return known[1]

    def held(self, number: int, message: Message, made: Made) -> Made:
        """Return what a step made of a message, the same object as long as it says the same."""
        if made.message is message:
            return made
        known = self.others.get((number, id(message)))
        if known is not None and known[1].raw == made.message.raw:
            return made._replace(message=known[1])
        self.others[number, id(message)] = message, made.message
        return made

    def single(self, message: Message, format: Format) -> Conversation:
        """Return a message as a conversation by itself."""
        known = self.singles.get(id(message))
        if known is None:
            known = self.singles[id(message)] = message, single(message, format)
        return known[1]


class Passage:
    """The steps with what each knows of the messages that have passed."""

    def __init__(self, parts: Sequence[_Part], context: Context, memory: Memory) -> None:
        self._parts, self._context, self._memory = parts, context, memory

    @classmethod
    def of(cls, steps: Iterable[Any], context: Context, memory: Memory) -> Passage:
        """Return the passage through which nothing has gone yet."""
        parts: list[_Part] = []
        for is_older, run in groupby(steps, key=lambda step: isinstance(step, Older)):
            if is_older:
                parts.append(OlderRow([step for step in run if isinstance(step, Older)]))
            else:
                parts += in_parts([(name_of(step), entering_of(step)) for step in run], context)
        return cls(parts, context, memory)

    def fork(self) -> Passage:
        """Return one that goes on from here by itself."""
        return Passage([_forked(part) for part in self._parts], self._context, self._memory)

    def passed(self, whole: Conversation, first: int, stop: int) -> Iterator[Made]:
        """Yield what the steps leave of messages of a conversation."""
        rows = [part for part in self._parts if isinstance(part, OlderRow)]
        borders = {id(row): row.borders(whole) for row in rows}
        for message in whole.messages[first:stop]:
            found, outputs = Made(message), holds_outputs(message)
            for number, part in enumerate(self._parts):
                more: Made | None
                if isinstance(part, OlderRow):
                    more = self._older(part, found.message, whole, borders[id(part)])
                elif isinstance(part, AloneSteps):
                    more = part.made(found.message, whole.format) if outputs else None
                else:
                    more = self._other(number, part, found.message, whole.format, outputs)
                found = found.then(more) if more else found
            yield found

    def _older(
        self, row: OlderRow, message: Message, whole: Conversation, borders: Sequence[int]
    ) -> Made:
        """Return what steps leave of a message before their borders."""
        found, kinds = Made(message), self._memory.kinds_of(message)
        changes: list[tuple[int, Sequence[str]]] = [(0, _texts(message))]
        for number, (step, border) in enumerate(zip(row.steps, borders, strict=True)):
            if step.older.kind in kinds and message.index < border:
                kept = self._reduced(step, found.message, whole)
                found = found.then(kept.made)
                kinds = self._memory.kinds_of(found.message)
                changes += [(number, kept.passing.texts), (number + 1, _texts(found.message))]
        row.take(changes)
        return found

    def _reduced(self, step: OlderPassing, message: Message, whole: Conversation) -> _Kept:
        """Return what a step leaves of a message, made once as long as the same facts stand."""
        key = id(step.older), id(message)
        kept = self._memory.kept.get(key)
        if kept is None or not step.stands(kept.passing):
            given = self._memory.single(message, whole.format)
            passing = step.passing(given, self._context, whole, message.index)
            made = self._made(passing.step, given, message, name_of(step.older))
            kept = self._memory.kept[key] = _Kept(message, made, passing)
        return kept

    def _other(
        self, number: int, part: Named, message: Message, format: Format, is_output: bool
    ) -> Made | None:
        """Return what a step leaves of a message that looks at those before in its own way."""
        name, entering = part
        given, made = self._memory.single(message, format), None
        if is_output or not entering.outputs_only:
            made = self._made(entering.rewrite(given, self._context), given, message, name)
            made = self._memory.held(number, message, made)
            given = self._memory.single(made.message, format)
        entering.settle(given)
        return made

    def _made(self, step: Step, given: Conversation, message: Message, name: str) -> Made:
        """Return what a step made of a message, but for what is protected."""
        if holds_protected(message):
            step = guarded(given, step, self._context.tokenizer)
        return made_by(step, given, message, name)


def _forked(part: _Part) -> _Part:
    """Return a part of a passage that goes on by itself."""
    if isinstance(part, AloneSteps):
        return part
    return part.fork() if isinstance(part, OlderRow) else (part[0], part[1].fork())


def _texts(message: Message) -> list[str]:
    """Return what the blocks of a message say."""
    return [block.text for block in message.blocks]
