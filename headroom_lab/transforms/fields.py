"""A JSON object as it is written: its fields' values, and the text around them."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from headroom_lab.cache import ContentCache

LONGEST = 100_000  # characters of an object that is looked into
_BLANKS = re.compile(r"[ \t\n\r]*+")
_decode = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True)
class Fields:
    """The keys and values of an object, and what stands before, between and after the values."""

    keys: tuple[str, ...]
    values: tuple[str, ...]
    around: tuple[str, ...]

    def written(self) -> str:
        """Return the object's text."""
        parts = [part for pair in zip(self.around, self.values, strict=False) for part in pair]
        return "".join([*parts, self.around[-1]])


_fields: ContentCache[str, tuple[Fields | None]] = ContentCache(8_000_000)


def fields_of(text: str) -> Fields | None:
    """Return the fields of a text that is one JSON object and nothing else; else None."""
    if text[:1] != "{" or text[-1:] != "}" or len(text) > LONGEST:
        return None
    found = _fields.get(text)
    if found is None:
        found = (_read(text),)
        _fields.put(text, found, 2 * len(text) + 64)
    return found[0]


def _read(text: str) -> Fields | None:
    """Return the fields of an object; None where it is broken or has a key twice."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    found = list(_members(text))
    keys = tuple(key for key, _, _ in found)
    if not keys or len(set(keys)) < len(keys):
        return None
    edges = [0, *(edge for _, start, stop in found for edge in (start, stop)), len(text)]
    pieces = [text[a:b] for a, b in itertools.pairwise(edges)]
    return Fields(keys, tuple(pieces[1::2]), tuple(pieces[::2]))


def _members(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield key, start and stop of each value of an object that is known to be JSON."""
    place = _after_blanks(text, 1)
    while text[place] != "}":
        key, stop = _decode(text, place)
        start = _after_blanks(text, _after_blanks(text, stop) + 1)
        _, stop = _decode(text, start)
        yield key, start, stop
        place = _after_blanks(text, stop)
        if text[place] == ",":
            place = _after_blanks(text, place + 1)


def _after_blanks(text: str, place: int) -> int:
    """Return where the white space from a place on ends."""
    match = _BLANKS.match(text, place)
    return match.end() if match else place
