"""Spooled rows and originals put into the database, each once by its id or hash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from headroom_lab.store import originals
from headroom_lab.store.attaching import Attached, attached, create
from headroom_lab.store.damage import told
from headroom_lab.store.originals import Keeping
from headroom_lab.store.reading import connection, load, quoted, stored
from headroom_lab.store.schema import TABLE, migrate

COLUMNS = stored()


def merge(
    path: Path,
    folder: Path,
    lines: Iterable[str] = (),
    kept: Iterable[str] = (),
    keeping: Keeping | None = None,
) -> None:
    """Add the rows whose request id the database doesn't have, and originals.

    The first of equal request ids counts, the last of equal hashes. ``keeping`` tells which
    originals go. The caller holds the store's lock. What is added when this returns is in the
    file; after a kill at any moment the same call again adds what is missing and nothing twice.
    Raises StoreHeldError where somebody holds the file, StoreError where it can't be written.
    """
    with told(str(path)), connection() as con:
        if not path.exists():
            create(path, folder)
        with attached(con, path, read_only=False) as database:
            load(con, "incoming", lines)
            load(con, "incoming_originals", kept, originals.COLUMNS)
            with transaction(con):
                migrate(database, f"store {path}")
                target = f"{database.prefix}{TABLE}"
                query = new_rows("incoming", target)
                con.execute(f"INSERT INTO {target} ({COLUMNS}) {query}")
                _add_originals(database, keeping)


def new_rows(source: str, target: str) -> str:
    """Return the query for the rows of one table whose request id another one doesn't have."""
    # Only ids of the source are looked up, so the memory doesn't grow with the target.
    known = f"SELECT request_id FROM {target} SEMI JOIN {source} USING (request_id)"
    return (
        f"SELECT {COLUMNS} FROM {source} WHERE request_id NOT IN ({known}) "
        "QUALIFY row_number() OVER (PARTITION BY request_id ORDER BY place) = 1 ORDER BY place"
    )


def _add_originals(database: Attached, keeping: Keeping | None) -> None:
    """Put incoming originals in the place of equal ones, and let go of what is too much."""
    if keeping is None or not database.run("SELECT 1 FROM incoming_originals LIMIT 1"):
        return
    table = f"{database.prefix}{originals.TABLE}"
    database.run(f"DELETE FROM {table} WHERE hash IN (SELECT hash FROM incoming_originals)")
    database.run(
        f"INSERT INTO {table} ({originals.NAMES}) SELECT {originals.NAMES} FROM incoming_originals "
        "QUALIFY row_number() OVER (PARTITION BY hash ORDER BY kept_at DESC, place DESC) = 1"
    )
    old = f"kept_at < {quoted(keeping.oldest)}::TIMESTAMPTZ"
    database.run(f"DELETE FROM {table} WHERE {old}")
    database.run(f"DELETE FROM {table} WHERE {originals.too_many(table, keeping.most_bytes)}")


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
