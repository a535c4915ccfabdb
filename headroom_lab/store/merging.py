"""Spooled rows put into the database, each once by its request id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from headroom_lab.errors import StoreError
from headroom_lab.store.attaching import attached, create
from headroom_lab.store.reading import connection, load, stored
from headroom_lab.store.schema import TABLE, migrate

COLUMNS = stored()


def merge(path: Path, folder: Path, lines: Iterable[str]) -> None:
    """Add the rows whose request id the database doesn't have; the first of equal ids counts.

    The caller holds the store's lock. What is added when this returns is in the file; after a
    kill at any moment the same call again adds what is missing and nothing twice. Raises
    StoreHeldError where somebody holds the file, StoreError where it can't be written.
    """
    import duckdb

    try:
        with connection() as con:
            if not path.exists():
                create(path, folder)
            with attached(con, path, read_only=False) as database:
                load(con, "incoming", lines)
                with transaction(con):
                    migrate(database, f"store {path}")
                    target = f"{database.prefix}{TABLE}"
                    query = new_rows("incoming", target)
                    con.execute(f"INSERT INTO {target} ({COLUMNS}) {query}")
    except (duckdb.Error, OSError) as error:
        raise StoreError(f"store {path}: {error}") from error


def new_rows(source: str, target: str) -> str:
    """Return the query for the rows of one table whose request id another one doesn't have."""
    # Only ids of the source are looked up, so the memory doesn't grow with the target.
    known = f"SELECT request_id FROM {target} SEMI JOIN {source} USING (request_id)"
    return (
        f"SELECT {COLUMNS} FROM {source} WHERE request_id NOT IN ({known}) "
        "QUALIFY row_number() OVER (PARTITION BY request_id ORDER BY place) = 1 ORDER BY place"
    )


@contextmanager
def transaction(con: Any) -> Iterator[None]:
    """Commit what is done inside, or nothing of it."""
    con.begin()
    try:
        yield
    except BaseException:
        con.rollback()
        raise
    con.commit()
