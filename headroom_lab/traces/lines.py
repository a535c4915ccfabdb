"""The lines of a stream of bytes, within bounds, whatever its encoding."""

from __future__ import annotations

import lzma
import zlib
from collections.abc import Iterator
from io import BufferedReader, RawIOBase, TextIOWrapper
from typing import IO, Any

from headroom_lab.traces.skipping import Skipping

LONGEST = 64_000_000  # bytes of one line; agents write lines of a few MB at most
SHORT = 4_000_000  # bytes of a line that anything may unpack to
FREE = 256_000_000  # bytes that anything may unpack to
TIMES = 250  # what is larger may unpack to so many times its size; logs reach about 30

Line = tuple[int, "bytes | str"]


class Allowance:
    """How much a file may unpack to, over all that it holds, and how long a line may be.

    ``size``: bytes on disk, against which a bomb is told.
    """

    def __init__(self, size: int) -> None:
        self.whole = self.left = max(FREE, TIMES * size)
        self.longest = min(LONGEST, max(SHORT, TIMES * size))

    def spent(self, count: int, skipping: Skipping) -> bool:
        """Take what was read off; tell whether more came than can be honest, and note it."""
        self.left -= count
        if self.left < 0:
            most = self.whole // 1_000_000
            skipping.add(f"it unpacks to more than {most:,} MB: not read further")
        return self.left < 0


def lines(stream: IO[bytes], allowed: Allowance, skipping: Skipping) -> Iterator[Line]:
    """Yield the lines that aren't empty with their numbers, from 1.

    A line that is too long is passed over without being held, and the end of what can't be read
    any further is noted.
    """
    try:
        yield from _bounded(stream, allowed, skipping)
    except Exception as error:
        if not _of_damage(error):
            raise
        what = str(error) or type(error).__name__
        skipping.add(f"the file can't be read to its end: {what}")


def _of_damage(error: Exception) -> bool:
    """Tell whether damaged or cut data is what raised an error."""
    known = (OSError, EOFError, UnicodeError, lzma.LZMAError, zlib.error)
    return isinstance(error, known) or type(error).__name__ in ("ZstdError", "BadZipFile")


def _bounded(stream: IO[bytes], allowed: Allowance, skipping: Skipping) -> Iterator[Line]:
    """Yield lines until there are no more, or more came than can be honest."""
    reader = _decoded(stream, allowed.longest)
    number = 0
    while not allowed.left < 0 and (line := reader.readline(allowed.longest + 1)):
        number += 1
        read = len(line)
        if read > allowed.longest:
            skipping.add(f"a line of more than {allowed.longest // 1_000_000} MB", number)
            read += _pass(reader, line, allowed.left)
        elif not line.isspace():
            yield number, line
        if allowed.spent(read, skipping):
            return


def _pass(reader: Any, line: bytes | str, most: int) -> int:
    """Read up to the end of a line without keeping it; return how much that was."""
    end, passed = ("\n" if isinstance(line, str) else b"\n"), 0
    while line and not line.endswith(end) and passed < most:  # type: ignore[arg-type]
        line = reader.readline(1_000_000)
        passed += len(line)
    return passed


def _decoded(stream: IO[bytes], longest: int) -> Any:
    """Return what reads lines: of bytes where it is UTF-8, of text where it is UTF-16."""
    first = [stream.readline(longest + 1)]
    while first[-1] and sum(map(len, first)) < 4:
        first.append(stream.readline(longest + 1))
    start = b"".join(first)[:4]
    if first[0].startswith(b"\xef\xbb\xbf"):
        first[0] = first[0][3:]
    head = _Headed(stream, first)
    name = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}.get(start[:2])
    if name is None and len(start) == 4 and start.count(0) == 2:
        name = "utf-16-le" if start[1] == 0 else "utf-16-be"
    if name is None:
        return head
    return TextIOWrapper(head.raw(), encoding=name, errors="replace", newline="\n")


class _Headed:
    """A stream whose first lines have been looked at."""

    def __init__(self, stream: IO[bytes], first: list[bytes]) -> None:
        self._stream = stream
        self._first = [line for line in first if line]

    def readline(self, limit: int) -> bytes:
        return self._first.pop(0) if self._first else self._stream.readline(limit)

    def raw(self) -> Any:
        """Return all of it as one stream of bytes."""
        return BufferedReader(_Chained(b"".join(self._first), self._stream))


class _Chained(RawIOBase):
    """Bytes and then a stream, as one."""

    def __init__(self, first: bytes, rest: IO[bytes]) -> None:
        self._first, self._rest = first, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._first[: len(buffer)] or self._rest.read(len(buffer))
        self._first = self._first[len(data) :] if self._first else b""
        buffer[: len(data)] = data
        return len(data)
