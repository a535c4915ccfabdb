"""The lock of a store between processes, on a file of its own."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from headroom_lab.errors import StoreError
from headroom_lab.file_locks import open_private, try_lock, unlock

PAUSE = 0.005
_held: set[int] = set()


@contextmanager
def locked(path: Path, timeout: float) -> Iterator[None]:
    """Hold the lock of ``path``; StoreError where another process has it for ``timeout`` seconds.

    A ``timeout`` of 0 tries once.
    """
    fd = open_private(path, os.O_RDWR | os.O_CREAT)
    _held.add(fd)
    try:
        _wait(fd, path, timeout)
        os.ftruncate(fd, 0)
        os.write(fd, str(os.getpid()).encode())
        try:
            yield
        finally:
            unlock(fd)
    finally:
        _held.discard(fd)
        os.close(fd)


def forget_after_fork() -> None:
    """Close, in a forked child, the lock files that its parent held at that moment."""
    for fd in _held:
        os.close(fd)
    _held.clear()


def _wait(fd: int, path: Path, timeout: float) -> None:
    """Return when the lock is held."""
    until = time.monotonic() + timeout
    while not try_lock(fd):
        if time.monotonic() >= until:
            raise StoreBusyError(
                f"store {path.parent}: process {path.read_text() or '?'} has worked on it "
                f"for over {timeout:g} s; try again"
            )
        time.sleep(PAUSE)


class StoreBusyError(StoreError):
    """Another process of ours is working on the store."""
