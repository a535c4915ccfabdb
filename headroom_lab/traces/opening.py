"""A file as the streams of bytes that it holds: plain, compressed, or several in an archive.

Nothing is unpacked to disk, so a path inside an archive can't lead anywhere.
"""

from __future__ import annotations

import gzip
import lzma
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import IO, cast
from zipfile import BadZipFile, ZipFile

from headroom_lab.traces.skipping import Skipping

GZIP, XZ, ZSTD, ZIP = b"\x1f\x8b", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"PK\x03\x04"


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file as what it holds: gzip, xz and zstd are told by their first bytes."""
    with path.open("rb") as file:
        head = file.read(6)
        file.seek(0)
        if head.startswith(GZIP):
            with gzip.open(file) as inner:
                yield cast(IO[bytes], inner)
        elif head.startswith(XZ):
            with lzma.open(file) as inner:
                yield inner
        elif head.startswith(ZSTD):
            import zstandard

            with zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True) as raw:
                yield BufferedReader(raw)
        else:
            yield file


def parts(path: Path, skipping: Skipping) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the streams in a file, each with its name: one, or an archive's entries in order."""
    with path.open("rb") as file:
        is_zip = file.read(4) == ZIP
    if not is_zip:
        with opened(path) as stream:
            yield path.name, stream
        return
    try:
        with ZipFile(path) as archive:
            for entry in archive.infolist():
                name = PurePosixPath(entry.filename.replace("\\", "/"))
                if entry.is_dir():
                    continue
                if name.is_absolute() or ".." in name.parts:
                    skipping.add(f"an entry whose path climbs out of the archive: {name}")
                    continue
                with archive.open(entry) as stream:
                    yield str(name), stream
    except (BadZipFile, NotImplementedError, RuntimeError) as error:
        skipping.add(f"the archive can't be read: {error}")
