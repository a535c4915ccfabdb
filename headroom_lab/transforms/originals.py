"""Originals of what was cut, by content hash, for the life of the process."""

from __future__ import annotations

from hashlib import blake2b

from headroom_lab.cache import ContentCache
from headroom_lab.errors import OriginalNotFoundError

HELD_CHARACTERS = 512_000_000
_held: ContentCache[str, str] = ContentCache(HELD_CHARACTERS)
_names: ContentCache[str, str] = ContentCache(HELD_CHARACTERS)  # text -> its name, hashed once


def content_hash(text: str) -> str:
    """Return the 12 hexadecimal digits that name a text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def remember(text: str) -> str:
    """Hold a text and return its content hash."""
    name = _names.get(text)
    if name is None:
        name = content_hash(text)
        _names.put(text, name, len(text) + 64)
    if _held.get(name) is None:
        _held.put(name, text, len(text) + 64)
    return name


def retrieve(hash: str) -> str:
    """Return the original text that a marker or a row of the loss ledger names.

    Raises OriginalNotFoundError where this process doesn't hold it (any more).
    """
    text = _held.get(hash)
    if text is None:
        raise OriginalNotFoundError(
            f"no original {hash!r} is held in this process; simulate its conversation again"
        )
    return text
