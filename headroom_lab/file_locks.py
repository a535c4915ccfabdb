"""Locks on open files that other processes see, gone with the process that held them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    # Windows locks bytes, and others can't read those: this one is far behind any content.
    _FAR = 2**40

    def try_lock(fd: int) -> bool:
        """Lock an open file for this process alone; False where another one has it."""
        return _lock(fd, msvcrt.LK_NBLCK)

    def wait_for_lock(fd: int) -> bool:
        """Lock an open file once nobody else has it; False where that can't be."""
        return _lock(fd, msvcrt.LK_LOCK)

    def unlock(fd: int) -> None:
        """Give up the lock of an open file."""
        os.lseek(fd, _FAR, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)

    def _lock(fd: int, how: int) -> bool:
        """Lock the one byte that stands for a file; False where that fails."""
        os.lseek(fd, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(fd, how, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def try_lock(fd: int) -> bool:
        """Lock an open file for this process alone; False where another one has it."""
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def wait_for_lock(fd: int) -> bool:
        """Lock an open file once nobody else has it; False where its file system has no locks."""
        with suppress(OSError):
            fcntl.flock(fd, fcntl.LOCK_EX)
            return True
        return False

    def unlock(fd: int) -> None:
        """Give up the lock of an open file, also for a forked child that shares it."""
        fcntl.flock(fd, fcntl.LOCK_UN)


def open_private(path: str | Path, flags: int) -> int:
    """Open a file that only its owner may read; binary on Windows too."""
    return os.open(path, flags | getattr(os, "O_BINARY", 0), 0o600)


@contextmanager
def locked(fd: int) -> Iterator[None]:
    """Hold the lock of an open file, where its file system has locks.

    It is given back by word, not by closing: a child forked meanwhile has the file open too.
    """
    held = wait_for_lock(fd)
    try:
        yield
    finally:
        if held:
            with suppress(OSError):
                unlock(fd)
