"""The database file under a DuckDB connection, for as short as can be."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from headroom_lab.errors import StoreError
from headroom_lab.results.record import Column
from headroom_lab.store.damage import refusal
from headroom_lab.store.reading import quoted
from headroom_lab.store.schema import duckdb_type

ALIAS = "headroom_store"
_HOLDER = re.compile(r"held in (?P<program>.*?) \(PID (?P<pid>\d+)\)")
_SAME_PROCESS = ("already attached", "different configuration", "Unique file handle conflict")


class StoreHeldError(StoreError):
    """Another program, or another connection of this process, holds the database file."""


@dataclass(frozen=True, slots=True)
class Attached:
    """An attached DuckDB file as migrations see it."""

    con: Any
    prefix: str = f"{ALIAS}."

    def run(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""
        rows: list[tuple[Any, ...]] = self.con.execute(query, list(values)).fetchall()
        return rows

    def has_table(self, name: str) -> bool:
        """Tell whether the file has that table."""
        query = "SELECT 1 FROM duckdb_tables() WHERE database_name = ? AND table_name = ?"
        return bool(self.run(query, [ALIAS, name]))

    def type_of(self, column: Column) -> str:
        """Return the type of a column."""
        return duckdb_type(column)

    def index(self, table: str, columns: str) -> None:
        """Make none: DuckDB reads whole columns."""


@contextmanager
def attached(con: Any, path: Path, *, read_only: bool) -> Iterator[Attached]:
    """Attach a DuckDB file; StoreHeldError where somebody holds it, StoreError otherwise."""
    attach(con, path, read_only=read_only)
    try:
        yield Attached(con)
    finally:
        con.execute(f"DETACH {ALIAS}")


def attach(con: Any, path: Path, *, read_only: bool) -> None:
    """Attach a DuckDB file until the connection ends."""
    import duckdb

    # With a threshold of 0 a commit goes straight into the file: a WAL beside it would be
    # readable by other users, whatever the file's own mode.
    con.execute("SET checkpoint_threshold='0KB'")
    # Told its type, DuckDB doesn't guess at others and wants no extension for them.
    mode = "(TYPE duckdb, READ_ONLY)" if read_only else "(TYPE duckdb)"
    try:
        con.execute(f"ATTACH {quoted(str(path))} AS {ALIAS} {mode}")
    except duckdb.Error as error:
        raise _refusal(path, error) from error


def create(path: Path, folder: Path) -> None:
    """Make an empty database that only its owner may read; the caller holds the store's lock.

    It is made in the store's private folder and moved, so it is never there half-written.
    """
    import duckdb

    fresh = folder / "new.duckdb"
    fresh.unlink(missing_ok=True)
    duckdb.connect(str(fresh)).close()
    fresh.chmod(0o600)
    os.replace(fresh, path)


def _refusal(path: Path, error: Exception) -> StoreError:
    """Return the error that says who holds the file, or what DuckDB says of it."""
    text = str(error)
    match = _HOLDER.search(text)
    if match:
        who = f"process {match['pid']} ({match['program']})"
    elif any(sign in text for sign in _SAME_PROCESS):
        who = f"another connection of this process ({os.getpid()})"
    else:
        return refusal(str(path), error)
    return StoreHeldError(
        f"store {path} is held by {who}: close it there. New rows go on to {path.name}.spool"
    )
