"""Long work, step by step: an interrupt keeps what is finished."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from headroom_lab.progress import ProgressBar

S = TypeVar("S")
T = TypeVar("T")


def finished(
    steps: Sequence[S], work: Callable[[S], T], *, name: str, progress: bool = True
) -> list[T]:
    """Return what ``work`` makes of each step, in order, under a bar called ``name``.

    KeyboardInterrupt stops at once; the steps finished up to there are returned. Where none
    is, it is raised.
    """
    done: list[T] = []
    with ProgressBar(len(steps), name, shown=progress) as bar:
        try:
            for step in steps:
                done.append(work(step))
                bar.show(len(done))
        except KeyboardInterrupt:
            if not done:
                raise
    return done
