"""Long work, step by step: a progress bar, and an interrupt that keeps what is finished."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any, TypeVar

S = TypeVar("S")
T = TypeVar("T")

BAR_AFTER = 0.5  # seconds; what takes less makes no bar


def finished(
    steps: Sequence[S], work: Callable[[S], T], *, name: str, progress: bool = True
) -> list[T]:
    """Return what ``work`` makes of each step, in order, under a bar called ``name``.

    KeyboardInterrupt stops at once; the steps finished up to there are returned. Where none
    is, it is raised.
    """
    done: list[T] = []
    bar = _Bar(len(steps), name) if progress else None
    try:
        for step in steps:
            done.append(work(step))
            if bar is not None:
                bar.show(len(done))
    except KeyboardInterrupt:
        if not done:
            raise
    finally:
        if bar is not None:
            bar.close()
    return done


class _Bar:
    """A bar that is made only once the work has taken a while: in a notebook it is a widget."""

    def __init__(self, total: int, name: str) -> None:
        self.total = total
        self.name = name
        self.since = monotonic()
        self.bar: Any = None

    def show(self, done: int) -> None:
        """Show how many steps are done."""
        if self.bar is None and done < self.total and monotonic() - self.since > BAR_AFTER:
            from tqdm.auto import tqdm

            self.bar = tqdm(total=self.total, desc=self.name, leave=False)
        if self.bar is not None:
            self.bar.update(done - self.bar.n)

    def close(self) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.close()
