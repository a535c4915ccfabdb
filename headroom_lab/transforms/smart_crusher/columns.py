"""The items of an array as columns: a field's values over all items, and what kind they are."""

from __future__ import annotations

import marshal
import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import islice
from operator import le, lt
from typing import Any, Literal

from headroom_lab.relevance.terms import word_set

Kind = Literal["time", "identifier", "number", "category", "text", "other"]
MAX_DEPTH = 4  # levels of objects inside a record that become columns of their own
MAX_WIDTH = 32  # positions of equally long rows that become columns

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_ID_WORDS = word_set(
    """id ids uuid guid key hash sha digest checksum etag token session trace span request
    correlation pid uid gid seq sequence serial index idx offset cursor row line lineno no num nr
    number position rank ref"""
)
_TIME_WORDS = word_set(
    """time timestamp ts date datetime day created updated modified mtime ctime atime at epoch
    started ended finished expires since until"""
)
_ID = re.compile(
    r"[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-f]{8,}|[0-9A-F]{8,}|\d+"
    r"|[A-Za-z]{1,12}[-_:#]?\d[\dA-Za-z-]*"
).fullmatch
_TIME = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d\S*(?: \S{1,5})?)?|\d\d:\d\d(?::\d\d\S*)?"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}(?:,? \d\d?:\d\d\S*(?: [AP]M)?)?"
    r"|\w{3},? \w{2,3} \w{2,3} (?:\d{4} )?\d\d:\d\d:\d\d.*"
).fullmatch
_COUNTER_FROM = 6  # values; fewer rise or fall by chance
_EPOCHS = ((1e9, 2.2e9), (1e12, 2.2e12), (1e15, 2.2e15), (1e18, 2.2e18))


NONE = type(None)
NUMBERS = frozenset({int, float})
CONTAINERS = frozenset({dict, list})


class Column:
    """One field: its dotted name, the items that have it (ascending), their values and types."""

    def __init__(
        self,
        name: str,
        rows: Sequence[int],
        values: Sequence[Any],
        types: frozenset[type] | None = None,
    ) -> None:
        self.name = name
        self.rows = rows
        self.values = values
        self.types = frozenset(map(type, values)) if types is None else types

    @cached_property
    def comparable(self) -> Sequence[Hashable]:
        """The values, of objects and lists what they are made of: each can be counted."""
        if self.types.isdisjoint(CONTAINERS):
            return self.values
        return [marshal.dumps(v, 2) if type(v) in CONTAINERS else v for v in self.values]

    @cached_property
    def counts(self) -> Counter[Hashable]:
        """Each distinct value and how often it stands there."""
        return Counter(self.comparable)

    @cached_property
    def kind(self) -> Kind:
        """What the field's values are; nulls don't count."""
        return _kind(self)

    @property
    def filled(self) -> Sequence[Any]:
        """The values without nulls."""
        return [v for v in self.values if v is not None] if NONE in self.types else self.values

    @property
    def varies(self) -> bool:
        """Whether more than half of the values are different ones, nulls aside."""
        nulls = self.counts[None]
        return 2 * (len(self.counts) - (nulls > 0)) > len(self.values) - nulls


def columns_of(items: Sequence[Any], shapes: Sequence[Any]) -> list[Column]:
    """Return the fields of an array's items (``shapes`` is theirs), in order of appearance.

    Records give a column a field, objects in them further ones (``user.name``), equally long
    rows one a position; items that are no containers one column without a name.
    """
    return list(_columns("", range(len(items)), items, 0, shapes))


def shapes_of(items: Sequence[Any]) -> list[Any]:
    """Return what structure each item has: the keys of an object, else its type."""
    return [tuple(v) if type(v) is dict else type(v).__name__ for v in items]


@lru_cache(maxsize=4096)
def words_of(name: str) -> frozenset[str]:
    """Return the words of a name's last part in lower case; ``user.createdAt`` gives created, at."""
    return frozenset(word.lower() for word in _WORDS.findall(name.rpartition(".")[2]))


def _columns(
    name: str,
    rows: Sequence[int],
    values: Sequence[Any],
    depth: int,
    shapes: Sequence[Any] | None = None,
) -> Iterator[Column]:
    """Yield the columns that a field's values make, themselves or their members."""
    kinds = frozenset(map(type, values))
    if dict in kinds and depth < MAX_DEPTH:
        if kinds == {dict}:
            yield from _members(name, rows, values, depth, shapes or list(map(tuple, values)))
        else:
            yield from _split(name, rows, values, depth)
    elif kinds == {list} and depth == 0 and 0 < len(values[0]) <= MAX_WIDTH:
        if len(set(map(len, values))) == 1:
            for i, column in enumerate(zip(*values, strict=True)):
                yield from _columns(f"[{i}]", rows, column, depth + 1)
        else:
            yield Column(name, rows, values, kinds)
    else:
        yield Column(name, rows, values, kinds)


