"""The tokens of each message of a conversation: its framing, its texts, what isn't text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from headroom_lab.messages import Block, Conversation, Message
from headroom_lab.tokens.media import Maker, Weight, weigh
from headroom_lab.tokens.media.blobs import readable

# What a message costs beside its texts. Source: OpenAI cookbook, "How to count tokens with
# tiktoken": three tokens frame a message, one goes with a name, three prime the answer.
PER_MESSAGE = 3
PER_NAME = 1
PER_CALL = 3
PRIMING = 3

CountTexts = Callable[[Sequence[str]], list[int]]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Tokens a message, and the weights among them of all that isn't text."""

    tokens: list[int]
    weights: tuple[Weight, ...]


def sizes_of(
    conversation: Conversation, count_texts: CountTexts, maker: Maker, per_result: int = 0
) -> Sizes:
    """Count the messages of a conversation, all texts in bulk; ``per_result`` beside its text."""
    held = [_texts(message) for message in conversation.messages]
    distinct = list(dict.fromkeys(chain.from_iterable(held)))
    known = dict(zip(distinct, count_texts(distinct), strict=True)).__getitem__
    weights = {
        id(block): weight
        for block in conversation.blocks
        if block.part is not None and (weight := weigh(block, maker, _single(count_texts)))
    }
    tokens = [
        PER_MESSAGE
        + sum(map(known, texts))
        + (PER_NAME if message.raw.get("name") and message.role != "tool" else 0)
        + sum(PER_CALL for block in message.blocks if block.kind == "tool_call")
        + per_result * _results(message)
        + sum(weights[id(b)].tokens for b in message.blocks if id(b) in weights)
        for message, texts in zip(conversation.messages, held, strict=True)
    ]
    return Sizes(tokens, tuple(weights.values()))


def _results(message: Message) -> int:
    """Return how many tool results a message holds; one may have several parts."""
    return len({block.call_id for block in message.blocks if block.role == "tool"})


def _single(count_texts: CountTexts) -> Callable[[str], int]:
    """Return what counts one text."""
    return lambda text: count_texts([text])[0]


def _texts(message: Message) -> list[str]:
    """Return the texts of a message that count: its role, its name, its blocks, tools' names."""
    texts = [str(message.raw.get("role") or message.role)]
    if message.raw.get("name") and message.role != "tool":
        texts.append(str(message.raw["name"]))
    for block in message.blocks:
        if block.kind == "tool_call" and block.tool:
            texts.append(block.tool)
        text = _text(block)
        if text:
            texts.append(text)
    return texts


def _text(block: Block) -> str:
    """Return the text of a block, without the bytes that an unknown part may hold."""
    return readable(block.part) if block.kind == "other" and block.part else block.text
