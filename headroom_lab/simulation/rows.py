"""What became of each message, with the places of the list as it was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from headroom_lab.messages import Conversation, Message
from headroom_lab.results import MessageRow, Removal
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.base import Progress


def rows(
    conversation: Conversation, progress: Progress, counter: Tokenizer, shift: int
) -> tuple[MessageRow, ...]:
    """Return a row for each message as it came."""
    after = dict(zip(progress.origins, progress.conversation.messages, strict=True))
    sizes = counter.count_each(conversation)
    sizes_after = dict(
        zip(progress.origins, counter.count_each(progress.conversation), strict=True)
    )
    found = []
    for message in conversation.messages:
        other = after.get(message.index)
        change = "dropped" if other is None else "kept" if other.raw is message.raw else "changed"
        before = _text(message)
        found.append(
            MessageRow(
                message=message.index - shift,
                role=_speaks(message),
                tool=next((b.tool for b in message.blocks if b.tool), None),
                change=change,
                tokens_before=sizes[message.index],
                tokens_after=sizes_after.get(message.index, 0),
                before=before,
                after=None if other is None else before if change == "kept" else _text(other),
            )
        )
    return tuple(found)


def _speaks(message: Message) -> str:
    """Return who speaks: a user's message of tool results is the tool's."""
    answers = message.role == "user" and any(b.role == "tool" for b in message.blocks)
    return "tool" if answers else message.role


def _text(message: Message) -> str:
    """Return what a model reads of a message, calls as ``name(arguments)``, bytes by kind."""
    texts = [block.shown for block in message.blocks]
    return texts[0] if len(texts) == 1 else "\n".join(texts)


def moved(removals: Sequence[Removal], shift: int) -> Sequence[Removal]:
    """Return the removals with the indices of the list as it was given."""
    if not shift:
        return removals
    return [replace(r, message=r.message - shift) if r.message >= 0 else r for r in removals]


def work(progress: Progress, shift: int) -> dict[str, Any]:
    """Return what compressors of someone's took, where each message sent came from, and the tools."""
    origins = tuple(origin - shift for origin in progress.origins if origin >= shift)
    return {"compressing": progress.spent, "origins": origins, "tools_after": progress.tools}


def without_system(progress: Progress, shift: int) -> tuple[list[Any], Any]:
    """Return the messages as the vendor takes them, and the system prompt beside them."""
    messages = progress.conversation.to_list()
    if shift and progress.origins and progress.origins[0] == 0:
        return messages[1:], messages[0]["content"]
    return messages, None
