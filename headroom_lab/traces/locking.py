"""A lock on an open file that other threads and processes see."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

if sys.platform == "win32":
    import msvcrt
    import os

    _FAR = 2**40  # a byte that no line reaches: what is written stays unlocked

    @contextmanager
    def locked(file: int) -> Iterator[None]:
        """Hold the lock of an open file."""
        os.lseek(file, _FAR, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            os.lseek(file, _FAR, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    @contextmanager
    def locked(file: int) -> Iterator[None]:
        """Hold the lock of an open file, where its file system has locks.

        It is given back by word, not by closing: a child forked meanwhile has the file open too.
        """
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            with suppress(OSError):
                fcntl.flock(file, fcntl.LOCK_UN)


__all__ = ["locked"]
