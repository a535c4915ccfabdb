"""Nothing protected goes: what a step did to it is undone, pieces that stay go along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from headroom_lab.messages import Conversation, Message, pieces
from headroom_lab.messages.conversation import moved
from headroom_lab.messages.protection import holds_protected, is_intact, marked_as, stand_in
from headroom_lab.tokens import Tokenizer

if TYPE_CHECKING:
    from headroom_lab.transforms.base import Step


def guarded(before: Conversation, step: Step, tokenizer: Tokenizer) -> Step:
    """Return a step that leaves all as it was that is protected in the conversation before it.

    Messages that are gone come back with the tool unit that they belong to; pieces of a text that it
    holds no more stand in a line at its end.
    """
    if step.conversation is before:
        return step
    after = [
        marked_as(message, before.messages[origin])
        for message, origin in zip(step.conversation.messages, step.origins, strict=True)
    ]
    back = _taken(before, after, step.origins)
    origins = list(step.origins)
    for index in sorted(back):
        place = _place(origins, index)
        if place < len(origins) and origins[place] == index:
            after[place] = before.messages[index]
        else:
            after.insert(place, before.messages[index])
            origins.insert(place, index)
    whole = Conversation(before.format, moved(after, 0))
    completed, markers = _completed(whole, tokenizer)
    return replace(
        step,
        conversation=completed,
        origins=tuple(origins),
        removals=tuple(row for row in step.removals if row.message not in back),
        markers=step.markers + markers,
    )


def pinned(conversation: Conversation) -> frozenset[int]:
    """Return the messages that can't go: those that hold what is protected, and their tool units."""
    held = {m.index for m in conversation.messages if holds_protected(m)}
    if not held:
        return frozenset()
    return frozenset(i for piece in pieces(conversation) if held.intersection(piece) for i in piece)


def _taken(before: Conversation, after: Sequence[Message], origins: Sequence[int]) -> set[int]:
    """Return the messages that have to come back: changed ones, and gone ones with their units."""
    places = {origin: place for place, origin in enumerate(origins)}
    held = [m for m in before.messages if holds_protected(m)]
    gone = {m.index for m in held if m.index not in places}
    changed = {
        m.index for m in held if m.index in places and not is_intact(m, after[places[m.index]])
    }
    if not gone:
        return changed
    units = (piece for piece in pieces(before) if gone.intersection(piece))
    return changed | {index for unit in units for index in unit if index not in places}


def _place(origins: Sequence[int], index: int) -> int:
    """Return where a message stands, or has to be put in."""
    return next((at for at, origin in enumerate(origins) if origin >= index), len(origins))


def _completed(conversation: Conversation, tokenizer: Tokenizer) -> tuple[Conversation, int]:
    """Return the conversation with the pieces that stay, and the tokens that this takes."""
    lacking = [
        block
        for block in conversation.blocks
        if block.keeps and block.editable and not stand_in(block.keeps, block.text)
    ]
    lines = [f"\n[kept: {', '.join(block.keeps)}]" for block in lacking]
    texts = {
        (block.message, block.path): block.text + line
        for block, line in zip(lacking, lines, strict=True)
    }
    return conversation.edit(texts), sum(tokenizer.count_texts(lines))
