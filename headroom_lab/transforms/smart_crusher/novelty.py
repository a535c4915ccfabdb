"""Which items show most of what an array holds: each time the one that adds most."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from heapq import heapify, heappop, heapreplace
from itertools import chain, count
from typing import Any

from headroom_lab.transforms.smart_crusher.alike import near
from headroom_lab.transforms.smart_crusher.columns import Column
from headroom_lab.transforms.smart_crusher.measures import Measure

_WORD = re.compile(r"[^\W\d_]{2,}")


def features_of(
    columns: Sequence[Column], shapes: Sequence[Any], measures: Sequence[Measure]
) -> list[tuple[int, ...]]:
    """Return for each item what it shows, as numbers: its structure, and of each field about
    what it holds.

    Identifiers and times show nothing; numbers show how far they lie from the mean.
    """
    codes = count()
    shown = [_coded(shapes, codes)]
    sparse = []
    for rows, values in _telling(columns, measures):
        if len(rows) == len(shapes):
            shown.append(_coded(values, codes))
        else:
            sparse.append(zip(rows, _coded(values, codes), strict=True))
    features = list(zip(*shown, strict=True))
    for row, code in chain.from_iterable(sparse):
        features[row] += (code,)
    words: defaultdict[str, int] = defaultdict(codes.__next__)
    for column in columns:
        if not column.name and column.kind == "text":  # an array of texts: all that it has
            for row, text in zip(column.rows, column.values, strict=True):
                features[row] += tuple([words[word] for word in _WORD.findall(text or "")])
    return features


def _telling(
    columns: Sequence[Column], measures: Sequence[Measure]
) -> Iterator[tuple[Sequence[int], Sequence[Any]]]:
    """Yield of each field that shows something the items that have it, and what they show."""
    for measure in measures:
        yield measure.rows, measure.steps()
    for column in columns:
        if column.kind == "category":
            yield column.rows, column.values
        elif column.kind in ("text", "other"):
            yield column.rows, list(map(rough, column.values))


def rough(value: Any) -> Hashable:
    """Return what a text or list shows: of a path its folder, of a text its first two words."""
    if type(value) is str:
        first, _, rest = value.partition(" ")
        return first.rpartition("/")[0] or first, rest.partition(" ")[0]
    return near(value)


def _coded(values: Sequence[Any], codes: count[int]) -> list[int]:
    """Return a number for each value, equal for equal values."""
    numbers = dict(zip(dict.fromkeys(values), codes))  # noqa: B905
    return list(map(numbers.__getitem__, values))


def most_different(
    features: Sequence[tuple[int, ...]],
    kept: Iterable[int],
    candidates: Collection[int],
    number: int,
) -> list[int]:
    """Return ``number`` candidates, each chosen for what it shows beyond those chosen before.

    Of equals those are taken that spread over the array. What an item adds can only shrink
    while others are chosen, so it is looked at again only when it comes up.
    """
    shown: set[int] = set().union(*(features[i] for i in kept))
    ranks = _spread_ranks(len(features))
    known = shown.intersection
    heap = [(len(known(features[i])) - len(features[i]), ranks[i], i) for i in candidates]
    heapify(heap)
    chosen: list[int] = []
    while heap and len(chosen) < number:
        gain, rank, item = heap[0]
        fresh = len(known(features[item])) - len(features[item]) if gain else 0
        if fresh == gain:
            heappop(heap)
            chosen.append(item)
            shown.update(features[item])
        else:
            heapreplace(heap, (fresh, rank, item))
    return chosen


@lru_cache(maxsize=32)
def _spread_ranks(size: int) -> list[int]:
    """Return for each place its rank in an order that is spread out from the first on.

    That is the place's binary digits read backwards: 0, half, a quarter, three quarters, …
    """
    digits = max(1, (size - 1).bit_length())
    return [int(f"{place:0{digits}b}"[::-1], 2) for place in range(size)]
