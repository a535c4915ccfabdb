"""A line in the place of an image, which says what it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from headroom_lab.messages import Block, Conversation, Message
from headroom_lab.messages.conversation import reread
from headroom_lab.messages.media import payload
from headroom_lab.messages.protection import marked_as
from headroom_lab.messages.replacing import beside_texts, replaced
from headroom_lab.policies.pictures.rows import image_row
from headroom_lab.results import Removal
from headroom_lab.tokens.images import image_tokens
from headroom_lab.tokens.media.pixels import pixel_size
from headroom_lab.transforms.base import Context


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


def as_lines(
    whole: Conversation, gone: Iterable[Gone], context: Context, name: str
) -> tuple[list[Message], tuple[Removal, ...], int]:
    """Return the messages with lines in place of images, the ledger's rows, the lines' tokens."""
    kind = "input_text" if whole.format == "openai_responses" else "text"
    lines: dict[int, dict[int, Mapping[str, Any]]] = {}
    rows, texts = [], []
    for block, reason, said in gone:
        tokens = _tokens(block, whole, context)
        texts.append(f"[image{_shown(block)} {said}: {tokens} tokens]")
        rows.append(image_row(block, whole.messages[block.message], reason, tokens, name))
        lines.setdefault(block.message, {})[id(block.part)] = {"type": kind, "text": texts[-1]}
    messages = [
        _without(message, lines.get(message.index, {}), whole) for message in whole.messages
    ]
    return messages, tuple(rows), sum(context.tokenizer.count_texts(texts))


def _tokens(block: Block, whole: Conversation, context: Context) -> int:
    """Return the tokens of an image."""
    model = context.tokenizer.model or ""
    return image_tokens(block.part or {}, model, anthropic=whole.format == "anthropic").tokens


def _shown(block: Block) -> str:
    """Return whose image it was and how large."""
    data = payload(block).data
    size = pixel_size(data) if data else None
    pixels = f" of {size[0]} x {size[1]} pixels" if size else ""
    return f"{f' by {block.tool}' if block.tool else ''}{pixels}"


def _without(
    message: Message, lines: Mapping[int, Mapping[str, Any]], whole: Conversation
) -> Message:
    """Return a message with lines in place of some of its parts, the same one where there are none."""
    raw = replaced(message, lines)
    if raw is message.raw:
        return message
    before = whole.messages[: message.index]
    return marked_as(reread(before, [raw], whole.format)[0], message)
