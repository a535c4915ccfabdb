"""Rows that are acknowledged but not yet in the database: append-only files beside it.

Each store object writes a file of its own, so nobody waits for anybody. A line is the CRC-32 of
a row in eight hexadecimal digits, a blank, the row as JSON. A row is acknowledged once the
operating system has it: that survives the end of the process, kill -9 included. A durable
writer waits for the disk as well, so that a power cut costs no row either. Originals of what
was cut have spools of their own.
"""

from __future__ import annotations

import os
import secrets
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from headroom_lab.errors import StoreError
from headroom_lab.file_locks import open_private, try_lock, unlock
from headroom_lab.store.schema import schema_version
from headroom_lab.store.syncing import sync, sync_path

SUFFIX = ".spool"
ORIGINALS = ".originals"
DAMAGED = ".damaged"


class SpoolWriter:
    """The spool file of one store object; made with the first row, locked while it lives."""

    def __init__(self, folder: Path, suffix: str = SUFFIX, *, durable: bool = False) -> None:
        self._folder = folder
        self._suffix = suffix
        self._durable = durable
        self._fd: int | None = None

    def append(self, line: bytes) -> None:
        """Append a row and hand it to the operating system; StoreError where that fails."""
        try:
            fd = self._open()
            _write(fd, b"%08x %s\n" % (zlib.crc32(line), line))
            if self._durable:
                sync(fd)
        except OSError as error:
            self.close()
            raise StoreError(f"no row can be written to {self._folder}: {error}") from error
        except BaseException:
            # Behind a line that may be torn no other may follow: the next row begins a new file.
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file; what it holds is merged by whoever comes next."""
        if self._fd is not None:
            unlock(self._fd)
        self.forget()

    def forget(self) -> None:
        """Close the file without touching its lock: a forked child shares its parent's."""
        if self._fd is not None:
            os.close(self._fd)
        self._fd = None

    def __del__(self) -> None:
        self.close()

    def _open(self) -> int:
        """Return the open file."""
        while self._fd is None:
            name = f"{schema_version()}-{os.getpid()}-{secrets.token_hex(6)}{self._suffix}"
            self._take(self._folder / name)
        return self._fd

    def _take(self, path: Path) -> None:
        """Make a file and lock it, unless somebody took it for a dead one in between."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        if self._durable:
            sync_path(self._folder.parent)
        fd = open_private(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND)
        if try_lock(fd) and path.exists():
            self._fd = fd
            if self._durable:
                sync_path(self._folder)
        else:
            os.close(fd)


def _write(fd: int, data: bytes) -> None:
    """Append all of ``data``."""
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


@dataclass
class Spool:
    """A spool file under the store's lock.

    ``taken`` holds it where its writer is gone; ``merged`` bytes are in the database.
    """

    path: Path
    taken: int | None = None
    merged: int = 0
    end: int = 0
    damaged: int = 0

    @property
    def has_more(self) -> bool:
        """Tell whether there is anything behind what is merged."""
        return self.path.stat().st_size > self.merged

    def lines(self) -> Iterator[str]:
        """Yield the rows behind what is merged as JSON; a torn last line is none.

        Whole lines whose checksum is wrong are left out and counted in ``damaged``; ``end``
        is the offset behind the last whole line.
        """
        self.end, self.damaged = self.merged, 0
        with self.path.open("rb") as file:
            file.seek(self.merged)
            for line in file:
                if not line.endswith(b"\n"):
                    return
                self.end += len(line)
                if _intact(line):
                    yield line[9:-1].decode()
                else:
                    self.damaged += 1

    def remove(self) -> None:
        """Remove a file whose writer is gone and whose rows are committed; keep a damaged one."""
        if sys.platform == "win32":
            self.release()  # an open file can't be removed there
        if self.damaged:
            self.path.rename(self.path.with_suffix(DAMAGED))
        else:
            self.path.unlink(missing_ok=True)

    def release(self) -> None:
        """Let go of the file."""
        if self.taken is not None:
            unlock(self.taken)
            os.close(self.taken)
            self.taken = None


def find_spools(folder: Path, merged: Mapping[str, int]) -> list[Spool]:
    """Return the spools of a folder by name; ``merged`` tells how much of each is merged.

    The caller holds the store's lock and releases each one. Those that nobody writes any more
    are taken before they are read, so no row can follow behind what is read of a file that
    will be removed.
    """
    paths = _all_spools(folder)
    known = [path for path in paths if _version(path) <= schema_version()]
    offsets = [merged.get(path.name, 0) for path in known]
    return [Spool(p, _take_over(p), n, n) for p, n in zip(known, offsets, strict=True)]


def newer_spools(folder: Path) -> list[Path]:
    """Return the spools that a newer headroom_lab wrote and this one can't read."""
    return [p for p in _all_spools(folder) if _version(p) > schema_version()]


def _all_spools(folder: Path) -> list[Path]:
    """Return the spools of a folder by name, those of rows and those of originals."""
    return sorted(path for path in folder.iterdir() if path.suffix in (SUFFIX, ORIGINALS))


def release_all(spools: Iterable[Spool]) -> None:
    """Let go of all the files."""
    for spool in spools:
        spool.release()


def _take_over(path: Path) -> int | None:
    """Return a file open and locked, or None where its writer lives."""
    fd = os.open(path, os.O_RDWR)
    if try_lock(fd):
        return fd
    os.close(fd)
    return None


def _intact(line: bytes) -> bool:
    """Tell whether a line's checksum is that of its row."""
    return line[8:9] == b" " and line[:8] == b"%08x" % zlib.crc32(line[9:-1])


def _version(path: Path) -> int:
    """Return the schema version in a spool's name."""
    head = path.name.split("-", 1)[0]
    return int(head) if head.isdigit() else schema_version()
