"""Requests that stand in several files count once: which have been told of already."""

from __future__ import annotations

from collections.abc import Iterable, Set
from hashlib import blake2b
from typing import Any

WIDTH = 8  # bytes that tell one request from another


class Counted:
    """The requests that have been told of, by what their files call them.

    ``elsewhere`` are those that count in other files: ``shared`` grows by those of them that this
    reading has met, ``own`` by the others.
    """

    def __init__(self, elsewhere: Set[bytes] = frozenset()) -> None:
        self._elsewhere = elsewhere
        self.own: set[bytes] = set()
        self.shared: set[bytes] = set()

    def is_first(self, name: Any) -> bool:
        """Tell whether nothing has told of a request yet; now something has."""
        told = blake2b(repr(name).encode(), digest_size=WIDTH).digest()
        if told in self._elsewhere:
            self.shared.add(told)
            return False
        if told in self.own:
            return False
        self.own.add(told)
        return True


def packed(told: Iterable[bytes]) -> str:
    """Return requests as a text, the same for the same ones."""
    return b"".join(sorted(told)).hex()


def unpacked(text: str) -> list[bytes]:
    """Return the requests in a text; ValueError for what is none."""
    whole = bytes.fromhex(text)
    return [whole[at : at + WIDTH] for at in range(0, len(whole), WIDTH)]
