"""``sessions()``: what agents have left on this machine, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path

from headroom_lab.garbage import collection_paused
from headroom_lab.providers.prices import Prices, PricesLike, prices_of
from headroom_lab.results.sessions import SessionRow, Sessions
from headroom_lab.results.skips import NO_FILE, Skip, Skips
from headroom_lab.results.trace import Trace
from headroom_lab.traces.belonging import belonging, is_companion
from headroom_lab.traces.counting import Counted
from headroom_lab.traces.places import session_files
from headroom_lab.traces.reading import Traces, files_at
from headroom_lab.traces.remembered import Looked, Remembered, Stamp
from headroom_lab.traces.skimming import skimmed


def sessions(where: str | PathLike[str] | None = None, *, prices: PricesLike = None) -> Sessions:
    """Find recorded sessions: a list to index, a table to see, a frame to query.

    Args:
        where: a folder, a file or a glob; None for the folders in which Claude Code, Codex, pi, Gemini CLI,
            Qwen Code, Kimi CLI and Copilot CLI keep their sessions (CLAUDE_CONFIG_DIR,
            XDG_CONFIG_HOME, CODEX_HOME, PI_CODING_AGENT_DIR, GEMINI_CLI_HOME, QWEN_RUNTIME_DIR,
            KIMI_SHARE_DIR, KIMI_CODE_HOME and COPILOT_HOME move them).
        prices: prices of one's own, as ``simulate`` takes them; None for the list's of the day of
            each request. With these every file is read anew.

    Each row sums a session up: tokens by class, cost, share read from the cache. A file is read
    once and remembered by its path, size and time, in a file below XDG_CACHE_HOME. Secrets in
    names are masked. A request that stands in several files, as where a session was resumed or
    forked, counts in the one that was written to first. ``.skipped`` of what is returned names the
    files that hold no session, and why.

    Raises:
        HeadroomError: where there is no such file or folder.

    Example::

        sessions()[0].read()
        sessions().to_frame().groupby("project")["cost"].sum()
    """
    own = prices_of(prices)
    remembered = Remembered.load() if own is None else Remembered({})
    with collection_paused():
        looked = list(_looked(_files(where), remembered, own))
    if own is None:
        remembered.save()
    rows = [row for one in looked for row in one.rows]
    newest = sorted(rows, key=lambda row: (row.last is not None, row.last), reverse=True)
    skipped = [skip for one in looked for skip in one.skipped]
    if where is not None and not looked:
        skipped.append(Skip(str(where), NO_FILE))
    return Sessions(newest, Skips(skipped))


def _looked(
    files: Iterable[Path], remembered: Remembered, prices: Prices | None
) -> Iterator[Looked]:
    """Yield what each file came to, those that were written to first before the others."""
    stamped: list[tuple[Stamp, Path]] = []
    for path in files:
        try:
            stamped.append((_stamp(path), path))
        except OSError as error:  # it went while we looked, or isn't ours to read
            yield _unreadable(path, error)
    told: set[bytes] = set()
    for stamp, path in sorted(stamped, key=lambda one: (one[0].time, one[1])):
        found = remembered.looked(path, stamp, told)
        if found is None:
            try:
                found = _read(path, stamp, told, prices)
            except OSError as error:
                yield _unreadable(path, error)
                continue
            remembered.keep(path, stamp, found)
        told.update(found.own)
        yield found


def _read(path: Path, stamp: Stamp, told: set[bytes], prices: Prices | None) -> Looked:
    """Return what a file comes to but for the requests that others have told of.

    Its sessions are read without their messages where that is quicker.
    """
    counted = Counted(told)
    quick = skimmed(path, counted)
    if quick is not None:
        return Looked([_row(quick, stamp.size, prices)], [], counted.own, counted.shared)
    counted = Counted(told)
    found = Traces([path], is_folder=False, counted=counted)
    rows = [_row(trace, stamp.size, prices) for trace in found]
    return Looked(rows, [] if rows else list(found.skipped), counted.own, counted.shared)


def _unreadable(path: Path, error: OSError) -> Looked:
    """Return what is told of a file that can't be read."""
    return Looked([], [Skip(str(path), f"the file can't be read: {error.strerror or error}")])


def _files(where: str | PathLike[str] | None) -> Iterable[Path]:
    """Return the files to look at, without those that belong to another."""
    if where is None:
        found: Iterable[Path] = session_files()
    else:
        found, _ = files_at(where)
    return (path for path in found if not is_companion(path))


def _stamp(path: Path) -> Stamp:
    """Return by what a file is known again: its size and time, with what belongs to it."""
    told = [file.stat() for file in (path, *belonging(path))]
    return Stamp(sum(one.st_size for one in told), max(one.st_mtime_ns for one in told))


def _row(trace: Trace, size: int, prices: Prices | None) -> SessionRow:
    """Return a session summed up."""
    requests = trace.requests
    return SessionRow(
        agent=trace.source,
        project=trace.project,
        started=trace.started,
        last=trace.ended,
        requests=len(requests),
        model=trace.models[-1] if trace.models else None,
        input_tokens=requests.total("input_tokens"),
        uncached_tokens=requests.total("uncached_tokens"),
        cache_read_tokens=requests.total("cache_read_tokens"),
        cache_write_5m_tokens=requests.total("cache_write_5m_tokens"),
        cache_write_1h_tokens=requests.total("cache_write_1h_tokens"),
        output_tokens=requests.total("output_tokens"),
        cost=requests.cost_at(prices),
        size=size,
        path=trace.path,
    )
