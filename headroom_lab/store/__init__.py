"""Where metrics live: in memory, in a DuckDB file or in an SQLite file."""

from __future__ import annotations

import os

from headroom_lab.store.base import Store
from headroom_lab.store.duckdb import DuckDBStore
from headroom_lab.store.memory import MemoryStore
from headroom_lab.store.sqlite import SQLiteStore
from headroom_lab.store.urls import locate

__all__ = ["DuckDBStore", "MemoryStore", "SQLiteStore", "Store", "open_store"]


def open_store(url: str | os.PathLike[str] | None = None) -> Store:
    """Return the metrics store that a URL names; a context manager.

    None: in memory; ``duckdb:///headroom.duckdb``, ``sqlite:///headroom.db``: a file in the
    current folder (four slashes: an absolute path); a plain path goes by its suffix. Nothing is
    written before the first row. Raises StoreError for any other URL, a missing folder, a file
    that is no store, and one that a newer headroom_lab wrote.
    """
    location = locate(url)
    if location.path is None:
        return MemoryStore()
    if location.kind == "duckdb":
        return DuckDBStore(location.path)
    return SQLiteStore(location.path)
