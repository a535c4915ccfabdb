"""A number for each message, the same for the same content: what stands as it stood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from headroom_lab.messages.parts import plain


def prints(messages: Iterable[Any]) -> list[int]:
    """Return the print of each message; within one process the same for equal ones."""
    return [print_of(message) for message in messages]


def print_of(message: Any) -> int:
    """Return the print of one message; one that is nested without end is like no other."""
    try:
        return _print(plain(message))
    except RecursionError:
        return id(message)


def same_beginning(one: Sequence[int], other: Sequence[int]) -> int:
    """Return how many leading prints two lists have in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _print(value: Any) -> int:
    """Return a hash of plain data; texts keep theirs, so that what was hashed before is cheap."""
    if isinstance(value, str):
        return hash(value)
    if isinstance(value, Mapping):
        return hash(("{", *((key, _print(item)) for key, item in value.items())))
    if isinstance(value, (list, tuple)):
        return hash(("[", *map(_print, value)))
    return hash((type(value).__name__, repr(value)))
