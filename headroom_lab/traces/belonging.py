"""Files that belong to a session: those of its sub-agents.

Claude Code keeps them in ``<session>/subagents/agent-*.jsonl``, older versions beside the
session's file, under the session's id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from headroom_lab.traces.opening import opened
from headroom_lab.traces.records import Record, records
from headroom_lab.traces.skipping import Skipping

FOLDER, PATTERN = "subagents", "agent-*.jsonl"


def is_companion(path: Path) -> bool:
    """Tell whether a file is read with the session that it belongs to, which lies there too."""
    if not path.match(PATTERN):
        return False
    if path.parent.name == FOLDER:
        return path.parent.parent.with_suffix(".jsonl").is_file()
    owner = _owner(path)
    return owner is not None and (path.parent / f"{owner}.jsonl").is_file()


def companions(path: Path, skipping: Skipping) -> Iterator[tuple[str, Iterable[Record]]]:
    """Yield the name and the records of each file that belongs to a session's file."""
    own = sorted((path.parent / path.stem / FOLDER).glob(PATTERN))
    if not path.match(PATTERN):
        own += [p for p in sorted(path.parent.glob(PATTERN)) if _owner(p) == path.stem]
    for file in own:
        with opened(file) as stream:
            yield file.stem, records(stream, file.stat().st_size, skipping)


def _owner(path: Path) -> str | None:
    """Return the id of the session in which a sub-agent's file says that it belongs."""
    with opened(path) as stream:
        for _, record in islice(records(stream, 0, Skipping(str(path))), 3):
            if isinstance(record.get("sessionId"), str):
                return str(record["sessionId"])
    return None
