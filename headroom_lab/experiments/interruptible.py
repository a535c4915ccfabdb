"""Long work, step by step: a progress bar, and an interrupt that keeps what is finished."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")

BAR_AFTER = 0.5  # seconds; what takes less shows no bar


def finished(
    steps: Iterable[S], work: Callable[[S], T], *, total: int, name: str, progress: bool = True
) -> list[T]:
    """Return what ``work`` makes of each step, in order, under a bar called ``name``.

    KeyboardInterrupt stops at once; the steps finished up to there are returned. Where none
    is, it is raised.
    """
    done: list[T] = []
    from tqdm.auto import tqdm

    with tqdm(
        total=total, desc=name, delay=BAR_AFTER, leave=False, disable=not progress
    ) as progress_bar:
        try:
            for step in steps:
                done.append(work(step))
                progress_bar.update()
        except KeyboardInterrupt:
            if not done:
                raise
    return done
