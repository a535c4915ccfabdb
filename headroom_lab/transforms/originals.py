"""Originals of what was cut, by content hash: in this process, and in stores."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from headroom_lab.cache import ContentCache
from headroom_lab.errors import OriginalNotFoundError, StoreError

if TYPE_CHECKING:
    from headroom_lab.store import Store

HELD_CHARACTERS = 512_000_000
_held: ContentCache[str, str] = ContentCache(HELD_CHARACTERS)
_MARKED = re.compile(r"retrieve\W{1,6}([0-9a-f]{12})\b")
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


def held(hashes: Iterable[str]) -> dict[str, str]:
    """Return the originals that this process holds, by content hash."""
    return _held.get_many(hashes)


def named_in(messages: Any) -> list[str]:
    """Return the content hashes that the markers in a message list name."""
    return _MARKED.findall(repr(messages))


def retrieve(hash: str, store: Store | str | os.PathLike[str] | None = None) -> str:
    """Return the original text that a marker or a row of the loss ledger names.

    What comes from a store is an ``Original``, whose ``masked`` tells whether secrets in it are masked.

    Args:
        hash: its content hash, 12 hexadecimal digits.
        store: an open store or the URL of one, asked where this process doesn't hold the original; None asks
            every store that it has open (a client that optimizes keeps its originals in its store).

    Raises:
        OriginalNotFoundError: where it is nowhere (any more).
        StoreError: where the given store can't be read.

    Example::

        found = SmartCrusher().crush(list(range(1_000)))
        retrieve(found.original)
    """
    text = _held.get(hash)
    if text is not None:
        return text
    from headroom_lab.store import Store, open_store

    if store is None:
        return _anywhere(hash)
    if isinstance(store, Store):
        return store.original(hash)
    with open_store(store) as opened:
        return opened.original(hash)


def _anywhere(hash: str) -> str:
    """Return an original from a store that this process has open."""
    from headroom_lab.store import open_stores

    asked = []
    for store in open_stores():
        try:
            return store.original(hash)
        except OriginalNotFoundError:
            asked.append(store.name)
        except StoreError as error:
            asked.append(str(error))
    stores = f" or in its open stores ({'; '.join(asked)})" if asked else ""
    raise OriginalNotFoundError(
        f"no original {hash!r} is held in this process{stores}: give the store of its client, "
        f"retrieve({hash!r}, store='sqlite:///headroom.db'), or simulate its conversation again"
    )
