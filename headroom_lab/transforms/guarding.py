"""Nothing protected goes: what a step did to it is undone, pieces that stay go along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from headroom_lab.json_text.nesting import stands_as_json
from headroom_lab.messages import Conversation, Message, pieces
from headroom_lab.messages.blocks import Path
from headroom_lab.messages.conversation import moved
from headroom_lab.messages.protection import holds_protected, is_intact, marked_as, stand_in
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.originals import content_hash

if TYPE_CHECKING:
    from headroom_lab.transforms.base import Step

At = tuple[int, Path]  # a message, and where in it a text stands


def guarded(before: Conversation, step: Step, tokenizer: Tokenizer) -> Step:
    """Return a step that leaves all as it was that is protected in the conversation before it.

    Messages that are gone come back with the tool unit that they belong to. Pieces of a text that it
    holds no more stand in a line at its end; where that would break JSON or save nothing, the text
    stays as it was.
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
    lines, undone = _completed(before, whole, origins, tokenizer)
    whole = whole.edit({at: text for at, (text, _) in lines.items()} | undone)
    if undone:
        whole = _as_they_came(before, whole, origins)
    gone = {(origins[place], content_hash(text)) for (place, _), text in undone.items()}
    back |= {
        at for at, _ in gone if before.messages[at].raw is whole.messages[origins.index(at)].raw
    }
    return replace(
        step,
        conversation=whole,
        origins=tuple(origins),
        removals=tuple(
            row
            for row in step.removals
            if row.message not in back and (row.message, row.original) not in gone
        ),
        markers=step.markers + sum(size for _, size in lines.values()),
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


def _completed(
    before: Conversation, after: Conversation, origins: Sequence[int], tokenizer: Tokenizer
) -> tuple[dict[At, tuple[str, int]], dict[At, str]]:
    """Return the texts with a line for the pieces that they lack, with its tokens, and those that stay."""
    lines: dict[At, tuple[str, int]] = {}
    undone: dict[At, str] = {}
    for block in after.blocks:
        if not block.keeps or not block.editable or stand_in(block.keeps, block.text):
            continue
        came = before.messages[origins[block.message]].blocks
        was = next(one.text for one in came if (one.kind, one.path) == (block.kind, block.path))
        line = f"\n[kept: {', '.join(block.keeps)}]"
        least, size, more = tokenizer.count_texts([was, block.text + line, line])
        at = (block.message, block.path)
        if size >= least or stands_as_json(block.text):
            undone[at] = was
        else:
            lines[at] = block.text + line, more
    return lines, undone


def _as_they_came(
    before: Conversation, after: Conversation, origins: Sequence[int]
) -> Conversation:
    """Return a conversation whose messages are those before a step where they say the same."""
    came = (before.messages[origin] for origin in origins)
    pairs = zip(came, after.messages, strict=True)
    same = [was if was.raw == message.raw else message for was, message in pairs]
    return Conversation(after.format, moved(same, 0))
