"""The order in which a pipeline's steps run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from headroom_lab.transforms.encodings.near_records import NearRecords
from headroom_lab.transforms.encodings.repetition import Repetition

_LAST = (Repetition, NearRecords)


def in_working_order(steps: Iterable[Any]) -> tuple[Any, ...]:
    """Return the steps as they run: those of pipelines among them singly, references last.

    What a step takes away can't be referred to any more, so references are made at the end.
    """
    single = list(_single(steps))
    return tuple(sorted(single, key=_rank))


def _rank(step: Any) -> int:
    """Return 0 for a step that refers to nothing; the others in the order they need."""
    if getattr(step, "refers", False):
        return len(_LAST) + 1
    return next((place for place, kind in enumerate(_LAST, 1) if isinstance(step, kind)), 0)


def _single(steps: Iterable[Any]) -> Iterator[Any]:
    """Yield the steps, those of a pipeline one by one."""
    for step in steps:
        inner = getattr(step, "transforms", None)
        if isinstance(inner, tuple) and getattr(step, "name", None) == "pipeline":
            yield from _single(inner)
        else:
            yield step
