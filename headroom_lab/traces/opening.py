"""A file as the streams of bytes that it holds: plain, compressed, or several in an archive.

Nothing is unpacked to disk, so a path inside an archive can't lead anywhere.
"""

from __future__ import annotations

import gzip
import lzma
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, BytesIO
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast
from zipfile import BadZipFile, ZipFile, ZipInfo

from headroom_lab.errors import ConfigError
from headroom_lab.traces.skipping import Skipping

GZIP, XZ, ZSTD, ZIP = b"\x1f\x8b", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"PK\x03\x04"
# Files of other kinds that people take for a log, by their first bytes.
_OTHERS = {
    b"SQLite format 3\0": "an SQLite database",
    b"PAR1": "a Parquet file",
    b"ARROW1": "an Arrow file",
    b"BZh": "a bzip2 file",
    b"7z\xbc\xaf": "a 7z archive",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\x80\x04\x95": "a Python pickle",
    b"\x80\x05\x95": "a Python pickle",
}
WINDOW = 1 << 27  # bytes of memory that a zstd stream may ask for; `zstd --long` asks for that
# What files that hold sessions are called; other entries of an archive aren't looked at.
PACKED = (".gz", ".xz", ".zst", ".zip", ".eval")
ENDINGS = (".jsonl", ".json", ".ndjson", ".traj", ".log", ".har", *PACKED)
# What an entry raises that is damaged, encrypted or packed in a way that isn't read.
DAMAGED = (BadZipFile, NotImplementedError, RuntimeError, zlib.error, lzma.LZMAError, EOFError, OSError)  # fmt: skip
_ZSTD_ENTRY = 93  # a method of the zip format that Python reads from 3.14 on
_LOCAL_HEADER, _LENGTHS = 30, 26  # bytes of an entry's own header, and where its lengths stand


def path_of(given: Any, expected: str, name: str = "path") -> Path:
    """Return a path that a person gives, ``~`` read; ConfigError for what is none."""
    if not isinstance(given, (str, PathLike)) or not str(given):
        raise ConfigError(f"{name}: found {given!r}, expected {expected}")
    return Path(given).expanduser()


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file as what it holds: gzip, xz and zstd are told by their first bytes."""
    with path.open("rb") as file, unpacked(file) as stream:
        yield stream


@contextmanager
def unpacked(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """Open a stream as what it holds."""
    head = file.read(6)
    file.seek(0)
    if head.startswith(GZIP):
        with gzip.open(file) as inner:
            yield cast(IO[bytes], inner)
    elif head.startswith(XZ):
        with lzma.open(file) as inner:
            yield inner
    elif head.startswith(ZSTD):
        yield _zstd(file)
    else:
        yield file


def other_kind(path: Path) -> str | None:
    """Return what a file is that holds no text, None for one that may."""
    with path.open("rb") as file:
        head = file.read(265)
    if head[257:262] == b"ustar":
        return "a tar archive"
    return next((kind for start, kind in _OTHERS.items() if head.startswith(start)), None)


def _zstd(file: IO[bytes]) -> IO[bytes]:
    """Return what reads a zstd stream."""
    import zstandard

    reader = zstandard.ZstdDecompressor(max_window_size=WINDOW)
    return BufferedReader(reader.stream_reader(file, read_across_frames=True))


def parts(path: Path, skipping: Skipping) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the streams in a file, each with its name: one, or an archive's entries in order."""
    with path.open("rb") as file:
        is_zip = file.read(4) == ZIP
        if is_zip:
            yield from _entries(path, file, skipping)
    if not is_zip:
        with opened(path) as stream:
            yield path.name, stream


def _entries(path: Path, file: IO[bytes], skipping: Skipping) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the entries of an archive that may hold sessions, each by itself unpacked."""
    try:
        with ZipFile(path) as archive:
            for entry in _wanted(archive, skipping):
                try:
                    with _entry(archive, file, entry) as found, unpacked(found) as stream:
                        yield entry.filename, stream
                except DAMAGED as error:
                    skipping.add(f"an entry that can't be read: {error}")
    except BadZipFile as error:
        skipping.add(f"the archive can't be read: {error}")


def _wanted(archive: ZipFile, skipping: Skipping) -> Iterator[ZipInfo]:
    """Yield the entries that may hold sessions; the others are noted."""
    seen: Counter[str] = Counter()
    for entry in archive.infolist():
        name = PurePosixPath(entry.filename.replace("\\", "/"))
        seen[entry.filename] += 1
        if entry.is_dir():
            continue
        if name.is_absolute() or ".." in name.parts:
            skipping.add(f"an entry whose path climbs out of the archive: {name}")
        elif name.suffix not in ENDINGS:
            skipping.add(f"entries of other kinds: {name.suffix or 'without an ending'}")
        elif name.suffix in (".zip", ".eval"):
            skipping.add("an archive in the archive")
        elif seen[entry.filename] > 1:
            skipping.add("an entry whose name stands in the archive twice")
        else:
            yield entry


def _entry(archive: ZipFile, file: IO[bytes], entry: ZipInfo) -> IO[bytes]:
    """Open an entry; one packed with zstd, as later logs of Inspect are, from the file itself."""
    if entry.compress_type != _ZSTD_ENTRY:
        return archive.open(entry)
    file.seek(entry.header_offset)
    header = file.read(_LOCAL_HEADER)
    lengths = (header[at : at + 2] for at in (_LENGTHS, _LENGTHS + 2))
    file.seek(sum(int.from_bytes(length, "little") for length in lengths), 1)
    return BytesIO(file.read(entry.compress_size))
