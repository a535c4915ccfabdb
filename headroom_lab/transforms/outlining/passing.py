"""Outputs reduced as messages pass a border one by one, as a transform would reduce them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from headroom_lab.config import OlderConfig
from headroom_lab.messages import Conversation
from headroom_lab.transforms.base import Context, Step
from headroom_lab.transforms.outlining.facts import Before, Said, SaidBefore, Watched
from headroom_lab.transforms.outlining.older import Older
from headroom_lab.transforms.outlining.paying import paying
from headroom_lab.transforms.output_transform import Edit, edited, outputs


@dataclass(frozen=True, slots=True)
class Passing:
    """What was made of a message, the texts that it then says, and what was asked of facts before."""

    step: Step
    texts: Sequence[str]
    found: frozenset[str]
    missed: frozenset[str]


class OlderPassing:
    """Reduces the outputs of one kind that come before the border, as the transform does.

    Knows of each text what the transform has made of it, whether that was worth it or not.
    """

    def __init__(self, older: Older, before: Before) -> None:
        self.older, self.before = older, before

    def passing(self, conversation: Conversation, context: Context, whole: Conversation,
                place: int) -> Passing:  # fmt: skip
        """Return what comes of a message that stands at a place of the whole conversation."""
        concerned = {
            id(block)
            for block in conversation.blocks
            if block.kind == "tool_result" and self.older.concerns(block.text)
        }
        chosen = concerned & {id(block) for block in outputs(conversation)}
        before, texts, edits = Watched(self.before), list[str](), list[Edit]()
        for block in conversation.blocks:
            text = block.text
            if id(block) in chosen:
                used = self.older.used(whole, block.at(place))
                found = self.older.entered(text, before, context.retrieval, used)
                edits += [Edit(block, found)] if found else []
                text = found.text if found else text
            before.add(text)
            texts.append(text)
        step = edited(conversation, context, paying(edits, context), self.older.name)
        return Passing(step, texts, frozenset(before.found), frozenset(before.missed))

    def stands(self, passing: Passing) -> bool:
        """Tell whether the facts that stand before now would have the same made of a message."""
        return self.before.holds(passing.found) and self.before.isdisjoint(passing.missed)


class OlderRow:
    """Steps in a row that reduce outputs before a border, with what the messages before say."""

    def __init__(self, olders: Sequence[Older], below: Sequence[Before | None] = ()) -> None:
        self._olders, self._said = olders, Said()
        self.steps = [
            OlderPassing(older, SaidBefore(self._said, number, before))
            for number, (older, before) in enumerate(zip_longest(olders, below))
        ]

    def fork(self) -> OlderRow:
        """Return one that goes on by itself; this one takes in nothing more while it is used."""
        return OlderRow(self._olders, [step.before for step in self.steps])

    def borders(self, whole: Conversation) -> list[int]:
        """Return for each step before which message outputs are reduced."""
        known: dict[OlderConfig, int] = {}
        for older in self._olders:
            if older.config not in known:
                known[older.config] = older.border(whole)
        return [known[older.config] for older in self._olders]

    def take(self, changes: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Take in what a message says from the first step on, and from where that changes."""
        self._said.add(changes)
