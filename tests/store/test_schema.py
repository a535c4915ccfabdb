"""Schema versions: older files are migrated, newer ones refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import duckdb
import pytest

from headroom_lab.errors import HeadroomWarning, StoreError
from headroom_lab.results.metrics import STORED
from headroom_lab.store import open_store, schema
from tests.store.samples import fill, ids, row


def change(path: Path, statement: str) -> None:
    """Run a statement on a store's file."""
    if path.suffix == ".db":
        con = sqlite3.connect(path, isolation_level=None)
        con.execute(statement)
        con.close()
    else:
        with duckdb.connect(str(path)) as other:
            other.execute(statement)


def columns(path: Path) -> list[str]:
    """Return the columns in a store's file."""
    query = "select name from pragma_table_info('headroom_requests')"
    if path.suffix == ".db":
        con = sqlite3.connect(path)
        rows = con.execute(query).fetchall()
        con.close()
    else:
        with duckdb.connect(str(path)) as other:
            rows = other.execute(query).fetchall()
    return [name for (name,) in rows]


def m002_note(database: schema.Database) -> None:
    """Add a column, as a later version might."""
    database.run(f"ALTER TABLE {database.prefix}{schema.TABLE} ADD COLUMN note VARCHAR")


def test_the_tables_have_the_declared_columns(path: Path) -> None:
    with open_store(path) as store:
        fill(store, 0, 1)
    assert columns(path) == [column.name for column in STORED]


@pytest.mark.parametrize("first", ["write", "read"])
def test_an_older_file_is_migrated_and_keeps_its_rows(
    path: Path, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(path) as store:
        fill(store, 0, 3)
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, m002_note))
    with open_store(path) as store:
        if first == "write":
            store.record(row(3))
        assert len(ids(store)) == (4 if first == "write" else 3)
        store.record(row(4))
    assert "note" in columns(path)
    assert "r000004" in ids(open_store(path))


def test_a_column_that_an_older_file_lacks_is_read_as_empty(path: Path) -> None:
    with open_store(path) as store:
        fill(store, 0, 2)
    change(path, "ALTER TABLE headroom_requests DROP COLUMN price_date")
    if path.suffix == ".db":
        assert open_store(path).history().rows[0].price_date is None


def test_a_newer_file_is_refused_and_left_as_it_is(path: Path) -> None:
    with open_store(path) as store:
        fill(store, 0, 2)
        store.flush()
        late = open_store(path)
        change(path, "INSERT INTO headroom_schema VALUES (99)")
        with pytest.raises(StoreError, match=r"schema version 99.*reads up to \d: upgrade"):
            open_store(path)
        with pytest.raises(StoreError, match="99"):
            late.to_frame()
        refuse(path, late)
        change(path, "DELETE FROM headroom_schema WHERE version = 99")
    assert len(ids(open_store(path))) == (2 if path.suffix == ".db" else 3)


def refuse(path: Path, late: Any) -> None:
    """Check that no row gets into a newer file; a DuckDB store keeps it in its spool."""
    if path.suffix == ".db":
        with pytest.raises(StoreError, match="99"):
            late.record(row(9))
    else:
        late.record(row(9))
        with pytest.warns(HeadroomWarning, match="99"):
            late.close()


def test_a_failed_migration_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def m003_broken(database: schema.Database) -> None:
        database.run("SELECT nothing")

    with open_store(path) as store:
        fill(store, 0, 3)
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, m002_note, m003_broken))
        store = open_store(path)
        with pytest.raises(StoreError, match="nothing"):
            store.record(row(4)) if path.suffix == ".db" else store.to_frame()
    assert columns(path) == [column.name for column in STORED]
    assert len(ids(open_store(path))) == 3


def test_a_file_from_before_the_columns_of_costs_gets_them(path: Path) -> None:
    with open_store(path) as store:
        fill(store, 0, 2)
        store.flush()
    for name in (
        "cost_note",
        "answered_by",
        "service_tier",
        "web_searches",
        "counted_by",
        "warning",
    ):
        change(path, f"ALTER TABLE headroom_requests DROP COLUMN {name}")
    change(path, "DELETE FROM headroom_schema WHERE version >= 3")
    with open_store(path) as store:
        store.record(row(2))
        store.flush()
    assert set(columns(path)) == {column.name for column in STORED}
    rows = open_store(path).history().rows
    assert [(r.cost_note, r.web_searches) for r in rows] == [(None, 0)] * 3
