"""A number or a digest for each message, the same for the same content: what stands as it stood."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from headroom_lab.messages.parts import plain

_NO_REFERENCES = 2  # of marshal's formats: the bytes depend on the content alone
_SIZE = 16  # bytes of a digest


def digest_of(message: Any) -> bytes | None:
    """Return a digest of a message that is plain data; None for any other.

    No two contents have the same, the order of their fields and what kind a number is told apart.
    """
    if type(message) is not dict:
        return None
    try:
        return blake2b(marshal.dumps(message, _NO_REFERENCES), digest_size=_SIZE).digest()
    except ValueError:  # it holds an object, or nests without end
        return None


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
