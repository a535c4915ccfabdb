"""Metrics in an SQLite file, by the standard library's module."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from headroom_lab.file_locks import open_private
from headroom_lab.results.metrics import AUDIT, STORED, MetricsHistory
from headroom_lab.results.record import Column
from headroom_lab.store import originals
from headroom_lab.store.base import Store
from headroom_lab.store.damage import told
from headroom_lab.store.foreign import foreign_rows
from headroom_lab.store.originals import Keeping, Original, original_of
from headroom_lab.store.reading import connection, load, show, stored, stored_columns
from headroom_lab.store.schema import TABLE, migrate, schema_version, sqlite_type, version_of
from headroom_lab.store.summary import last_rows, summary_columns, totals
from headroom_lab.store.syncing import sync_path

BUSY_SECONDS = 30.0
_NESTED = frozenset(column.name for column in STORED if column.dtype == "object")
_INSERT = (
    f"INSERT OR IGNORE INTO {TABLE} ({stored()}) VALUES ({', '.join(f':{c.name}' for c in STORED)})"
)
_KEEP = (
    f"INSERT OR REPLACE INTO {originals.TABLE} ({originals.NAMES}) "
    f"VALUES ({', '.join(f':{c.name}' for c in originals.COLUMNS)})"
)
_KEYS = ("request_id", "hash")
# A connection must not be closed in a forked child, so it is kept from the garbage collector.
_of_parents: list[sqlite3.Connection] = []


@dataclass(frozen=True, slots=True)
class SQLiteFile:
    """An SQLite file as migrations see it."""

    con: sqlite3.Connection
    prefix: str = ""

    def run(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""
        return self.con.execute(query, values).fetchall()

    def has_table(self, name: str) -> bool:
        """Tell whether the file has that table."""
        query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
        return bool(self.run(query, [name]))

    def type_of(self, column: Column) -> str:
        """Return the type of a column."""
        return sqlite_type(column) + (" PRIMARY KEY" if column.name in _KEYS else "")

    def index(self, table: str, columns: str) -> None:
        """Make an index."""
        self.run(f"CREATE INDEX {table}_index ON {table} ({columns})")


class SQLiteStore(Store):
    """Rows in an SQLite file in WAL mode, each committed by itself.

    A commit is with the operating system and survives kill -9, but the last ones not a power
    cut, since they aren't synced one by one unless the store is ``durable``. Nothing is written before the first row. Rows of
    the public headroom-ai package in the same file are read along.
    """

    def __init__(
        self, path: Path, keeping: Keeping | None = None, *, durable: bool = False
    ) -> None:
        super().__init__(str(path), keeping)
        self.path = path
        self._durable = durable
        self._bytes_since_check = 0
        self._con: sqlite3.Connection | None = None
        with told(self.name):
            if not path.exists():
                return
            with self._reader() as con:
                version_of(SQLiteFile(con), f"store {path}")

    def flush(self) -> None:
        """Do nothing: each row is committed by itself."""

    def history(self, last: int = 20) -> MetricsHistory:
        """Return the totals of all rows and the ``last`` ones, oldest first.

        Of the other rows only the columns that are summed up are read.
        """
        with self._told_reading((*summary_columns(), "mode")) as con:
            sums, audited = totals(con), totals(con, AUDIT)
        with told(self.name), self._loaded(self._lines(None, last)) as con:
            return MetricsHistory(last_rows(con, last), sums, self.name, audited)

    def close(self) -> None:
        """Close the file's connection."""
        super().close()
        with self._lock:
            if self._con is not None:
                self._con.close()
                self._con = None

    def _append(self, row: dict[str, Any]) -> None:
        """Insert a row and commit, unless its request id is known."""
        values = {k: orjson.dumps(v).decode() if k in _NESTED else v for k, v in row.items()}
        with told(self.name), self._lock:
            self._opened().execute(_INSERT, values)

    def _keep(self, kept: list[dict[str, Any]]) -> None:
        """Commit originals; let go of what is too much when enough of them have come."""
        with told(self.name), self._lock:
            con = self._opened()
            with _alone(con):
                con.executemany(_KEEP, kept)
                self._bytes_since_check += sum(values["bytes"] for values in kept)
                if self._bytes_since_check > self._keeping.part:
                    self._bytes_since_check = 0
                    self._let_go(con)

    def _let_go(self, con: sqlite3.Connection) -> None:
        """Delete the originals that are too old, and the oldest beyond the bound."""
        table = originals.TABLE
        con.execute(f"DELETE FROM {table} WHERE kept_at < ?", [self._keeping.oldest])
        con.execute(
            f"DELETE FROM {table} WHERE {originals.too_many(table, self._keeping.most_bytes)}"
        )

    def _find(self, hash: str) -> Original | None:
        """Return an original that isn't too old."""
        if not self.path.exists():
            return None
        query = f"SELECT text, masked FROM {originals.TABLE} WHERE hash = ? AND kept_at >= ?"
        with self._reader() as con:
            file = SQLiteFile(con)
            version_of(file, f"store {self.path}")
            if not file.has_table(originals.TABLE):
                return None
            found = con.execute(query, [hash, self._keeping.oldest]).fetchone()
        return None if found is None else original_of(*found)

    def _opened(self) -> sqlite3.Connection:
        """Return the connection that writes."""
        if self._con is None:
            self._con = self._open_patiently()
        return self._con

    def _open_patiently(self) -> sqlite3.Connection:
        """Return a connection to the file, waiting for others who open it."""
        until = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                return self._open()
            except sqlite3.OperationalError as error:
                # The switch to WAL fails at once where another process has the file.
                if (
                    error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY
                    or time.monotonic() >= until
                ):
                    raise
            time.sleep(0.01)

    def _open(self) -> sqlite3.Connection:
        """Return a connection to the file, made and migrated where it needs to be."""
        if not self.path.exists():
            with suppress(FileExistsError):
                os.close(open_private(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL))
            if self._durable:
                sync_path(self.path.parent)
        con = sqlite3.connect(
            self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            con.execute("PRAGMA journal_mode=WAL")
            con.execute(f"PRAGMA synchronous={'FULL' if self._durable else 'NORMAL'}")
            if version_of(SQLiteFile(con), f"store {self.path}") < schema_version():
                _migrate(con, f"store {self.path}")
        except BaseException:
            con.close()
            raise
        return con

    @contextmanager
    def _reading(self, names: Sequence[str] | None = None) -> Iterator[Any]:
        """Open a connection with the view ``requests`` on a copy of the rows as they are now."""
        with self._loaded(self._lines(names), names) as con:
            yield con

    @contextmanager
    def _loaded(self, lines: Iterator[str], names: Sequence[str] | None = None) -> Iterator[Any]:
        """Open a connection with the view ``requests`` on those rows."""
        with connection() as con:
            load(con, "held", lines, stored_columns(names))
            show(con, f"SELECT {stored(names)} FROM held", names)
            yield con

    def _lines(self, names: Sequence[str] | None, newest: int | None = None) -> Iterator[str]:
        """Yield the rows as JSON, or ``newest`` of ours, those of headroom-ai last."""
        if not self.path.exists():
            return
        with self._reader() as con:
            file = SQLiteFile(con)
            con.execute("BEGIN")
            ours = version_of(file, f"store {self.path}") > 0
            if ours:
                yield from _own_lines(con, names, newest)
            yield from foreign_rows(con, TABLE if ours else None)

    @contextmanager
    def _reader(self) -> Iterator[sqlite3.Connection]:
        """Open the file to be read."""
        uri = f"{self.path.as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)) as con:
            yield con

    def after_fork(self) -> None:
        """Leave the parent's connection to the parent."""
        super().after_fork()
        if self._con is not None:
            _of_parents.append(self._con)
            self._con = None


def _migrate(con: sqlite3.Connection, source: str) -> None:
    """Bring the file to the newest schema, alone."""
    with _alone(con):
        migrate(SQLiteFile(con), source)


@contextmanager
def _alone(con: sqlite3.Connection) -> Iterator[None]:
    """Hold the file alone; commit what is done inside, or nothing of it."""
    con.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        con.execute("ROLLBACK")
        raise
    con.execute("COMMIT")


def _own_lines(
    con: sqlite3.Connection, names: Sequence[str] | None, newest: int | None
) -> Iterator[str]:
    """Yield the rows of our table as JSON, or as many of the newest ones."""
    columns = [c for c in STORED if names is None or c.name in names]
    have = {row[1] for row in con.execute(f"PRAGMA table_info({TABLE})")}
    kept = [c.name for c in columns if c.name in have]
    nested = [(i, name) for i, name in enumerate(kept) if name in _NESTED]
    selected = ", ".join(f'"{name}"' for name in kept)
    # Times are texts in UTC whose order is that of time.
    order = "rowid" if newest is None else f"timestamp DESC, request_id DESC LIMIT {newest:d}"
    for values in con.execute(f"SELECT {selected} FROM {TABLE} ORDER BY {order}"):
        row = dict(zip(kept, values, strict=True))
        for i, name in nested:
            row[name] = orjson.Fragment(values[i])
        yield orjson.dumps(row).decode()
