"""Outputs reduced as messages pass a border one by one, as a transform would reduce them all."""

from __future__ import annotations

from copy import copy
from typing import Self

from headroom_lab.messages import Conversation
from headroom_lab.transforms.base import Context, Step, unchanged
from headroom_lab.transforms.entering import Entering
from headroom_lab.transforms.outlining.facts import Before
from headroom_lab.transforms.outlining.older import Older
from headroom_lab.transforms.outlining.paying import paying
from headroom_lab.transforms.output_transform import Edit, edited, outputs


class OlderPassing(Entering):
    """Reduces the outputs of one kind that come before the border, as the transform does.

    Knows of each text what the transform has made of it, whether that was worth it or not.
    """

    def __init__(self, older: Older) -> None:
        self._older = older
        self._before = Before()
        self._taken = False

    def border(self, whole: Conversation) -> int:
        """Return before which message of the whole conversation outputs are reduced."""
        return self._older.border(whole)

    def fork(self) -> Self:
        """Return one that goes on by itself."""
        other = copy(self)
        other._before = Before(self._before)
        return other

    def passing(self, conversation: Conversation, context: Context, whole: Conversation,
                place: int) -> Step:  # fmt: skip
        """Reduce the outputs of a message; it stands at a place of the whole conversation."""
        concerned = {
            id(block)
            for block in conversation.blocks
            if block.kind == "tool_result" and self._older.concerns(block.text)
        }
        if not concerned:
            return unchanged(conversation)
        chosen, edits = concerned & {id(block) for block in outputs(conversation)}, []
        for block in conversation.blocks:
            text = block.text
            if id(block) in chosen:
                used = self._older.used(whole, block.at(place))
                found = self._older.entered(text, self._before, context.retrieval, used)
                edits += [Edit(block, found)] if found else []
                text = found.text if found else text
            self._before.add(text)
        self._taken = True
        return edited(conversation, context, paying(edits, context), self._older.name)

    def settle(self, conversation: Conversation) -> None:
        """Take in a message in which nothing was looked at."""
        if not self._taken:
            for block in conversation.blocks:
                self._before.add(block.text)
        self._taken = False
