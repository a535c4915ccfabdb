"""The order in which a pipeline's steps run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from headroom_lab.transforms.encodings.near_records import NearRecords
from headroom_lab.transforms.encodings.repetition import Repetition
from headroom_lab.transforms.encodings.word_for_word import Encoding, WordForWord

_LAST = (Repetition, NearRecords)


def in_working_order(steps: Iterable[Any]) -> tuple[Any, ...]:
    """Return the steps as they run: those of pipelines among them singly, references last.

    What protects comes before all others. Then cuts that wait for their moment, so that they see
    what came. What a step takes away
    can't be referred to any more, so references are made at the end, and in one place: where one
    is made at entry, all are.
    """
    single = sorted(_single(steps), key=_rank)
    last = [step for step in single if is_reference(step)]
    entry = next((step for step in last if hasattr(step, "joined")), None)
    if entry is None or len(last) == 1:
        return tuple(single)
    return (*single[: -len(last)], entry.joined(last))


def is_reference(step: Any) -> bool:
    """Tell whether a step may refer from one message to another."""
    return _place_at_end(step) > 0 or bool(getattr(step, "refers", False))


def with_word_for_word(steps: Iterable[Any]) -> tuple[Any, ...]:
    """Return steps in their order, with WordForWord where one of them makes notes.

    It runs once, on what came, behind what protects: after a step that makes notes it would take
    them for words that came.
    """
    given = tuple(steps)
    if not any(Encoding in type(step).__mro__ for step in each_step(given)):
        return given
    first = sum(getattr(step, "protects", False) for step in given)
    return (*given[:first], WordForWord(), *given[first:])


def each_step(steps: Iterable[Any]) -> Iterator[Any]:
    """Yield each step, and those inside of it: of a moment, and of what protects."""
    for step in steps:
        yield step
        yield from each_step(getattr(getattr(step, "policy", None), "pipeline", ()))


def _rank(step: Any) -> int:
    """Return the place of a step among others: 0 where it has to be neither first nor last."""
    if getattr(step, "protects", False):
        return -2
    if getattr(step, "waits", False):
        return -1
    if getattr(step, "refers", False):
        return len(_LAST) + 1
    return _place_at_end(step)


def _place_at_end(step: Any) -> int:
    """Return the place, from 1, of a step among those that run last; 0 for any other."""
    kinds = type(step).__mro__  # isinstance asks an abstract class, which takes ten times as long
    return next((place for place, last in enumerate(_LAST, 1) if last in kinds), 0)


def _single(steps: Iterable[Any]) -> Iterator[Any]:
    """Yield the steps, those of a pipeline one by one."""
    for step in steps:
        inner = getattr(step, "transforms", None)
        if isinstance(inner, tuple) and getattr(step, "name", None) == "pipeline":
            yield from _single(inner)
        else:
            yield step
