"""``read_traces`` and ``read_trace``: recorded sessions from files, told by what is in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from glob import glob, has_magic
from os import PathLike
from pathlib import Path

from headroom_lab.errors import HeadroomError
from headroom_lab.results.call import remembered
from headroom_lab.results.skips import NO_FILE, Skip, Skips
from headroom_lab.results.trace import Trace
from headroom_lab.traces.belonging import companions, is_companion
from headroom_lab.traces.counting import Counted
from headroom_lab.traces.formats import reader_for, seen
from headroom_lab.traces.formats.source import Companions, Source
from headroom_lab.traces.lines import Allowance
from headroom_lab.traces.opening import ENDINGS, other_kind, parts, path_of
from headroom_lab.traces.records import Record, peeked, records
from headroom_lab.traces.skipping import Skipping

NONE = "no recorded session"
HEAD = 50  # records by which a format is told


class Traces(Iterator[Trace]):
    """The sessions of files, one at a time; ``skipped`` says what was left out so far, and why."""

    def __init__(
        self,
        files: Iterable[Path],
        *,
        is_folder: bool,
        counted: Counted | None = None,
        where: str | None = None,
    ) -> None:
        self._where = where  # what is told of where there is no file at all
        self._skipped: list[Skip] = []
        self._found = self._read(files, is_folder, Counted() if counted is None else counted)

    def __next__(self) -> Trace:
        return next(self._found)

    @property
    def skipped(self) -> Skips:
        """What was left out of the files that have been read: a row a file and reason."""
        return Skips(self._skipped)

    def _read(self, files: Iterable[Path], is_folder: bool, counted: Counted) -> Iterator[Trace]:
        """Yield the traces of each file; a session that stands in two files is counted once."""
        is_empty = True
        for path in files:
            is_empty = False
            if is_folder and is_companion(path):
                continue  # it is read with the session that it belongs to
            skipping = Skipping(str(path))
            try:
                yield from _of_file(path, skipping, counted)
            except OSError as error:
                skipping.add(f"the file can't be read: {error.strerror or error}")
            finally:
                self._skipped.extend(skipping.rows())
        if is_empty and self._where is not None:
            self._skipped.append(Skip(self._where, NO_FILE))


def read_traces(path: str | PathLike[str]) -> Traces:
    """Read recorded sessions, one at a time.

    The format is told by what is in a file. Files may be compressed (gzip, xz, zstd) or in a zip.
    A broken line costs that line; ``.skipped`` of what is returned says per file what was left
    out and why.

    Args:
        path: a file, a folder (with all below it) or a glob.

    Raises:
        HeadroomError: where there is no such file.

    Example::

        found = read_traces(".")
        cost = sum(trace.requests.cost or 0 for trace in found)
        found.skipped
    """
    files, is_folder = files_at(path)
    return Traces(files, is_folder=is_folder, where=str(path))


@remembered
def read_trace(path: str | PathLike[str]) -> Trace:
    """Read the one recorded session that a file holds.

    Args:
        path: the file.

    Raises:
        HeadroomError: where it holds none, with the format that was seen, or several.

    Example::

        trace = read_trace("session.jsonl")
        simulate(trace)
    """
    found = read_traces(path)
    first, second = next(found, None), next(found, None)
    if first is None:
        told = (skip.reason.removeprefix(f"{NONE}: ") for skip in found.skipped)
        reasons = "; ".join(dict.fromkeys(told))
        raise HeadroomError(f"{str(path)!r} holds no recorded session: {reasons or 'no file'}")
    if second is not None:
        raise HeadroomError(
            f"{str(path)!r} holds several sessions ({first.id!r}, {second.id!r}, …): "
            "read_traces yields them one at a time"
        )
    return first


def files_at(path: str | PathLike[str]) -> tuple[Iterable[Path], bool]:
    """Return the files at a path, and whether it names more than one; HeadroomError for none."""
    where = path_of(path, "a file, a folder or a glob")
    if where.is_file():
        return [where], False
    if where.is_dir():
        return _below(where), True
    if has_magic(str(where)):
        return map(Path, sorted(glob(str(where), recursive=True))), True
    raise HeadroomError(f"no file or folder {str(where)!r}")


def _below(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder that may hold sessions, in order of their paths."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in ENDINGS and path.is_file():
            yield path


def _of_file(path: Path, skipping: Skipping, counted: Counted) -> Iterator[Trace]:
    """Yield the traces of one file."""
    other = other_kind(path)
    if other is not None:
        skipping.add(f"{NONE}: {other}")
        return
    allowed = Allowance(path.stat().st_size)
    for name, stream in parts(path, skipping):
        found, beside = records(stream, allowed, skipping), partial(companions, path, skipping)
        yield from sessions_of(path, name, found, skipping, counted, beside)


def sessions_of(
    path: Path,
    name: str,
    found: Iterator[Record],
    skipping: Skipping,
    counted: Counted,
    beside: Companions,
) -> Iterator[Trace]:
    """Yield the traces in the records of one stream, with those of the files beside it."""
    head, found = peeked(found, HEAD)
    reader = reader_for(record for _, record in head)
    if reader is None:
        if head:
            what = seen(record for _, record in head)
            skipping.add(f"{NONE}: {what}")
        return
    stem = name.split("/")[-1].split(".")[0] or name
    source = Source(path, stem, skipping, counted, beside)
    is_silent, before = True, len(skipping)
    for trace in reader.read(found, source):
        if trace.requests or any(stream.messages for stream in trace.streams.values()):
            is_silent = False
            yield trace
        else:
            skipping.add(f"{reader.name}: a session without a message")
    if is_silent and len(skipping) == before:
        skipping.add(f"{reader.name}: no message in it")


__all__ = ["Traces", "read_trace", "read_traces"]
