"""A session that is still being written: what has been added since the last look."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import orjson

from headroom_lab.errors import HeadroomError
from headroom_lab.results.trace import Trace
from headroom_lab.traces.belonging import belonging, is_companion
from headroom_lab.traces.counting import Counted
from headroom_lab.traces.lines import Allowance
from headroom_lab.traces.opening import ENDINGS, PACKED, path_of
from headroom_lab.traces.places import session_files
from headroom_lab.traces.reading import read_traces, sessions_of
from headroom_lab.traces.records import Record, records
from headroom_lab.traces.skipping import Skipping

MOST = 256_000_000  # bytes of a file that are held while it is followed
_SEAM = 64  # bytes before what is added that must still be there

Stamp = tuple[int, int, int]


class Tail:
    """A file's bytes, of which only those that were added are read again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held = bytearray()
        self._inode: int | None = None

    def advance(self) -> None:
        """Read what was added; all of it where the file is another, or was written anew.

        Raises OSError, and HeadroomError for a file that is too large to hold.
        """
        with self.path.open("rb") as file:
            told = os.fstat(file.fileno())
            if told.st_size > MOST:
                raise HeadroomError(
                    f"{str(self.path)!r} is too large to follow: over {MOST // 1_000_000} MB"
                )
            if not self._goes_on(file.fileno(), told):
                self._held.clear()
            self._inode = told.st_ino
            file.seek(len(self._held))
            self._held += file.read(told.st_size - len(self._held))

    def records(self, skipping: Skipping) -> Iterator[Record]:
        """Yield the records that are whole; half a last line is still being written."""
        whole = self._whole()
        yield from records(BytesIO(whole), Allowance(len(whole)), skipping)

    def _goes_on(self, file: int, told: os.stat_result) -> bool:
        """Tell whether a file begins with what is held of it, by its end and its first line."""
        if told.st_ino != self._inode or told.st_size < len(self._held) or not self._has_lines():
            return False
        seam = max(len(self._held) - _SEAM, 0)
        os.lseek(file, seam, os.SEEK_SET)
        return os.read(file, _SEAM)[: len(self._held) - seam] == self._held[seam:]

    def _has_lines(self) -> bool:
        """Tell whether the first line is JSON by itself; else a document is written as a whole."""
        end = self._held.find(b"\n")
        return end >= 0 and _is_json(bytes(self._held[:end]))

    def _whole(self) -> bytes:
        """Return what is held without half a line at its end."""
        end = self._held.rfind(b"\n") + 1
        if not self._has_lines() or _is_json(bytes(self._held[end:])):
            return bytes(self._held)
        return bytes(self._held[:end])


class Follower:
    """The newest session of a file that is still being written, with what belongs to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tails: dict[Path, Tail] = {}
        self._stamps: dict[Path, Stamp] = {}

    def look(self) -> Trace | None:
        """Return the session where its files have changed since the last look, else None.

        Raises OSError where the file can't be read, HeadroomError where it is too large.
        """
        stamps = {path: _stamp(path) for path in (self.path, *belonging(self.path))}
        if stamps == self._stamps:
            return None
        is_packed = self.path.suffix in PACKED  # and is read as a whole
        found = read_traces(self.path) if is_packed else self._read(stamps)
        self._stamps = stamps
        last: Trace | None = None
        for trace in found:
            if last is None or last.ended is None or (trace.ended and trace.ended >= last.ended):
                last = trace
        return last

    def _read(self, stamps: Iterable[Path]) -> Iterable[Trace]:
        """Return the sessions of the files as they stand."""
        for path in stamps:
            self._tails.setdefault(path, Tail(path)).advance()
        skipping = Skipping(str(self.path))

        def beside() -> Iterator[tuple[str, Iterable[Record]]]:
            for path in list(stamps)[1:]:
                yield path.stem, self._tails[path].records(skipping)

        found = self._tails[self.path].records(skipping)
        return sessions_of(self.path, self.path.name, found, skipping, Counted(), beside)


def newest_file(where: str | os.PathLike[str] | None) -> Path:
    """Return a file itself, of a folder the session file that was written to last.

    None looks where agents keep theirs. Raises HeadroomError where there is none.
    """
    place = None if where is None else path_of(where, "a session's file, or a folder")
    if place is not None and place.is_file():
        return place
    if place is not None and not place.is_dir():
        raise HeadroomError(f"no file or folder {str(place)!r}")
    files = session_files() if place is None else place.rglob("*")
    known = [(_written(p), p) for p in files if p.suffix in ENDINGS and not is_companion(p)]
    if not known:
        raise HeadroomError(f"no session to follow in {str(place or 'the folders of agents')!r}")
    return max(known)[1]


def _written(path: Path) -> int:
    """Return when a session's files were written to last."""
    return max(_stamp(one)[1] for one in (path, *belonging(path)))


def _stamp(path: Path) -> Stamp:
    """Return by what a file is known to be as it was."""
    told = path.stat()
    return told.st_size, told.st_mtime_ns, told.st_ino


def _is_json(line: bytes) -> bool:
    """Tell whether a line is JSON by itself; a blank one is nothing."""
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return not line.strip()
    return True
