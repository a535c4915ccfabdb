"""Metrics in memory, for the life of the process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from headroom_lab.cache import ContentCache
from headroom_lab.store.base import Store
from headroom_lab.store.originals import Keeping, Original, original_of
from headroom_lab.store.reading import connection, load, show, stored, stored_columns
from headroom_lab.store.rows import line_of


class MemoryStore(Store):
    """Rows held as JSON lines by request id; each reading puts them before DuckDB."""

    def __init__(self, keeping: Keeping | None = None) -> None:
        super().__init__("in memory", keeping)
        self._rows: dict[str, bytes] = {}
        self._originals: ContentCache[str, dict[str, Any]] = ContentCache(
            self._keeping.most_bytes, lasts=True
        )

    def flush(self) -> None:
        """Do nothing: there is no other place."""

    def _append(self, row: dict[str, Any]) -> None:
        """Hold a row, unless its request id is known."""
        with self._lock:
            self._rows.setdefault(row["request_id"], line_of(row))

    def _keep(self, kept: list[dict[str, Any]]) -> None:
        """Hold originals."""
        self._originals.put_many((values["hash"], values, values["bytes"]) for values in kept)

    def _find(self, hash: str) -> Original | None:
        """Return an original that isn't too old."""
        kept = self._originals.get(hash)
        if kept is None or kept["kept_at"] < self._keeping.oldest:
            return None
        return original_of(kept["text"], kept["masked"])

    @contextmanager
    def _reading(self, names: Sequence[str] | None = None) -> Iterator[Any]:
        """Open a connection with the view ``requests``."""
        with self._lock:
            lines = list(self._rows.values())
        with connection() as con:
            load(con, "held", (line.decode() for line in lines), stored_columns(names))
            show(con, f"SELECT {stored(names)} FROM held", names)
            yield con
