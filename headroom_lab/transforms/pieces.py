"""Pieces of an original: what of it a shorter text leaves out, and how a piece is written in it."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from functools import reduce
from itertools import groupby, product

_WORD = re.compile(r"\w+")
_SPACES = re.compile(r"\s*")
_JSON = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)


def left_out(text: str, said: str) -> list[tuple[int, int]]:
    """Return start and stop of the pieces of a text whose words ``said`` leaves out.

    Each word of the text is then in ``said`` or in one piece. Words are looked for in order, in
    time that grows with the texts.
    """
    words = list(_WORD.finditer(text))
    kept = [False] * len(words)
    places: defaultdict[str, list[int]] = defaultdict(list)
    for number, match in enumerate(words):
        places[match[0]].append(number)
    after = 0
    for word in _WORD.findall(said):
        spots = places.get(word, [])
        at = bisect_left(spots, after)
        if at < len(spots):
            kept[spots[at]] = True
            after = spots[at] + 1
    runs = groupby(range(len(words)), key=kept.__getitem__)
    gaps = [list(run) for stays, run in runs if not stays]
    return [_around(text, words, gap[0], gap[-1]) for gap in gaps]


def _around(text: str, words: list[re.Match[str]], first: int, last: int) -> tuple[int, int]:
    """Return the piece from one word to another with what stands around it but blanks."""
    start = words[first - 1].end() if first else 0
    stop = words[last + 1].start() if last + 1 < len(words) else len(text)
    piece = text[start:stop]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())


Chain = tuple[Callable[[str], str], ...]  # ways of writing, the innermost first


def find_piece(original: str, text: str, start: int, first: Chain) -> tuple[int, int, Chain] | None:
    """Return where a text stands in an original, and how it is written there.

    It may stand inside JSON or a Python repr, and these inside others. ``first`` is tried first,
    from ``start`` on first. None where it stands nowhere.
    """
    tried: set[str] = set()
    for chain in (first, *_CHAINS):
        written = reduce(lambda said, write: write(said), chain, text)
        if written in tried:
            continue
        tried.add(written)
        for begin in dict.fromkeys((start, 0)):
            place = original.find(written, begin)
            if place >= 0:
                return place, place + len(written), chain
    return None


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _in_ascii(text: str) -> str:
    return json.dumps(text)[1:-1]


def _in_repr(text: str) -> str:
    return repr(text + '"')[1:-2]  # which makes repr choose single quotes


_CHAINS: tuple[Chain, ...] = tuple(
    chain for depth in range(4) for chain in product((_in_json, _in_ascii, _in_repr), repeat=depth)
)


def spaced(original: str, text: str) -> tuple[int, int] | None:
    """Return where JSON stands in an original but for white space between its tokens."""
    tokens = _JSON.findall(text)
    if not 0 < len(tokens) <= 400:
        return None
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
