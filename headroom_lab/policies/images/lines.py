"""A line in the place of an image, which says what it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from headroom_lab.messages import Block, Conversation, Message
from headroom_lab.messages.conversation import reread
from headroom_lab.messages.media import payload
from headroom_lab.messages.protection import marked_as
from headroom_lab.messages.replacing import beside_texts, replaced
from headroom_lab.policies.images.rows import image_row
from headroom_lab.results import Removal
from headroom_lab.tokens.images import block_tokens
from headroom_lab.tokens.media.pixels import pixel_size
from headroom_lab.transforms.base import Context

Parts = dict[int, list[dict[str, Any]]]  # id of a part of a message -> what stands for it, in turn


class Gone(NamedTuple):
    """An image that goes: why, in the ledger's words, and what the line says first."""

    block: Block
    reason: str
    said: str = "left out"


def may_go(message: Message) -> list[Block]:
    """Return the images of a message that nothing protects and in whose place a text may stand."""
    texts = beside_texts(message)
    return [
        block
        for block in message.blocks
        if block.kind == "image" and not block.protected and id(block.part) in texts
    ]


class _Line(NamedTuple):
    """What stands for an image, and the tokens of both."""

    gone: Gone
    text: str
    size: int
    tokens: int


def worth_a_line(whole: Conversation, gone: Iterable[Gone], context: Context) -> list[Gone]:
    """Return the images for which a line is shorter."""
    return [line.gone for line in _lines(whole, gone, context)]


def as_lines(
    whole: Conversation, gone: Iterable[Gone], context: Context, name: str
) -> tuple[list[Message], tuple[Removal, ...], int]:
    """Return the messages with lines in place of images, the ledger's rows, the lines' tokens.

    An image stays where a line for it wouldn't be shorter.
    """
    kind = "input_text" if whole.format == "openai_responses" else "text"
    found = _lines(whole, gone, context)
    parts: dict[int, Parts] = defaultdict(lambda: defaultdict(list))
    rows = []
    for (block, reason, _), text, _, tokens in found:
        rows.append(image_row(block, whole.messages[block.message], reason, tokens, name))
        parts[block.message][id(block.part)].append({"type": kind, "text": text})
    messages = [_without(m, parts.get(m.index, {}), whole) for m in whole.messages]
    return messages, tuple(rows), sum(line.size for line in found)


def _lines(whole: Conversation, gone: Iterable[Gone], context: Context) -> list[_Line]:
    """Return the lines that are shorter than the images for which they stand."""
    model = context.tokenizer.model or ""
    every = [(one, block_tokens(one.block, model, whole.format)) for one in gone]
    texts = [f"[image{_shown(one.block)} {one.said}: {tokens} tokens]" for one, tokens in every]
    sizes = context.tokenizer.count_texts(texts)
    return [
        _Line(one, text, size, tokens)
        for (one, tokens), text, size in zip(every, texts, sizes, strict=True)
        if size < tokens
    ]


def _shown(block: Block) -> str:
    """Return whose image it was and how large."""
    data = payload(block).data
    size = pixel_size(data) if data else None
    pixels = f" of {size[0]} x {size[1]} pixels" if size else ""
    return f"{f' by {block.tool}' if block.tool else ''}{pixels}"


def _without(message: Message, lines: Parts, whole: Conversation) -> Message:
    """Return a message with lines in place of some of its parts, the same one where there are none."""
    if not lines:
        return message
    raw = replaced(message, lines)
    before = whole.messages[: message.index]
    return marked_as(reread(before, [raw], whole.format)[0], message)
