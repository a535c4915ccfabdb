"""The tokens of each message of a conversation: its framing, its texts, what isn't text."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from headroom_lab.cache import ContentCache
from headroom_lab.messages import Block, Message
from headroom_lab.tokens.framing import COOKBOOK, Framing
from headroom_lab.tokens.media import Maker, Weight, weigh
from headroom_lab.tokens.media.blobs import readable

CountTexts = Callable[[Sequence[str]], list[int]]
CACHED = 200_000  # messages


class Size(NamedTuple):
    """Tokens of a message, and the weights among them of all that isn't text."""

    tokens: int
    weights: tuple[Weight, ...] = ()


_known: ContentCache[Hashable, Size] = ContentCache(CACHED)


def kept_sizes(
    messages: Sequence[Message],
    counted: Hashable,
    work: Callable[[Sequence[Message]], list[Size]],
) -> list[Size]:
    """Return the sizes of messages; those of the same content are worked out once.

    ``counted`` is all that decides on them beside the messages.
    """
    keys = [(counted, message.digest) for message in messages]
    known = _known.get_many(keys)
    new = [m for m, key in zip(messages, keys, strict=True) if key not in known]
    made = dict(zip(map(id, new), work(new) if new else (), strict=True))
    _known.put_many(((counted, m.digest), made[id(m)], 1) for m in new if m.digest is not None)
    return [
        made[id(m)] if id(m) in made else known[key] for m, key in zip(messages, keys, strict=True)
    ]


def sizes_of(
    messages: Sequence[Message],
    count_texts: CountTexts,
    maker: Maker,
    framing: Framing = COOKBOOK,
) -> list[Size]:
    """Count messages, all texts in bulk, as their model is shown them."""
    held = [_texts(message, framing) for message in messages]
    distinct = list(dict.fromkeys(chain.from_iterable(held)))
    known = dict(zip(distinct, count_texts(distinct), strict=True)).__getitem__
    found = []
    for message, texts in zip(messages, held, strict=True):
        weights = tuple(_weights(message, maker, count_texts))
        tokens = framing.beside(message) + sum(map(known, texts))
        found.append(Size(tokens + sum(weight.tokens for weight in weights), weights))
    return found


def _weights(message: Message, maker: Maker, count_texts: CountTexts) -> Iterator[Weight]:
    """Yield what the blocks weigh that are no text."""
    for block in message.blocks:
        if block.part is not None:
            weight = weigh(block, maker, _single(count_texts))
            if weight is not None:
                yield weight


def _single(count_texts: CountTexts) -> Callable[[str], int]:
    """Return what counts one text."""
    return lambda text: count_texts([text])[0]


def _texts(message: Message, framing: Framing) -> list[str]:
    """Return the texts of a message that count: its role, its name, its blocks, tools' names."""
    texts = [str(message.raw.get("role") or message.role)]
    if framing.named(message):
        texts.append(str(message.raw["name"]))
    for block in message.blocks:
        if block.tool and (block.kind == "tool_call" or (framing.names and block.role == "tool")):
            texts.append(block.tool)
        text = _text(block)
        if text:
            texts.append(text)
    return texts


def _text(block: Block) -> str:
    """Return the text of a block, without the bytes that an unknown part may hold."""
    return readable(block.part) if block.kind == "other" and block.part else block.text
