"""The time that a vendor's counter took, so that it isn't taken for ours."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Waited:
    """Seconds that went by while a counter of the vendor's or the caller's was asked."""

    seconds: float = 0.0


_waited: ContextVar[Waited | None] = ContextVar("waited", default=None)


@contextmanager
def time_waited() -> Iterator[Waited]:
    """Collect the seconds waited for counters inside the block."""
    waited = Waited()
    token = _waited.set(waited)
    try:
        yield waited
    finally:
        _waited.reset(token)


@contextmanager
def waiting() -> Iterator[None]:
    """Add the time of the block to what is collected, where somebody collects it."""
    started = time.perf_counter()
    try:
        yield
    finally:
        waited = _waited.get()
        if waited is not None:
            waited.seconds += time.perf_counter() - started
