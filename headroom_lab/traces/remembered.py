"""What sessions came to, remembered between calls: a small file of JSON in the user's cache.

``XDG_CACHE_HOME`` moves it. A file that can't be read is made anew; nothing of a conversation's
text is in it.
"""

from __future__ import annotations

import os
from collections.abc import Set
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from headroom_lab.results.sessions import SessionRow
from headroom_lab.results.skips import Skip
from headroom_lab.traces.counting import packed, unpacked
from headroom_lab.traces.times import when
from headroom_lab.version import __version__

NAME = "sessions.json"
_FIELDS = {field.name for field in fields(SessionRow)}


class Stamp(NamedTuple):
    """By what a file is known to be the same."""

    size: int
    time: int


class Looked(NamedTuple):
    """What a file came to: its rows; why it has none; its requests, and those others told of."""

    rows: list[SessionRow]
    skipped: list[Skip]
    own: Set[bytes] = frozenset()
    shared: Set[bytes] = frozenset()


class Remembered:
    """What files came to by path, each with the stamp that it had."""

    def __init__(self, known: dict[str, Any]) -> None:
        self._known = known
        self._changed = False

    @classmethod
    def load(cls) -> Remembered:
        """Return what is remembered of this version; nothing where that can't be read."""
        try:
            found = orjson.loads(_path().read_bytes())
            known = found["files"] if found["version"] == __version__ else {}
        except (OSError, ValueError, KeyError, TypeError):
            known = {}
        return cls(known if isinstance(known, dict) else {})

    def looked(self, path: Path, stamp: Stamp, told: Set[bytes]) -> Looked | None:
        """Return what a file came to, None where it has changed or isn't known.

        ``told``: the requests of other files; where it shares others of them now, its rows are
        others too.
        """
        try:
            size, time, rows, skipped, own, shared = self._known[str(path)]
            if (size, time) != stamp:
                return None
            known = Looked(
                [_row(row) for row in rows],
                [Skip(str(path), *skip) for skip in skipped],
                set(unpacked(own)),
                set(unpacked(shared)),
            )
        except (KeyError, ValueError, TypeError):
            return None
        same = told.isdisjoint(known.own) and known.shared <= told
        return known if same else None

    def keep(self, path: Path, stamp: Stamp, found: Looked) -> None:
        """Remember what a file came to."""
        rows = [asdict(row) for row in found.rows]
        skipped = [[skip.reason, skip.lines, skip.line] for skip in found.skipped]
        self._known[str(path)] = [*stamp, rows, skipped, packed(found.own), packed(found.shared)]
        self._changed = True

    def save(self) -> None:
        """Write what is remembered, in one step; without a place for it nothing is kept."""
        if not self._changed:
            return
        with suppress(OSError):
            path = _path()
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}")
            part.write_bytes(orjson.dumps({"version": __version__, "files": self._known}))
            part.replace(path)


def _row(found: dict[str, Any]) -> SessionRow:
    """Return a remembered row; TypeError where it has other fields."""
    if set(found) != _FIELDS:
        raise TypeError("a row of another version")
    return SessionRow(**{**found, "started": when(found["started"]), "last": when(found["last"])})


def _path() -> Path:
    """Return where the rows are kept."""
    told = os.environ.get("XDG_CACHE_HOME")
    return (Path(told) if told else Path.home() / ".cache") / "headroom_lab" / NAME
