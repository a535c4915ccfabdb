"""The garbage collector, kept from looking through values that are about to go by themselves."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from headroom_lab.forks import after_fork_in_child

_paused: list[None] = []  # not empty while a block keeps the collector from running


@contextmanager
def collection_paused() -> Iterator[None]:
    """Keep the collector from running inside the block; afterwards it is as it was.

    For work that makes many values without cycles and lets go of them at its end: each run of
    the collector would visit them all and find none to free. Where several threads are inside,
    the first to leave ends the pause for all, which costs time and nothing else.
    """
    was_enabled = gc.isenabled()
    if was_enabled:
        _paused.append(None)
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
            del _paused[-1:]


def _end_pause() -> None:
    """End, in a forked child, the pause of a thread that isn't there."""
    if _paused:
        _paused.clear()
        gc.enable()


after_fork_in_child(_end_pause)
