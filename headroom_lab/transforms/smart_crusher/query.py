"""Which items hold something that the query names exactly."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache

from headroom_lab.json_text.arrays import Array, scan
from headroom_lab.relevance.folding import folded

MAX_NAMED = 64  # of a longer query the first ones count
LONGEST = 200  # characters of a name

_QUOTED = re.compile(r"\"([^\"\n]{2,200})\"|`([^`\n]{2,200})`|“([^”\n]{2,200})”"
                     r"|(?<!\w)'([^'\n]{2,200})'(?!\w)")  # fmt: skip
_CHUNK = re.compile(r"[^\s\"`“”<>]+")
_NAMED = re.compile(
    r"""https?://[^\s<>"'`]+[\w/]          # a URL
    |[\w.+-]+@[\w-]+(?:\.[\w-]+)+          # a mail address
    |(?:[A-Za-z]:)?[\w.~@-]*(?:[/\\][\w.~@+-]+)+        # a path
    |(?<!\w)(?:\w(?:\+\+|\#)(?!\w)|\.[A-Z][A-Za-z]+)      # C++, C#, .NET
    |\w+(?:[.:_@#-]+\w+)+                  # a dotted, dashed or snake_case name, a time
    |_*\w*[a-z][A-Z]\w*|[A-Z][A-Z]+\b      # camelCase, an acronym
    |[^\W_]*\d[^\W_]*                      # whatever has a digit, a number
    """,
    re.VERBOSE,
)
_EDGES = ".,;:!?"


@lru_cache(maxsize=256)
def named(query: str) -> tuple[str, ...]:
    """Return the identifiers, numbers, paths and quoted strings of a query, folded and in lower
    case."""
    query = folded(query)
    quoted = [next(filter(None, groups)).strip() for groups in _QUOTED.findall(query)]
    chunks = [chunk for chunk in _CHUNK.findall(query) if len(chunk) <= LONGEST]
    names = [match.group().strip(_EDGES) for chunk in chunks for match in _NAMED.finditer(chunk)]
    found = dict.fromkeys(name.lower() for name in (*quoted, *names) if name)
    return tuple(found)[:MAX_NAMED]


def holders(texts: Sequence[str], names: Sequence[str]) -> dict[str, list[int]]:
    """Return for each name the items that hold it, as a whole and in any case."""
    if not names:
        return {}
    whole = folded("\0".join(texts)).lower()
    low = whole.split("\0")
    if len(low) != len(texts):
        low = [folded(text).lower() for text in texts]
    found = {}
    for name in names:
        if name in whole:
            rows = [i for i, text in enumerate(low) if name in text and _stands(text, name)]
            if rows:
                found[name] = rows
    return found


def _stands(text: str, name: str) -> bool:
    """Tell whether a name stands in a text where no letter or digit of another word touches it.

    A number must not be part of another one either: 42 does not stand in 3.42.
    """
    place = text.find(name)
    while place >= 0:
        end = place + len(name)
        before = _joined(name[0], text[place - 1 : place], text[place - 2 : place - 1])
        if not (before or _joined(name[-1], text[end : end + 1], text[end + 1 : end + 2])):
            return True
        place = text.find(name, place + 1)
    return False


def _joined(edge: str, beside: str, beyond: str) -> bool:
    """Tell whether a name's edge, what stands beside it and beyond that make one word."""
    if not edge.isalnum():
        return False
    return beside.isalnum() or (edge.isdigit() and beside in (".", ",") and beyond.isdigit())


def readable(array: Array) -> list[str]:
    """Return each item's text for looking things up: as written, its escapes resolved."""
    if array.text.find("\\", array.start, array.stop) < 0:
        return array.slices
    return [
        _unescaped(array.text, start) if "\\" in item else item
        for start, item in zip(array.starts, array.slices, strict=True)
    ]


def _unescaped(text: str, start: int) -> str:
    """Return an item's JSON with its strings as they read."""
    plain = json.dumps(scan(text, start)[0], ensure_ascii=False)
    return plain.replace("\\\\", "\\").replace('\\"', '"') if "\\" in plain else plain
