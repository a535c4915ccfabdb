"""Which parts of a JSON text are worth a name: those that stand there more than once."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from headroom_lab.json_text.spans import repeatable
from headroom_lab.transforms.encodings.shared_beginnings import beginnings

LEAST = 12  # characters of a part worth looking at
NAME, DEFINITION, HEAD = 3, 4, 12  # tokens of a reference, of a name's definition, of the head
_PIECE = re.compile(r"[^\W\d_]{1,7}|\d{1,3}|[^\w\s]{1,3}|_|\s+")  # about a token

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text that stands at several places, none of them inside another part's
    second place or later. The definition is taken from the first.

    A place of a string may end before its last quote: then it is the string's beginning.
    """

    places: tuple[Span, ...]


def parts(text: str) -> list[Part]:
    """Return the parts worth a name, each behind those that stand in it.

    The longest are chosen first: what stands only in one of them counts once, as that does.
    Then beginnings of strings are.
    """
    named: dict[Span, Part] = {}  # by the place of the definition
    gone = bytearray(len(text))  # what stands in a second place of a part that was chosen
    gain = -HEAD
    for places in _repeated(text):
        there = tuple(span for span in places if not gone[span[0]])
        start, stop = there[0] if there else (0, 0)
        saved = _saved(text[start:stop], len(there))
        if saved > 0:
            gain += saved
            named[there[0]] = Part(there)
            for start, stop in there[1:]:
                gone[start:stop] = b"\1" * (stop - start)
    for spans, saved in beginnings(text, gone, _saved):
        gain += saved
        known = named.get(spans[0], Part(spans[:1]))
        named[spans[0]] = Part((*known.places, *spans[1:]))
    if gain <= 0:
        return []
    return sorted(_worth(text, named), key=lambda part: _order(text, part))


def _worth(text: str, named: dict[Span, Part]) -> list[Part]:
    """Return the parts without strings that their own beginning's name makes short enough."""
    strings = [span for span in named if text[span[0]] == '"']
    ends: dict[int, dict[int, Span]] = defaultdict(dict)  # by where a string starts: its parts
    for first in strings:
        for start, stop in named[first].places:
            ends[start][stop] = first
    for first in sorted(strings, key=lambda span: span[0] - span[1]):
        start, stop = first
        inner = max((end for end in ends[start] if end < stop), default=None)
        places = named[first].places
        if inner is None or _saved(text[inner - 2 : stop], len(places)) > 0:
            continue
        begins, size = ends[start][inner], inner - start
        shorter = tuple((place, place + size) for place, _ in places[1:])
        named[begins] = Part((*named[begins].places, *shorter))
        for place, end in shorter:
            ends[place][end] = begins
        for place, end in places:
            del ends[place][end]
        del named[first]
    return list(named.values())


def _order(text: str, part: Part) -> tuple[bool, int]:
    """Return where a part stands among the definitions: strings first, the shorter before."""
    start, stop = part.places[0]
    if text[start] == '"':
        return False, stop - start - (text[stop - 1] == '"')
    return True, stop


def _repeated(text: str) -> list[list[Span]]:
    """Return where each part stands that stands there twice or more, the longest first."""
    found: dict[str, list[Span]] = defaultdict(list)
    for span in repeatable(text, LEAST):
        found[text[span[0] : span[1]]].append(span)
    twice = [sorted(places) for places in found.values() if len(places) > 1]
    return sorted(twice, key=lambda places: (places[0][0] - places[0][1], places))


def _saved(part: str, times: int) -> int:
    """Return how many tokens naming a part saves, about."""
    if times < 2:
        return 0
    size = len(_PIECE.findall(part))
    return (times - 1) * size - times * NAME - DEFINITION
