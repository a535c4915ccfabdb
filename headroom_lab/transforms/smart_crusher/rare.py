"""What hardly any item has: a value of a category, a type of value, a structure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Any

from headroom_lab.transforms.smart_crusher.columns import NUMBERS, Column

_NUMBER = "number"
SHARE = 50  # a value is rare in at most one item of so many (but always in one)
VARIETY = 5  # so many items a distinct value, or the field is no category
CODES = 12  # so many distinct numbers may be codes for something; more are a measure
BELOW = 4  # a rare value is so many times rarer than the field's values are on the average


def rare_rows(column: Column) -> list[int]:
    """Return the items that hold a rare value of a field, ascending."""
    rows = column.rows
    if len(column.types) > 1 and column.types != NUMBERS:
        types = [_NUMBER if type(v) in NUMBERS else type(v).__name__ for v in column.values]
        if odd := _rare(rows, types):
            return odd
    if column.kind not in ("category", "number"):
        return []
    if column.kind == "number" and len(column.counts) > CODES:
        return []
    return _rare(rows, column.comparable, column.counts)


def rare_shapes(shapes: Sequence[Any]) -> list[int]:
    """Return the items of a rare structure: a rare set of keys, or a rare type."""
    sets = {shape: frozenset(shape) if type(shape) is tuple else shape for shape in set(shapes)}
    return _rare(range(len(shapes)), [sets[shape] for shape in shapes]) if len(sets) > 1 else []


def _rare(
    rows: Sequence[int], values: Sequence[Hashable], counts: Counter[Any] | None = None
) -> list[int]:
    """Return the rows whose value is rare among ``values``, whose ``counts`` may be known."""
    counts = Counter(values) if counts is None else counts
    size = len(values)
    if len(counts) < 2 or VARIETY * len(counts) > max(size, 2 * VARIETY):
        return []
    limit = min(max(1, size // SHARE), size / len(counts) / BELOW)
    odd = {value for value, count in counts.items() if count <= limit}
    return [row for row, value in zip(rows, values, strict=True) if value in odd] if odd else []
