"""Pieces of an original: what of it a shorter text leaves out, and how a piece is written in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from itertools import count

_WORD = re.compile(r"\w+")
_GONE = re.compile(rb"\0+")
_SPACES = re.compile(r"\s*")
_JSON = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)


def left_out(text: str, said: str) -> list[tuple[int, int]]:
    """Return start and stop of the pieces of a text whose words ``said`` leaves out.

    Each word of the text is then in ``said`` or in one piece. Words are looked for in order, in
    time that grows with the texts.
    """
    spans = [match.span() for match in _WORD.finditer(text)]
    words = [text[start:stop] for start, stop in spans]
    last = dict(zip(words, count()))
    kept = bytearray(len(words))
    after = 0
    for word in _WORD.findall(said):
        if last.get(word, -1) >= after:
            at = words.index(word, after)
            kept[at] = 1
            after = at + 1
    gaps = [match.span() for match in _GONE.finditer(kept)]
    return [_around(text, spans, first, stop) for first, stop in gaps]


def _around(text: str, spans: list[tuple[int, int]], first: int, end: int) -> tuple[int, int]:
    """Return the piece of words ``first`` to before ``end`` with what stands around it but blanks."""
    start = spans[first - 1][1] if first else 0
    stop = spans[end][0] if end < len(spans) else len(text)
    piece = text[start:stop]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())


Chain = tuple[Callable[[str], str], ...]  # ways of writing, the innermost first
_DEEPEST = 3


def find_piece(original: str, text: str, start: int, first: Chain) -> tuple[int, int, Chain] | None:
    """Return where a text stands in an original, and how it is written there.

    It may stand inside JSON or a Python repr, and these inside others. ``first`` is tried first,
    from ``start`` on first. None where it stands nowhere.
    """
    for chain, written in _writings(original, text, first):
        for begin in dict.fromkeys((start, 0)):
            place = original.find(written, begin)
            if place >= 0:
                return place, place + len(written), chain
    return None


def _writings(original: str, text: str, first: Chain) -> Iterator[tuple[Chain, str]]:
    """Yield the ways in which a text may be written in an original, ``first`` first.

    Each spelling comes once. None goes on from one with more backslashes in a row than the
    original has: writing it once more only doubles them.
    """
    yield first, reduce(lambda said, write: write(said), first, text)
    rows = ("\\" * 2**power for power in range(_DEEPEST))
    most = next((row for row in rows if row not in original), None)
    tried: set[str] = {text}
    level: list[tuple[Chain, str]] = [((), text)]
    for depth in range(_DEEPEST + 1):
        yield from level
        fit = [pair for pair in level if most is None or most not in pair[1]]
        level = list(_written_on(fit, tried)) if depth < _DEEPEST else []


def _written_on(level: Iterable[tuple[Chain, str]], tried: set[str]) -> Iterator[tuple[Chain, str]]:
    """Yield spellings written once more in each way, those that weren't there before."""
    for chain, said in level:
        for write in (_in_json, _in_ascii, _in_repr):
            written = write(said)
            if written not in tried:
                tried.add(written)
                yield (*chain, write), written


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _in_ascii(text: str) -> str:
    return json.dumps(text)[1:-1]


def _in_repr(text: str) -> str:
    return repr(text + '"')[1:-2]  # which makes repr choose single quotes


def spaced(original: str, text: str) -> tuple[int, int] | None:
    """Return where JSON stands in an original but for white space between its tokens."""
    tokens = _JSON.findall(text)
    if not 0 < len(tokens) <= 400:
        return None
    longest = max(range(len(tokens)), key=lambda number: len(tokens[number]))
    if _first_spelled(original, tokens[longest:]) is None:  # there are few places to look at
        return None
    return _first_spelled(original, tokens)


def _first_spelled(original: str, tokens: list[str]) -> tuple[int, int] | None:
    """Return the first place where tokens stand one after another, None where they don't."""
    start = original.find(tokens[0])
    while start >= 0:
        stop = _spelled(original, start, tokens)
        if stop is not None:
            return start, stop
        start = original.find(tokens[0], start + 1)
    return None


def _spelled(original: str, place: int, tokens: list[str]) -> int | None:
    """Return where tokens end that stand one after another from a place on, None for another."""
    for token in tokens:
        if not original.startswith(token, place):
            spaces = _SPACES.match(original, place)
            place = spaces.end() if spaces else place
            if not original.startswith(token, place):
                return None
        place += len(token)
    return place
