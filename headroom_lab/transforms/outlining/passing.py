"""Outputs reduced as messages pass a border one by one, as a transform would reduce them all."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Self

from headroom_lab.messages import Conversation
from headroom_lab.transforms.base import Context, Step
from headroom_lab.transforms.entering import Entering
from headroom_lab.transforms.outlining.facts import Before, Watched
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


class OlderPassing(Entering):
    """Reduces the outputs of one kind that come before the border, as the transform does.

    Knows of each text what the transform has made of it, whether that was worth it or not.
    """

    def __init__(self, older: Older) -> None:
        self.older = older
        self._before = Before()

    def border(self, whole: Conversation) -> int:
        """Return before which message of the whole conversation outputs are reduced."""
        return self.older.border(whole)

    def fork(self) -> Self:
        """Return one that goes on by itself."""
        other = copy(self)
        other._before = Before(self._before)
        return other

    def passing(self, conversation: Conversation, context: Context, whole: Conversation,
                place: int) -> Passing:  # fmt: skip
        """Return what comes of a message that stands at a place of the whole conversation.

        What it says then is taken in by ``take``.
        """
        concerned = {
            id(block)
            for block in conversation.blocks
            if block.kind == "tool_result" and self.older.concerns(block.text)
        }
        chosen = concerned & {id(block) for block in outputs(conversation)}
        before, texts, edits = Watched(self._before), list[str](), list[Edit]()
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
        return self._before.holds(passing.found) and self._before.isdisjoint(passing.missed)

    def take(self, texts: Sequence[str]) -> None:
        """Take in what a message says."""
        for text in texts:
            self._before.add(text)

    def settle(self, conversation: Conversation) -> None:
        """Take in a message in which nothing was looked at."""
        self.take([block.text for block in conversation.blocks])
