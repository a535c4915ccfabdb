"""Items that are the same, and items that are the same but for what tells nothing.

Near-identical are records of one structure whose fields agree, where identifiers, counters and
times don't count, fractions agree to three digits, and texts of four and more words agree in
the words that hold no digit. That holds only where something is left to agree in: one field
that is no fraction, two where identifiers were left out. Whole numbers must agree exactly.
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from headroom_lab.transforms.smart_crusher.columns import CONTAINERS, NONE, Column

ABSENT = object()
MAX_FIELDS = 256  # of an array with more only what is written the same counts as alike
WORDS = 4  # from which a text is a sentence whose numbers are details
_ORDER = ("number", "category", "other", "text")  # the cheapest to compare first
_WHOLE = frozenset({int, NONE})
_DIGIT_WORD = re.compile(r"\b[^\W\d]*\d\w*(?:[.:,\-][^\W\d]*\d\w*)*")


def identical(slices: Sequence[str]) -> list[int]:
    """Return for each item the first one written exactly like it; itself where it is that one."""
    first: dict[str, int] = {}
    return [first.setdefault(text, i) for i, text in enumerate(slices)]


def near_identical(columns: Sequence[Column], shapes: Sequence[Any], like: list[int]) -> list[int]:
    """Return for each item the first one near-identical to it, itself where it is that one.

    ``like`` is what ``identical`` returned: what is the same counts as near.
    """
    if len(columns) > MAX_FIELDS or not _comparable(columns):
        return like
    size = len(shapes)
    coarse = [c.values for c in columns if len(c.rows) == size and _is_exact(c)]
    fine = [c for c in columns if c.kind in _ORDER and not (len(c.rows) == size and _is_exact(c))]
    if any(_all_differ(c, size) for c in fine):
        return like
    groups = _split(range(size), list(zip(shapes, *coarse, strict=True)))
    for column in sorted(fine, key=lambda c: _ORDER.index(c.kind)):
        if not groups:
            return like
        cells = dict(zip(column.rows, column.values, strict=True))
        groups = [
            part
            for group in groups
            for part in _split(group, [near(cells.get(row, ABSENT)) for row in group])
        ]
    near_to = list(like)
    for group in groups:
        for row in group:
            near_to[row] = min(near_to[row], group[0])
    return near_to


def near(value: Any) -> Hashable:
    """Return what of a value must agree for two items to be near-identical; hashable."""
    kind = type(value)
    if kind is str:
        return masked(value) if value.count(" ") >= WORDS - 1 else value
    if kind is float:
        return f"{value:.3g}", kind
    if kind in CONTAINERS:
        return marshal.dumps(value, 2)
    return value, kind


def masked(text: str) -> str:
    """Return a text without the words that hold digits."""
    return _DIGIT_WORD.sub("#", text)


def _all_differ(column: Column, size: int) -> bool:
    """Tell whether a field of all items holds texts that all differ and are no sentences."""
    if column.kind != "text" or column.types != {str} or len(set(column.values)) < size:
        return False
    return all(v.count(" ") < WORDS - 1 for v in column.values)


def _is_exact(column: Column) -> bool:
    """Tell whether a field's values can be compared as they are."""
    return column.kind == "category" or (column.kind == "number" and column.types <= _WHOLE)


def _comparable(columns: Sequence[Column]) -> bool:
    """Tell whether enough is left to agree in."""
    telling = sum(_tells(column) for column in columns)
    return telling >= (2 if any(c.kind == "identifier" for c in columns) else 1)


def _tells(column: Column) -> bool:
    """Tell whether a field can show that two items are the same thing."""
    if column.kind in ("time", "identifier"):
        return False
    if column.kind == "number":
        return bool(column.name) and int in column.types
    if not column.name:  # an array of texts: only a text's words can show it
        return column.kind == "text"
    return any(v is not None and v != "" for v in column.values)


def _split(rows: Iterable[int], keys: Sequence[Any]) -> list[list[int]]:
    """Group rows by their keys; rows alone are left out."""
    if len(set(keys)) == len(keys):
        return []
    groups: dict[Any, list[int]] = {}
    for row, key in zip(rows, keys, strict=True):
        groups.setdefault(key, []).append(row)
    return [group for group in groups.values() if len(group) > 1]
