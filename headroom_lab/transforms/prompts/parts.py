"""The text parts of system messages: which ones make the system prompt, and how they change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from typing import Any

from headroom_lab.messages import Block, Conversation, Message, Path, read
from headroom_lab.messages.volatile import VolatileText
from headroom_lab.results import Volatile

Find = Callable[[str], list[VolatileText]]


def prompt_parts(conversation: Conversation) -> list[Block]:
    """Return the text parts of the system messages that open the list, in order."""
    opening = takewhile(lambda message: message.role == "system", conversation.messages)
    return [block for message in opening for block in _texts(message)]


def later_parts(conversation: Conversation) -> list[Block]:
    """Return the text parts of the system messages behind the first message of another role."""
    parts = [b for m in conversation.messages if m.role == "system" for b in _texts(m)]
    return parts[len(prompt_parts(conversation)) :]


def may_vanish(conversation: Conversation, block: Block) -> bool:
    """Tell whether a part can be left out where nothing stays in it: not one that carries more
    than its text, such as a cache breakpoint."""
    raw = conversation.messages[block.message].raw
    content = raw.get("content")
    if isinstance(content, str):
        return set(raw) <= {"role", "content", "type"}
    place = block.path[1] if len(block.path) > 1 else None
    part = content[place] if isinstance(content, list) and isinstance(place, int) else None
    return isinstance(part, str) or (isinstance(part, dict) and set(part) <= {"type", "text"})


def with_texts(
    conversation: Conversation, parts: Sequence[Block], texts: Sequence[str]
) -> tuple[Conversation, tuple[int, ...]]:
    """Return the conversation with other texts in some parts, and each message's former index.

    A part in which nothing is left goes, and so does a message without any part.
    """
    changes = [(b, text) for b, text in zip(parts, texts, strict=True) if text != b.text]
    empty = {(b.message, b.path) for b, text in changes if b.text.strip() and not text.strip()}
    new = conversation.edit({(b.message, b.path): text for b, text in changes})
    indices = tuple(range(len(conversation.messages)))
    if not empty:
        return new, indices
    messages = {m.index: _without(m, {p for i, p in empty if i == m.index}) for m in new.messages}
    kept = tuple(index for index in indices if messages[index] is not None)
    return read([messages[index] for index in kept], format=conversation.format), kept


def _without(message: Message, empty: set[Path]) -> Any:
    """Return a message without some of its parts, None where no part is left."""
    content = message.raw.get("content")
    if not empty:
        return message.original
    if not isinstance(content, list):
        return None
    gone = {path[1] for path in empty}
    left = [part for position, part in enumerate(content) if position not in gone]
    return {**message.raw, "content": left} if left else None


def stable_prefix(texts: Sequence[str], find: Find) -> list[str]:
    """Return the texts up to the first volatile one, of the last of them the beginning."""
    prefix: list[str] = []
    for text in texts:
        found = find(text)
        if found:
            return [*prefix, text[: found[0].start]]
        prefix.append(text)
    return prefix


def volatile_in(
    conversation: Conversation, parts: Sequence[Block], find: Find
) -> Iterator[Volatile]:
    """Yield what is volatile in each part, its offset counted in the whole message's text."""
    for part in parts:
        offset = 0
        for block in conversation.messages[part.message].blocks:
            if block is part:
                break
            offset += len(block.text) + 1
        for item in find(part.text):
            yield Volatile(item.kind, item.text, part.message, offset + item.start)


def _texts(message: Message) -> list[Block]:
    """Return the parts of a message whose text can be changed."""
    return [block for block in message.blocks if block.kind == "text" and block.editable]
