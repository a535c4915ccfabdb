"""Metrics in memory, for the life of the process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from headroom_lab.store.base import Store
from headroom_lab.store.reading import connection, load, show, stored
from headroom_lab.store.rows import line_of


class MemoryStore(Store):
    """Rows held as JSON lines by request id; each reading puts them before DuckDB."""

    def __init__(self) -> None:
        super().__init__("in memory")
        self._rows: dict[str, bytes] = {}

    def flush(self) -> None:
        """Do nothing: there is no other place."""

    def _append(self, row: dict[str, Any]) -> None:
        """Hold a row, unless its request id is known."""
        with self._lock:
            self._rows.setdefault(row["request_id"], line_of(row))

    @contextmanager
    def _reading(self, names: Sequence[str] | None = None) -> Iterator[Any]:
        """Open a connection with the view ``requests``."""
        with self._lock:
            lines = list(self._rows.values())
        with connection() as con:
            load(con, "held", (line.decode() for line in lines), names)
            show(con, f"SELECT {stored(names)} FROM held", names)
            yield con
