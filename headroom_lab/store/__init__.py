"""Where metrics live: in memory, in a DuckDB file or in an SQLite file."""

from __future__ import annotations

import os

from headroom_lab.errors import StoreError
from headroom_lab.store.base import Store, open_stores
from headroom_lab.store.duckdb import DuckDBStore
from headroom_lab.store.memory import MemoryStore
from headroom_lab.store.originals import KEEP_BYTES, KEEP_DAYS, Keeping, Original
from headroom_lab.store.sqlite import SQLiteStore
from headroom_lab.store.urls import locate

__all__ = [
    "DuckDBStore",
    "MemoryStore",
    "Original",
    "SQLiteStore",
    "Store",
    "open_store",
    "open_stores",
]


def open_store(
    url: str | os.PathLike[str] | None = None,
    *,
    durable: bool = False,
    redact: bool = True,
    keep_bytes: int = KEEP_BYTES,
    keep_days: float = KEEP_DAYS,
) -> Store:
    """Return the metrics store that a URL names; a context manager.

    Nothing is written before the first row. Beside the rows stand originals of what was cut, by
    content hash, for ``retrieve``.

    Args:
        url: None: in memory; ``duckdb:///headroom.duckdb``, ``sqlite:///headroom.db``: a file in the current
            folder (four slashes: an absolute path); a plain path goes by its suffix.
        durable: a row is acknowledged only once the disk itself has it, so that a power cut costs none (slower:
            an fsync a row). False: a row survives the end of its process, ``kill -9`` included.
        redact: False keeps originals with their secrets (True).
        keep_bytes: how much of the newest originals is kept, in bytes (256 million; 0 keeps none).
        keep_days: for how many days (30).

    Raises:
        StoreError: for any other URL, a missing folder, a file that is no store, one that a newer
            headroom_lab wrote, and a durable store in memory.
        ConfigError: for a bound that is none.

    Example::

        with open_store("sqlite:///headroom.db") as store:
            store.to_frame()
    """
    keeping = Keeping(redact, keep_bytes, keep_days)
    location = locate(url)
    if location.path is None:
        if durable:
            raise StoreError("a store in memory can't be durable: give durable=True with a file")
        return MemoryStore(keeping)
    if location.kind == "duckdb":
        return DuckDBStore(location.path, keeping, durable=durable)
    return SQLiteStore(location.path, keeping, durable=durable)
