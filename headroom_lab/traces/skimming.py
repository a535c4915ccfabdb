"""A session's requests without its messages, told from the lines that hold a usage.

Results of tools are most of a Claude Code file and tell of no request: such lines are looked
through as bytes and not parsed. Where a file holds anything that needs the whole of it, nothing is
told, and the whole is to be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

import orjson

from headroom_lab.garbage import collection_paused
from headroom_lab.results.trace import Trace
from headroom_lab.traces.belonging import belonging
from headroom_lab.traces.counting import Counted
from headroom_lab.traces.formats import claude_code, reader_for
from headroom_lab.traces.formats.claude_code import Session
from headroom_lab.traces.formats.source import UNEXPECTED, Source
from headroom_lab.traces.reading import HEAD
from headroom_lab.traces.skipping import Skipping
from headroom_lab.traces.times import when

LARGEST = 64_000_000  # bytes of a file that is looked through as a whole
FEW = 4  # records that tell a format where they agree
_STAMPS = re.compile(rb'"timestamp"\s*:\s*(?:"([^"]*)")?')


class _NeedsAll(Exception):
    """A line that can't be told by itself."""


def skimmed(path: Path, counted: Counted) -> Trace | None:
    """Return a session with its requests and times alone; None where the whole has to be read.

    ``counted``: what other files have told of, and what this one does. Raises OSError for a file that can't be opened.
    """
    files = [path, *belonging(path)]
    if sum(file.stat().st_size for file in files) > LARGEST:
        return None
    with collection_paused():
        try:
            trace = _skimmed(path, files[1:], counted)
        except (_NeedsAll, *UNEXPECTED):
            return None  # the reader of all says what is wrong
    return trace if trace.requests or counted.shared else None


def _skimmed(path: Path, companions: list[Path], counted: Counted) -> Trace:
    """Return the trace of a file and of those that belong to it."""
    lines = _lines(path)
    head = [_parsed(line) for line in islice(lines, HEAD)]
    if not _is_claude_code(head):
        raise _NeedsAll
    session = Session(Source(path, path.stem, Skipping(str(path)), counted))
    numbers = count()
    quiet: list[tuple[str | None, bytes]] = []
    for line in head:
        session.named(line)
        _take(session, None, line, next(numbers))
    if session.project is None:
        raise _NeedsAll  # it may stand in any line
    for file in (None, *companions):
        name = None if file is None else file.stem
        for raw in lines if file is None else _lines(file):
            if b'"usage"' in raw or b'"assistant"' in raw:
                _take(session, name, _parsed(raw), next(numbers))
            else:
                quiet.append((name, raw))
    for name, raw in quiet:
        if not session.spans(_times(raw)):
            _take(session, name, _parsed(raw), next(numbers))
    return session.built()


def _is_claude_code(head: list[dict[str, Any]]) -> bool:
    """Tell by the first records whose file it is: a few that agree, or most of all."""
    told = {reader_for([record]) for record in head[:FEW]}
    return told == {claude_code.READER} or reader_for(head) is claude_code.READER


def _take(session: Session, agent: str | None, line: dict[str, Any], number: int) -> None:
    """Give a line to a session that needs no other line to know where it stands.

    ``agent``: whose file it is from, None for the session's own.
    """
    is_aside = line.get("isSidechain") is True
    if is_aside and not line.get("agentId"):
        raise _NeedsAll  # its agent is told by the lines before it
    is_answer = line.get("type") == "assistant"
    if is_answer and not line.get("uuid"):
        raise _NeedsAll  # it may repeat the line before
    if agent is not None:
        session.of_agent(agent, line, number)
    elif is_answer and not is_aside:
        session.answered(line, number)
    else:
        session.take(line, number)


def _lines(path: Path) -> Iterator[bytes]:
    """Return the lines of a file that is plain text."""
    data = path.read_bytes()
    if not data.startswith(b"{"):
        raise _NeedsAll
    return filter(None, data.split(b"\n"))


def _parsed(line: bytes) -> dict[str, Any]:
    """Return the object in a line; ValueError where it holds anything else."""
    found = orjson.loads(line)
    if not isinstance(found, dict):
        raise _NeedsAll
    return found


def _times(line: bytes) -> Iterator[Any]:
    """Yield the times that a line names anywhere, None for one that can't be read as it stands."""
    for stamp in _STAMPS.findall(line):
        yield when(stamp.decode("utf-8", "replace")) if stamp else None
