"""The tokens of each message of a conversation: its framing, its texts, what isn't text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from headroom_lab.messages import Block, Message
from headroom_lab.tokens.media import Maker, Weight, weigh
from headroom_lab.tokens.media.blobs import readable

# What a message costs beside its texts. Source: OpenAI cookbook, "How to count tokens with
# tiktoken": three tokens frame a message, one goes with a name, three prime the answer.
PER_MESSAGE = 3
PER_NAME = 1
PER_CALL = 3
PRIMING = 3

CountTexts = Callable[[Sequence[str]], list[int]]


class Size(NamedTuple):
    """Tokens of a message, and the weights among them of all that isn't text."""

    tokens: int
    weights: tuple[Weight, ...] = ()


def sizes_of(
    messages: Sequence[Message], count_texts: CountTexts, maker: Maker, per_result: int = 0
) -> list[Size]:
    """Count messages, all texts in bulk; ``per_result`` beside its text."""
    held = [_texts(message) for message in messages]
    distinct = list(dict.fromkeys(chain.from_iterable(held)))
    known = dict(zip(distinct, count_texts(distinct), strict=True)).__getitem__
    found = []
    for message, texts in zip(messages, held, strict=True):
        weights = tuple(_weights(message, maker, count_texts))
        tokens = _framing(message, per_result) + sum(map(known, texts))
        found.append(Size(tokens + sum(weight.tokens for weight in weights), weights))
    return found


def _framing(message: Message, per_result: int) -> int:
    """Return what a message costs beside what stands in it."""
    named = message.raw.get("name") and message.role != "tool"
    calls = sum(block.kind == "tool_call" for block in message.blocks)
    return (
        PER_MESSAGE + (PER_NAME if named else 0) + PER_CALL * calls + per_result * _results(message)
    )


def _weights(message: Message, maker: Maker, count_texts: CountTexts) -> Iterator[Weight]:
    """Yield what the blocks weigh that are no text."""
    for block in message.blocks:
        if block.part is not None:
            weight = weigh(block, maker, _single(count_texts))
            if weight is not None:
                yield weight


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
