"""A DuckDB file shared by several, some of them strangers."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import duckdb
import pytest

import headroom_lab.store.duckdb as backend
from headroom_lab.errors import HeadroomWarning, StoreError
from headroom_lab.store import open_store
from headroom_lab.store.attaching import attached
from headroom_lab.store.locks import locked
from headroom_lab.store.reading import connection
from tests.store.holder import held
from tests.store.samples import fill, ids, row


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A DuckDB file that isn't there yet."""
    return tmp_path / "x.duckdb"


def rows_in(path: Path) -> int:
    """Return the rows in the file itself."""
    with duckdb.connect(str(path), read_only=True) as con:
        found: int = con.sql("select count(*) from headroom_requests").fetchall()[0][0]
    return found


def test_readers_see_rows_that_others_have_not_merged_yet(path: Path) -> None:
    with open_store(path) as one, open_store(path) as two:
        fill(one, 0, 3)
        fill(two, 3, 5)
        assert len(ids(one)) == len(ids(two)) == 5
        fill(two, 5, 7)
        assert len(ids(one)) == 7
        assert len(list(path.parent.glob("*/*.spool"))) == 1


def test_rows_merged_by_others_are_not_merged_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(path) as one, open_store(path) as two:
        fill(one, 0, 4)
        assert len(ids(two)) == 4
        monkeypatch.setattr(backend, "merge", lambda *given: pytest.fail("merged again"))
        assert len(ids(two)) == 4
        one.flush()


def test_a_crash_between_the_commit_and_the_removal_doubles_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*given: object) -> None:
        raise KeyboardInterrupt

    store = open_store(path)
    fill(store, 0, 4)
    with monkeypatch.context() as patched:
        patched.setattr(backend, "write_ledger", killed)
        with pytest.raises(KeyboardInterrupt):
            store.flush()
    assert rows_in(path) == 4
    assert len(ids(open_store(path))) == 4
    assert rows_in(path) == 4


def test_enough_rows_are_merged_without_being_asked(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backend, "MERGE_ROWS", 10)
    store = open_store(path)
    fill(store, 0, 25)
    assert rows_in(path) == 20


def test_a_deleted_file_is_made_anew(path: Path) -> None:
    with open_store(path) as one, open_store(path) as two:
        fill(one, 0, 2)
        two.flush()
        path.unlink()
        fill(one, 2, 4)
        assert ids(two) == [f"r{n:06d}" for n in range(4)]


def test_a_reader_is_told_who_holds_the_file_and_recording_goes_on(path: Path) -> None:
    store = open_store(path)
    fill(store, 0, 2)
    store.flush()
    with held(path) as pid:
        fill(store, 2, 5)
        with pytest.raises(StoreError, match=rf"held by process {pid} \(.*python"):
            store.to_frame()
        with pytest.warns(HeadroomWarning, match=f"process {pid}"):
            store.flush()
        other = open_store(path)
        fill(other, 5, 6)
        with pytest.warns(HeadroomWarning, match=f"process {pid}"):
            other.close()
    assert len(ids(store)) == 6


def test_a_held_file_is_warned_of_once_while_rows_come(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backend, "MERGE_ROWS", 3)
    store = open_store(path)
    fill(store, 0, 3)
    with held(path), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        fill(store, 3, 20)
    assert [w.category for w in caught] == [HeadroomWarning]
    assert len(ids(store)) == 20


def test_who_only_reads_the_file_lets_others_read_it_and_the_spools(path: Path) -> None:
    store = open_store(path)
    fill(store, 0, 3)
    store.flush()
    with held(path, "read"):
        fill(store, 2, 6)
        store.record(row(5, tokens_output=1))
        assert ids(store) == [f"r{n:06d}" for n in range(6)]
        assert set(store.to_frame()["tokens_output"]) == {50}
        assert store.summary()["requests"].sum() == 6
    assert rows_in(path) == 3
    assert len(ids(store)) == 6
    assert rows_in(path) == 6


def test_an_own_connection_of_the_same_process_is_named(path: Path) -> None:
    store = open_store(path)
    fill(store, 0, 2)
    store.flush()
    with duckdb.connect(str(path)):
        fill(store, 2, 3)
        with pytest.raises(StoreError, match=rf"connection of this process \({os.getpid()}\)"):
            store.to_frame()
    assert len(ids(store)) == 3


def test_a_busy_store_names_the_process_that_works_on_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backend, "WAIT_SECONDS", 0.05)
    monkeypatch.setattr(backend, "MERGE_ROWS", 2)
    store = open_store(path)
    fill(store, 0, 1)
    with locked(path.parent / "x.duckdb.spool" / "lock", 1):
        fill(store, 1, 4)
        with pytest.raises(StoreError, match=f"process {os.getpid()} has worked on it"):
            store.to_frame()
    assert len(ids(store)) == 4


def test_no_log_that_others_may_read_is_written_beside_the_file(path: Path) -> None:
    with open_store(path) as store:
        fill(store, 0, 2)
    with connection() as con, attached(con, path, read_only=False) as database:
        database.run("INSERT INTO headroom_store.headroom_requests (request_id) VALUES ('x')")
        assert list(path.parent.glob("*.wal")) == []


def test_a_users_own_duckdb_file_keeps_its_tables(path: Path) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute("create table requests as select 42 as answer")
    with open_store(path) as store:
        assert ids(store) == []
        fill(store, 0, 2)
        assert len(ids(store)) == 2
    with duckdb.connect(str(path)) as con:
        assert con.sql("from requests").fetchall() == [(42,)]