def _members(
    name: str,
    rows: Sequence[int],
    values: Sequence[dict[str, Any]],
    depth: int,
    shapes: Sequence[Any],
) -> Iterator[Column]:
    """Yield the columns of a field whose values all are objects."""
    prefix = f"{name}." if name else ""
    if len(set(shapes)) == 1:
        if values[0]:
            transposed = zip(*map(dict.values, values), strict=True)
            for key, column in zip(values[0], transposed, strict=True):
                yield from _columns(prefix + key, rows, column, depth + 1)
        return
    found: dict[str, tuple[list[int], list[Any]]] = {}
    for row, value in zip(rows, values, strict=True):
        for key, member in value.items():
            at, held = found.setdefault(key, ([], []))
            at.append(row)
            held.append(member)
    for key, (at, held) in found.items():
        yield from _columns(prefix + key, at, held, depth + 1)


def _split(name: str, rows: Sequence[int], values: Sequence[Any], depth: int) -> Iterator[Column]:
    """Yield the columns of a field of which some values are objects."""
    pairs = list(zip(rows, values, strict=True))
    plain = [(row, v) for row, v in pairs if type(v) is not dict]
    objects = [(row, v) for row, v in pairs if type(v) is dict]
    yield Column(name, [row for row, _ in plain], [v for _, v in plain])
    values = [v for _, v in objects]
    yield from _members(name, [row for row, _ in objects], values, depth, list(map(tuple, values)))


def _kind(column: Column) -> Kind:
    """Tell what a field's values are; nulls don't count."""
    name, types = column.name, column.types - {NONE}
    if types <= {bool}:
        return "category"
    values = column.filled
    if types == {str}:
        return _kind_of_texts(column, values)
    if types <= NUMBERS:
        return _kind_of_numbers(name, values, float not in types)
    numbers = [v for v in values if type(v) in NUMBERS]
    if 2 * len(numbers) <= len(values):
        return "other"
    return _kind_of_numbers(name, numbers, all(type(v) is int for v in numbers))


def _kind_of_numbers(name: str, values: Sequence[Any], whole: bool) -> Kind:
    """Tell a measure from an identifier, a counter and a time."""
    if len(values) < 2:
        return "number"
    words = words_of(name)
    first, last = values[0], values[-1]
    if words & _TIME_WORDS or first <= values[1] <= last:
        rising = all(map(le, values, islice(values, 1, None)))
        if (rising or words & _TIME_WORDS) and _epochs(values):
            return "time"
    counter = len(values) >= _COUNTER_FROM and _strictly(values)
    if whole and (counter or (words & _ID_WORDS and _distinct(values))):
        return "identifier"
    return "number"


def _epochs(values: Sequence[Any]) -> bool:
    """Tell whether numbers are times: seconds, milli-, micro- or nanoseconds since 1970."""
    low, high = min(values), max(values)
    return any(start <= low and high < stop for start, stop in _EPOCHS)


def _strictly(values: Sequence[Any]) -> bool:
    """Tell whether numbers only rise or only fall."""
    if values[0] < values[1]:
        return all(map(lt, values, islice(values, 1, None)))
    return values[0] > values[1] and all(map(lt, islice(values, 1, None), values))


def _distinct(values: Sequence[Any]) -> bool:
    """Tell whether more than half of the values are different ones."""
    return 2 * len(set(values)) > len(values)


def _kind_of_texts(column: Column, values: Sequence[str]) -> Kind:
    """Tell times, identifiers, free texts and categories apart, from a sample."""
    sample = values[:: max(1, len(values) // 8)]
    first = sample[0]
    if (first[:1].isdigit() or first[3:4] in (",", " ")) and all(map(_TIME, sample)):
        return "time"
    distinct = column.varies
    if distinct and len(values) > 1:
        named = words_of(column.name) & _ID_WORDS
        if (named and not any(" " in v for v in sample)) or all(map(_ID, sample)):
            return "identifier"
    if distinct or any(v.count(" ") >= 2 for v in sample):
        return "text"
    return "category"
