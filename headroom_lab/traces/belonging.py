"""Files that belong to another: those of sub-agents, and the later ones of a series.

Claude Code keeps sub-agents in ``<session>/subagents/agent-*.jsonl``, older versions beside the
session's file, under the session's id. A recording goes on in ``requests-0002.jsonl`` … where
``requests-0001.jsonl`` is full. OpenHands writes a file a completion, or a file an event.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatch
from functools import lru_cache
from itertools import islice
from pathlib import Path

from headroom_lab.traces.lines import Allowance
from headroom_lab.traces.opening import opened
from headroom_lab.traces.records import Record, records
from headroom_lab.traces.skipping import Skipping

FOLDER, PATTERN = "subagents", "agent-*.jsonl"
# What the files of a series are called, by their numbers or times, and where they lie.
_SERIES = (
    (re.compile(r"requests-(\d{4,9})\.jsonl(?:\.(?:gz|xz|zst))?", re.ASCII), ""),
    (re.compile(r".+-(\d{9,11}\.\d{1,9})\.json", re.ASCII), "completions"),
    (re.compile(r"event-(\d{5,9})-.+\.json", re.ASCII), "events"),
)


def is_companion(path: Path) -> bool:
    """Tell whether a file is read with another one, which lies there too."""
    if found := _series_of(path):
        return found[0] != path
    if not fnmatch(path.name, PATTERN):
        return False
    if path.parent.name == FOLDER:
        return path.parent.parent.with_suffix(".jsonl").is_file()
    owner = _owner(path)
    return owner is not None and (path.parent / f"{owner}.jsonl").is_file()


def belonging(path: Path) -> list[Path]:
    """Return the files that belong to another, in order."""
    if found := _series_of(path):
        return found[1:] if found[0] == path else []
    below = path.parent / path.stem / FOLDER
    own = sorted(below.glob(PATTERN)) if below.is_dir() else []
    if not fnmatch(path.name, PATTERN):
        own += _beside(path.parent, path.parent.stat().st_mtime_ns).get(path.stem, ())
    return own


def companions(path: Path, skipping: Skipping) -> Iterator[tuple[str, Iterable[Record]]]:
    """Yield the name and the records of each file that belongs to another."""
    for file in belonging(path):
        with opened(file) as stream:
            yield file.stem, records(stream, Allowance(file.stat().st_size), skipping)


@lru_cache(maxsize=8)
def _beside(folder: Path, _time: int) -> Mapping[str, list[Path]]:
    """Return the sub-agents' files that lie in a folder by the session that each says it is of.

    A folder that has been written to since is looked through anew.
    """
    found: dict[str, list[Path]] = {}
    for file in sorted(folder.glob(PATTERN)):
        found.setdefault(_owner(file) or "", []).append(file)
    return found


def _series_of(path: Path) -> list[Path]:
    """Return the files of the series that a file is of, in order; none for any other file."""
    for kind in range(len(_SERIES)):
        if _number(path, kind) is not None:
            found = _numbered(path.parent, path.parent.stat().st_mtime_ns)[kind]
            return found if path in found else [path]
    return []


@lru_cache(maxsize=8)
def _numbered(folder: Path, _time: int) -> list[list[Path]]:
    """Return the files of each series in a folder, in order; anew where it has been written to."""
    found: list[list[tuple[float, Path]]] = [[] for _ in _SERIES]
    for path in folder.iterdir():
        for kind, listed in enumerate(found):
            number = _number(path, kind)
            if number is not None:
                listed.append((number, path))
    return [[path for _, path in sorted(listed)] for listed in found]


def recorded_number(path: Path) -> int:
    """Return which file of a recording this is, by its name; 0 for any other file."""
    return int(_number(path, 0) or 0)


def _number(path: Path, kind: int) -> float | None:
    """Return the place of a file in a series of a kind, None for one that is in none."""
    pattern, below = _SERIES[kind]
    found = pattern.fullmatch(path.name)
    near = (path.parent.name, path.parent.parent.name)
    return float(found[1]) if found and any(below in name for name in near) else None


def _owner(path: Path) -> str | None:
    """Return the id of the session in which a sub-agent's file says that it belongs."""
    with opened(path) as stream:
        for _, record in islice(records(stream, Allowance(0), Skipping(str(path))), 3):
            if isinstance(record.get("sessionId"), str):
                return str(record["sessionId"])
    return None
