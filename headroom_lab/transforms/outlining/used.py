"""What later messages already used of a tool output: it stays where it stands."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

from headroom_lab.cache import ContentCache
from headroom_lab.messages import Block, Message
from headroom_lab.messages.values import leaf_kinds, parsed
from headroom_lab.transforms.outlining.facts import said

MOST_LINES = 2  # lines that hold a value; one that stands in more tells of none
MOST_SHARE = 0.5  # of the records of a list; values that stand in more tell of none

_asked: ContentCache[str, dict[str, str]] = ContentCache(8_000_000)


class Uses:
    """The values that assistant messages hold, the last said first, each with its last message."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self._last: dict[str, int] = {}
        for message in reversed(messages):
            if message.role == "assistant":
                for block in message.blocks:
                    for value in _values(block):
                        self._last.setdefault(value, message.index)

    def of(self, block: Block) -> frozenset[str]:
        """Return the values of a tool output that messages behind it use."""
        text, found = block.text, set[str]()
        for value, last in self._last.items():
            if last <= block.message:
                break
            if value in text:
                found.add(value)
        return frozenset(found)


def used_lines(text: str, used: frozenset[str], known: Container[str]) -> set[int]:
    """Return the numbers of the lines that hold a used value which no message before held."""
    found: set[int] = set()
    for value in used:
        holding = _holding(text, value)
        if len(holding) <= MOST_LINES and value not in known:
            found.update(holding)
    return found


def _holding(text: str, value: str) -> list[int]:
    """Return the numbers of the first lines that hold a value, of no more than tell of none."""
    found: list[int] = []
    number = seen = 0  # the line of what was looked at
    place = text.find(value)
    while place >= 0 and len(found) <= MOST_LINES:
        number += text.count("\n", seen, place)
        found.append(number)
        seen = text.find("\n", place)
        place = text.find(value, seen) if seen >= 0 else -1
    return found


def used_records(items: list[Any], used: frozenset[str]) -> set[int]:
    """Return the numbers of the records of a list that have a used value in a field.

    None where they are more than a value can tell of.
    """
    if not used or len(items) <= MOST_LINES:
        return set()
    found = {
        number
        for number, item in enumerate(items)
        if type(item) is dict and any(type(v) is str and v in used for v in item.values())
    }
    return found if len(found) <= len(items) * MOST_SHARE else set()


def _values(block: Block) -> dict[str, str]:
    """Return the values that a block of an assistant message holds."""
    if block.kind != "tool_call":
        return said(block.text)
    values = _asked.get(block.text)
    if values is None:
        values = leaf_kinds(parsed(block.text))
        _asked.put(block.text, values, len(block.text) + 64)
    return values
