"""Long work, step by step: a bar once it has taken a while; an interrupt keeps what is finished."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from types import TracebackType
from typing import Any, TypeVar

S = TypeVar("S")
T = TypeVar("T")

BAR_AFTER = 0.5  # seconds; what takes less makes no bar


class ProgressBar:
    """A tqdm bar, in a notebook a widget, that goes away in the end. A context manager."""

    def __init__(self, total: int, name: str, *, shown: bool = True) -> None:
        self._total = total
        self._name = name
        self._shown = shown
        self._since = monotonic()
        self._bar: Any = None

    def show(self, done: int) -> None:
        """Show how many of ``total`` steps are done."""
        if not self._shown or (self._bar is None and done >= self._total):
            return
        if self._bar is None and monotonic() - self._since > BAR_AFTER:
            from tqdm.auto import tqdm

            self._bar = tqdm(total=self._total, desc=self._name, leave=False)
        if self._bar is not None:
            self._bar.update(done - self._bar.n)

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()


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
