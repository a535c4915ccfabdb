"""A JSON object as it is written: its fields' values, and the text around them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from headroom_lab.cache import ContentCache
from headroom_lab.json_text.arrays import members
from headroom_lab.json_text.nesting import loads

LONGEST = 100_000  # characters of an object that is looked into


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
        loads(text)
    except ValueError:
        return None
    found = [(key, start, stop) for key, start, stop, _ in members(text, 0)]
    keys = tuple(key for key, _, _ in found)
    if not keys or len(set(keys)) < len(keys):
        return None
    edges = [0, *(edge for _, start, stop in found for edge in (start, stop)), len(text)]
    pieces = [text[a:b] for a, b in itertools.pairwise(edges)]
    return Fields(keys, tuple(pieces[1::2]), tuple(pieces[::2]))
