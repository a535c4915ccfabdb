"""What a compressor has taken out, found by comparing what stood with what stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from headroom_lab.messages import Block, Conversation, Message
from headroom_lab.messages.conversation import moved
from headroom_lab.messages.fetched_again import arguments_of
from headroom_lab.messages.protection import marked_as
from headroom_lab.results import Removal
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.gone import message_gone
from headroom_lab.transforms.originals import remember
from headroom_lab.transforms.pieces import left_out

ALIKE = 0.5  # share of the words of the shorter message that stand in the longer one


@dataclass(frozen=True)
class Difference:
    """Messages that stayed are those of the conversation; ``origins`` says where each comes from."""

    conversation: Conversation
    origins: tuple[int, ...]
    removals: tuple[Removal, ...]


def difference(before: Conversation, after: Conversation, tokenizer: Tokenizer) -> Difference:
    """Return what became of a conversation, with a row of the ledger for all that is gone."""
    pairs = dict(_pairs(before.messages, after.messages))
    origins: list[int] = []
    messages: list[Message] = []
    for message in after.messages:
        origin = pairs.get(message.index)
        if origin is None:
            gap = origins[-1] + 1 if origins else 0
            free = gap < len(before.messages) and gap not in pairs.values()
            origins.append(gap if free else max(gap - 1, 0))
            messages.append(message)
            continue
        old = before.messages[origin]
        origins.append(origin)
        messages.append(old if _said(old) == _said(message) else marked_as(message, old))
    whole = Conversation(before.format, moved(messages, 0))
    kept = {origin: whole.messages[place] for place, origin in pairs.items()}
    return Difference(whole, tuple(origins), tuple(_removals(before, kept, tokenizer)))


def _pairs(before: Sequence[Message], after: Sequence[Message]) -> Iterator[tuple[int, int]]:
    """Yield the place of each message that stayed, whole or in part, and where it stood."""
    old, new = [_said(m) for m in before], [_said(m) for m in after]
    known: dict[Any, int] = {}
    first, second = ([known.setdefault(one, len(known)) for one in side] for side in (old, new))
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(range(j1, j2), range(i1, i2), strict=True)
            continue
        start = i1
        for place in range(j1, j2):
            found = next((i for i in range(start, i2) if _alike(before[i], after[place])), None)
            if found is not None:
                yield place, found
                start = found + 1


def _alike(old: Message, new: Message) -> bool:
    """Tell whether a message is what is left of another."""
    if old.role != new.role:
        return False
    ids = [{b.call_id for b in message.blocks if b.call_id} for message in (old, new)]
    if ids[0] or ids[1]:
        return bool(ids[0] & ids[1])
    words = [{*" ".join(b.text for b in m.blocks).split()} for m in (old, new)]
    least = min(len(words[0]), len(words[1]))
    return least == 0 or len(words[0] & words[1]) >= ALIKE * least


def _said(message: Message) -> tuple[Any, ...]:
    """Return what a message says, however it is written."""
    return (message.role, *(_block(b) for b in message.blocks if b.text or b.kind != "text"))


def _block(block: Block) -> tuple[Any, ...]:
    """Return what a block says; arguments of a call by their value."""
    return (
        block.kind,
        block.call_id,
        block.tool if block.kind == "tool_call" else "",
        arguments_of(block) if block.kind == "tool_call" else block.text,
        (None if block.part is None else repr(block.part)),
    )


def _removals(
    before: Conversation, kept: dict[int, Message], tokenizer: Tokenizer
) -> Iterator[Removal]:
    """Yield a row for each message that is gone, and for each piece of one that isn't whole."""
    sizes = tokenizer.count_each(before)
    pieces: list[tuple[Block, int, int]] = []
    for message in before.messages:
        left = kept.get(message.index)
        if left is None:
            yield message_gone(message, sizes[message.index], "left out")
        elif left.raw is not message.raw:
            said = "\n".join(block.text for block in left.blocks)
            pieces += [(b, *span) for b in message.blocks for span in left_out(b.text, said)]
    tokens = tokenizer.count_texts([block.text[start:stop] for block, start, stop in pieces])
    for (block, start, stop), size in zip(pieces, tokens, strict=True):
        yield Removal(
            message=block.message, tool=block.tool, path=f"characters {start}-{stop}", kind="text",
            reason="left out", count=1, tokens=size, original=remember(block.text),
            text=block.text[start:stop],
        )  # fmt: skip
