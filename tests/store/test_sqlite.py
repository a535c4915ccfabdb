"""An SQLite file: the standard library's module, WAL, and other writers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest

import headroom_lab.store.sqlite as backend
from headroom_lab.errors import StoreError
from headroom_lab.results.record import Column
from headroom_lab.store import open_store
from tests.store.samples import fill, ids, row


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An SQLite file that isn't there yet, with characters that a URI would trip over."""
    return tmp_path / "50% of #1?.db"


def test_the_file_is_in_wal_mode_and_readable_by_sqlite_alone(path: Path) -> None:
    with open_store(path) as store:
        fill(store, 0, 3)
        with closing(sqlite3.connect(path)) as con:
            assert con.execute("pragma journal_mode").fetchone() == ("wal",)
            found = con.execute(
                "select count(*), sum(json_bloat_tokens), min(timestamp), max(removals) "
                "from headroom_requests"
            ).fetchone()
    assert found == (3, 93, "2025-03-01T23:30:00.000000+00:00", '{"item":400}')


def test_a_row_is_committed_when_record_returns(path: Path) -> None:
    store = open_store(path)
    fill(store, 0, 2)
    with closing(sqlite3.connect(path)) as con:
        assert con.execute("select count(*) from headroom_requests").fetchone() == (2,)
    store.close()


def test_a_row_waits_for_another_writer(path: Path) -> None:
    with open_store(path) as store, closing(sqlite3.connect(path, check_same_thread=False)) as con:
        fill(store, 0, 1)
        con.execute("begin immediate")
        waiting = Timer(0.2, con.rollback)
        waiting.start()
        fill(store, 1, 3)
        waiting.join()
        assert len(ids(store)) == 3


def test_a_file_locked_for_too_long_is_an_error(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backend, "BUSY_SECONDS", 0.05)
    with open_store(path) as store, closing(sqlite3.connect(path)) as con:
        fill(store, 0, 1)
        con.execute("begin immediate")
        with pytest.raises(StoreError, match="locked"):
            store.record(row(1))
        con.rollback()
        store.record(row(1))
        assert len(ids(store)) == 2


def test_a_forked_child_never_uses_its_parents_connection(path: Path) -> None:
    store = backend.SQLiteStore(path)
    fill(store, 0, 1)
    parents = store._con
    store.after_fork()
    fill(store, 1, 2)
    assert store._con is not parents
    assert parents in backend._of_parents
    assert len(ids(store)) == 2


def test_a_history_reads_whole_rows_only_for_those_it_shows(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    load = backend.load

    def watched(con: object, table: str, lines: Iterable[str], columns: Sequence[Column]) -> None:
        given = list(lines)
        sizes.append(sum(map(len, given)))
        load(con, table, given, columns)

    with open_store(path) as store, open_store() as other:
        for filled in (store, other):
            fill(filled, 0, 60)
        monkeypatch.setattr(backend, "load", watched)
        assert store.history(5).rows == other.history(5).rows
        assert store.history(5).totals == other.history(5).totals
        assert store.history(5).audit == other.history(5).audit
        store.to_frame()
    assert sum(sizes[:2]) < 0.7 * sizes[-1]
