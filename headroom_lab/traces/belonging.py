"""Files that belong to a session: those of its sub-agents.

Claude Code keeps them in ``<session>/subagents/agent-*.jsonl``, older versions beside the
session's file, under the session's id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatch
from functools import lru_cache
from itertools import islice
from pathlib import Path

from headroom_lab.traces.opening import opened
from headroom_lab.traces.records import Record, records
from headroom_lab.traces.skipping import Skipping

FOLDER, PATTERN = "subagents", "agent-*.jsonl"


def is_companion(path: Path) -> bool:
    """Tell whether a file is read with the session that it belongs to, which lies there too."""
    if not fnmatch(path.name, PATTERN):
        return False
    if path.parent.name == FOLDER:
        return path.parent.parent.with_suffix(".jsonl").is_file()
    owner = _owner(path)
    return owner is not None and (path.parent / f"{owner}.jsonl").is_file()


def belonging(path: Path) -> list[Path]:
    """Return the files that belong to a session's file, in order."""
    below = path.parent / path.stem / FOLDER
    own = sorted(below.glob(PATTERN)) if below.is_dir() else []
    if not fnmatch(path.name, PATTERN):
        own += _beside(path.parent, path.parent.stat().st_mtime_ns).get(path.stem, ())
    return own


def companions(path: Path, skipping: Skipping) -> Iterator[tuple[str, Iterable[Record]]]:
    """Yield the name and the records of each file that belongs to a session's file."""
    for file in belonging(path):
        with opened(file) as stream:
            yield file.stem, records(stream, file.stat().st_size, skipping)


@lru_cache(maxsize=8)
def _beside(folder: Path, _time: int) -> Mapping[str, list[Path]]:
    """Return the sub-agents' files that lie in a folder by the session that each says it is of.

    A folder that has been written to since is looked through anew.
    """
    found: dict[str, list[Path]] = {}
    for file in sorted(folder.glob(PATTERN)):
        found.setdefault(_owner(file) or "", []).append(file)
    return found


def _owner(path: Path) -> str | None:
    """Return the id of the session in which a sub-agent's file says that it belongs."""
    with opened(path) as stream:
        for _, record in islice(records(stream, 0, Skipping(str(path))), 3):
            if isinstance(record.get("sessionId"), str):
                return str(record["sessionId"])
    return None
