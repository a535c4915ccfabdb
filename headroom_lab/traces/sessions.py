"""``sessions()``: what agents have left on this machine, the newest first."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from pathlib import Path

from headroom_lab.garbage import collection_paused
from headroom_lab.providers.prices import Prices, PricesLike, prices_of
from headroom_lab.results.sessions import SessionRow, Sessions
from headroom_lab.results.trace import Trace
from headroom_lab.traces.belonging import belonging, is_companion
from headroom_lab.traces.places import session_files
from headroom_lab.traces.reading import files_at, read_traces
from headroom_lab.traces.remembered import Remembered, Stamp
from headroom_lab.traces.skimming import skimmed


def sessions(where: str | PathLike[str] | None = None, *, prices: PricesLike = None) -> Sessions:
    """Find recorded sessions: a list to index, a table to see, a frame to query.

    Args:
        where: a folder, a file or a glob; None for the folders in which Claude Code, Codex, pi, Gemini CLI,
            Qwen Code, Kimi CLI and Copilot CLI keep their sessions (CLAUDE_CONFIG_DIR, CODEX_HOME,
            PI_CODING_AGENT_DIR, GEMINI_CLI_HOME, QWEN_RUNTIME_DIR, KIMI_SHARE_DIR, KIMI_CODE_HOME
            and COPILOT_HOME move them).
        prices: prices of one's own, as ``simulate`` takes them; None for the list's of the day of
            each request. With these every file is read anew.

    Each row sums a session up: tokens by class, cost, share read from the cache. A file is read
    once and remembered by its path, size and time. Secrets in names are masked. A resumed session
    repeats the requests of the one before in its own row; ``read_traces`` counts them once.

    Raises:
        HeadroomError: where there is no such file or folder.

    Example::

        sessions()[0].read()
        sessions().to_frame().groupby("project")["cost"].sum()
    """
    own = prices_of(prices)
    remembered = Remembered.load() if own is None else Remembered({})
    with collection_paused():
        rows = [row for path in _files(where) for row in _rows(path, remembered, own)]
    if own is None:
        remembered.save()
    newest = sorted(rows, key=lambda row: (row.last is not None, row.last), reverse=True)
    return Sessions(newest)


def _rows(path: Path, remembered: Remembered, prices: Prices | None) -> list[SessionRow]:
    """Return the rows of a file, from memory where it is as it was."""
    try:
        stamp = _stamp(path)
        known = remembered.rows(path, stamp)
        if known is None:
            known = [_row(trace, stamp.size, prices) for trace in _read(path)]
            remembered.keep(path, stamp, known)
    except OSError:
        return []  # it went while we looked, or isn't ours to read
    return known


def _read(path: Path) -> Iterable[Trace]:
    """Return the sessions of a file, without their messages where that is quicker."""
    quick = skimmed(path)
    return read_traces(path) if quick is None else [quick]


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
    writes = requests.total("cache_write_5m_tokens") + requests.total("cache_write_1h_tokens")
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
        cache_write_tokens=writes,
        output_tokens=requests.total("output_tokens"),
        cost=requests.cost_at(prices),
        size=size,
        path=trace.path,
    )
