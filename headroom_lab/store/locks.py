"""Locks between processes: on a file, gone with the process that held them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from headroom_lab.errors import StoreError

PAUSE = 0.005
# Windows locks bytes, and others can't read those: this one is far behind any content.
_FAR = 2**40
_held: set[int] = set()

if sys.platform == "win32":
    import msvcrt

    def try_lock(fd: int) -> bool:
        """Lock an open file for this process alone; False where another one has it."""
        os.lseek(fd, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def unlock(fd: int) -> None:
        """Give up the lock of an open file."""
        os.lseek(fd, _FAR, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def try_lock(fd: int) -> bool:
        """Lock an open file for this process alone; False where another one has it."""
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(fd: int) -> None:
        """Give up the lock of an open file, also for a forked child that shares it."""
        fcntl.flock(fd, fcntl.LOCK_UN)


def open_private(path: str | Path, flags: int) -> int:
    """Open a file that only its owner may read; binary on Windows too."""
    return os.open(path, flags | getattr(os, "O_BINARY", 0), 0o600)


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
