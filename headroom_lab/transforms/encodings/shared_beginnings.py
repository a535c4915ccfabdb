"""Long strings of a JSON text that begin alike, as the addresses of one resource do."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from headroom_lab.json_text.spans import strings

LEAST = 17  # characters of a beginning, its quote included
LONGEST = 400  # characters of a string that is looked into
MOST_CUTS = 12  # places in a string where a beginning may end
FEWEST = 6  # slashes in a text that is worth looking at
_CUTS = re.compile(r"(?<=[^/:?#{])[/?#{:]")  # a name with what follows then never reads as another

Span = tuple[int, int]


def beginnings(
    text: str, gone: bytearray, saved: Callable[[str, int], int]
) -> Iterator[tuple[tuple[Span, ...], int]]:
    """Yield the places of each beginning worth a name, and what it saves; the longest first.

    Strings in what is ``gone`` aren't counted. The first place is the one that the definition
    is taken from. Where a string is nothing but the beginning, its place holds both quotes.
    """
    closed: set[int] = set()  # strings that refer to a longer beginning
    for beginning, spans in _by_length(text, gone):
        open_ones = (span for span in spans if span[0] not in closed)
        there = sorted(open_ones, key=lambda span: span[1] - span[0])  # itself before all others
        gain = saved(beginning, len(there))
        if gain > 0:
            size = len(beginning)
            yield tuple((a, b if b - a == size + 1 else a + size) for a, b in there), gain
            closed.update(start for start, _ in there[1:])


def _by_length(text: str, gone: bytearray) -> list[tuple[str, list[Span]]]:
    """Return the beginnings of two strings or more, with where these stand, the longest first."""
    if text.count("/") < FEWEST:
        return []
    found: dict[str, list[Span]] = defaultdict(list)
    for start, stop in strings(text, LEAST + 1):
        if not gone[start] and stop - start <= LONGEST:
            for beginning in _of_one(text[start : stop - 1]):
                found[beginning].append((start, stop))
    twice = [pair for pair in found.items() if len(pair[1]) > 1]
    return sorted(twice, key=lambda pair: (-len(pair[0]), pair[1]))


def _of_one(string: str) -> Iterator[str]:
    """Yield the beginnings of a string, its own quote included; all of it as the last."""
    if "/" in string and "\\" not in string:
        for match in list(_CUTS.finditer(string, LEAST))[:MOST_CUTS]:
            yield string[: match.start()]
        yield string
