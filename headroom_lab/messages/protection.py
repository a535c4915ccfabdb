"""What may not be changed in a conversation: blocks that are protected, pieces that stay."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from headroom_lab.messages.blocks import Block
from headroom_lab.messages.conversation import Conversation, Message

_WORD = re.compile(r"\w\w")


class _Said(NamedTuple):
    """What tells a block apart from others of its message."""

    kind: str
    role: str
    call_id: str | None
    text: str
    part: object


def holds_protected(message: Message) -> bool:
    """Tell whether something in a message is to stay as it is."""
    return any(block.protected or block.keeps for block in message.blocks)


def is_guarded(conversation: Conversation) -> bool:
    """Tell whether something in a conversation is to stay as it is."""
    return any(map(holds_protected, conversation.messages))


def is_intact(before: Message, after: Message) -> bool:
    """Tell whether every protected block of a message stands in what became of it.

    So does each place of which a piece is protected: without it nothing could be held against it.
    """
    if after.original is before.original:
        return True
    places = {(block.kind, block.path) for block in after.blocks}
    if any(b.keeps and (b.kind, b.path) not in places for b in before.blocks):
        return False
    found = [_said(block) for block in after.blocks]
    return all(_said(block) in found for block in before.blocks if block.protected)


def marked_as(after: Message, before: Message) -> Message:
    """Return what became of a message with the marks of the message as it was."""
    if not holds_protected(before):
        return after
    said = [(_said(b), b) for b in before.blocks if b.protected]
    kept = {(b.kind, b.path): b.keeps for b in before.blocks if b.keeps and b.path}
    blocks = []
    for block in after.blocks:
        reason = next((b.protected for what, b in said if what == _said(block)), "")
        keeps = kept.get((block.kind, block.path), ())
        blocks.append(block._replace(protected=block.protected or reason, keeps=keeps))
    return after.with_blocks(tuple(blocks))


def may_read(block: Block, text: str) -> bool:
    """Tell whether a block's text may be another one as it is: what must stay stands in it."""
    return not block.protected and stand_in(block.keeps, text)


def stand_in(pieces: Sequence[str], text: str) -> bool:
    """Tell whether pieces stand in a text one after another, each as a word of its own."""
    place = 0
    for piece in pieces:
        place = text.find(piece, place)
        while place >= 0 and _is_part(text, place, place + len(piece)):
            place = text.find(piece, place + 1)
        if place < 0:
            return False
        place += len(piece)
    return True


def _is_part(text: str, start: int, stop: int) -> bool:
    """Tell whether a piece of a text is a part of a longer word."""
    return any(_WORD.match(text, at - 1) for at in (start, stop) if 0 < at < len(text))


def _said(block: Block) -> _Said:
    """Return what a block says, whatever its place."""
    return _Said(block.kind, block.role, block.call_id, block.text, block.part)
