"""One text, masked: where the rules find a secret, its length stands instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from headroom_lab.cache import ContentCache
from headroom_lab.redact.assignments import assignment_spans
from headroom_lab.redact.columns import column_spans
from headroom_lab.redact.commands import command_spans
from headroom_lab.redact.documents import document_spans
from headroom_lab.redact.headers import header_spans
from headroom_lab.redact.tokens import token_spans
from headroom_lab.redact.urls import url_spans
from headroom_lab.redact.values import MASK

_SHORT = 6  # characters: less than this holds no name with a secret
_CACHED_FROM = 200
_CACHE: ContentCache[str, str] = ContentCache(limit=8_000_000)


def redact(text: str) -> str:
    """Return ``text`` with keys, tokens, passwords and headers that authorize masked.

    A masked secret reads ``•••`` with its length in characters, so that two of them can be told
    apart; its name and all other text stay. Masking twice changes nothing more.

    >>> redact("DB_PASS=hunter2hunter2")
    'DB_PASS=•••(14)'
    """
    if len(text) < _SHORT:
        return text
    if len(text) < _CACHED_FROM:
        return _redacted_short(text)
    known = _CACHE.get(text)
    if known is None:
        known = _redacted(text)
        _CACHE.put(text, known, len(text) + len(known))
    return known


@lru_cache(maxsize=8192)
def _redacted_short(text: str) -> str:
    """Return a short text masked: cells of tables come again and again."""
    return _redacted(text)


def _redacted(text: str) -> str:
    """Return the text masked until nothing more is found: a mask may bare what it hid."""
    masked = _masked(text)
    while masked != text:
        text, masked = masked, _masked(masked)
    return masked


def _masked(text: str) -> str:
    """Return the text with what the rules find in it masked."""
    pieces: list[str] = []
    done = 0
    for start, stop in _apart(secret_spans(text)):
        pieces += (text[done:start], f"{MASK}({stop - start})")
        done = stop
    return "".join((*pieces, text[done:])) if pieces else text


def secret_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each secret in a text, in no order; they may overlap."""
    # Only this capital grows by a character in lower case.
    lowered = text.replace("\u0130", "i").lower()
    yield from token_spans(text)
    yield from document_spans(text, lowered)
    yield from header_spans(text, lowered)
    yield from url_spans(text)
    yield from command_spans(text, lowered)
    yield from column_spans(text, lowered)
    yield from assignment_spans(text, lowered)


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that overlap joined, empty ones left out."""
    apart: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if stop <= start:
            continue
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(stop, apart[-1][1]))
        else:
            apart.append((start, stop))
    return apart
