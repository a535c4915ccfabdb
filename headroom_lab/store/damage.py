"""What goes wrong with a store's file, told as one StoreError that says what to do."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from headroom_lab.errors import HeadroomError, StoreError

_PERMISSION = (errno.EACCES, errno.EPERM, errno.EROFS)
_LENGTH = 300  # characters of what a database says: some add a page of advice
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn what reading the store ``name`` raises into a StoreError; our own errors pass.

    A torn file fails anywhere: in the database, or on values that make no sense here.
    """
    import duckdb

    try:
        yield
    except HeadroomError:
        raise
    except (duckdb.Error, sqlite3.Error, OSError, ValueError, TypeError, ArithmeticError) as error:
        raise refusal(name, error) from error


def refusal(name: str, error: Exception) -> StoreError:
    """Return the error that says what is wrong with the store ``name``, and what to do."""
    return StoreError(f"store {name}: {_first_line(error)}: {_advice(error)}")


def _advice(error: Exception) -> str:
    """Return what to do about an error."""
    if isinstance(error, OSError):
        if error.errno in _PERMISSION:
            return "give this user the right to write there, or choose another folder"
        return "see that the disk has room and the folder is there"
    if isinstance(error, sqlite3.OperationalError):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _BUSY:
            return "another program writes to it, try again"
        if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
            return "see that this user may write to the file and to its folder"
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            return "see that the disk has room and works"
    return (
        "the file seems to be damaged, or is none of ours: put a copy of it back, or move it "
        "away and a new one is begun"
    )


def _first_line(error: Exception) -> str:
    """Return the beginning of what an error says, on one line."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0][:_LENGTH].rstrip(".: ")
