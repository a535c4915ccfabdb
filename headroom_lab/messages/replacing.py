"""Another part in the place of a part of a message, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import repeat
from operator import is_
from typing import Any

from headroom_lab.messages.conversation import Message

Part = Mapping[str, Any]
Places = Mapping[
    int, Iterator[Part]
]  # id of a part of a message -> what stands in its place, in turn

# Lists in which every vendor takes a text beside an image. A screenshot of OpenAI's computer use
# stands in none.
_WITH_TEXTS = frozenset({"content", "output"})


def beside_texts(message: Message) -> frozenset[int]:
    """Return the ids of a message's parts in whose place a text may stand."""
    return frozenset(id(part) for part in _listed(message.raw, ""))


def with_parts(message: Message, parts: Mapping[int, Part]) -> Message:
    """Return a message with other parts, each of the same kind; the same one where none is its own."""
    raw = _replaced(message.raw, {key: repeat(part) for key, part in parts.items()})
    if raw is message.raw:
        return message
    blocks = tuple(
        block._replace(part=parts.get(id(block.part), block.part)) for block in message.blocks
    )
    return Message(message.index, message.role, raw, raw, blocks)


def replaced(message: Message, parts: Mapping[int, Iterable[Part]]) -> Mapping[str, Any]:
    """Return a message's plain data with other parts, of whatever kind.

    Of a part that stands in it several times as many go as there are others for it, the first ones.
    """
    raw: Mapping[str, Any] = _replaced(message.raw, {key: iter(new) for key, new in parts.items()})
    return raw


def _replaced(value: Any, parts: Places) -> Any:
    """Return plain data with other parts; what holds none is returned itself."""
    if id(value) in parts:
        return next(parts[id(value)], value)
    if isinstance(value, list):
        items = [_replaced(item, parts) for item in value]
        return value if all(map(is_, items, value)) else items
    if isinstance(value, Mapping):
        fields = {key: _replaced(item, parts) for key, item in value.items()}
        return value if all(fields[key] is value[key] for key in fields) else fields
    return value


def _listed(value: Any, field: str) -> Iterator[Any]:
    """Yield what stands in lists that take texts."""
    if isinstance(value, list):
        for item in value:
            if field in _WITH_TEXTS:
                yield item
            yield from _listed(item, "")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _listed(item, key)
