"""Who holds a spool, when it is given back, and when rows are merged unasked."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

import headroom_lab.store.duckdb as backend
from headroom_lab.store import DuckDBStore, locks
from headroom_lab.store.locks import StoreBusyError, locked
from headroom_lab.store.spool import ORIGINALS, SpoolWriter, find_spools, release_all
from tests.store.samples import row

forks = pytest.mark.skipif(sys.platform == "win32", reason="no fork shares a file there")


def taken(folder: Path) -> list[bool]:
    """Tell of each spool whether nobody else holds it; hold none afterwards."""
    spools = find_spools(folder, {})
    found = [spool.taken is not None for spool in spools]
    release_all(spools)
    return found


def test_a_spool_is_held_until_it_is_released(tmp_path: Path) -> None:
    writer = SpoolWriter(tmp_path)
    writer.append(b"one")
    writer.close()
    (spool,) = find_spools(tmp_path, {})
    fd = spool.taken
    assert fd is not None
    assert taken(tmp_path) == [False]
    spool.release()
    assert spool.taken is None
    with pytest.raises(OSError, match="Bad file"):
        os.fstat(fd)
    assert taken(tmp_path) == [True]
    spool.release()
    assert taken(tmp_path) == [True]


@forks
def test_what_is_let_go_is_free_although_a_forked_child_has_the_file_open(tmp_path: Path) -> None:
    writer = SpoolWriter(tmp_path)
    writer.append(b"one")
    assert writer._fd is not None
    childs = os.dup(writer._fd)  # shares the lock, as a forked child's file does
    writer.close()
    assert taken(tmp_path) == [True]
    (spool,) = find_spools(tmp_path, {})
    assert spool.taken is not None
    others = os.dup(spool.taken)
    spool.release()
    assert taken(tmp_path) == [True]
    for fd in (childs, others):
        os.close(fd)


@forks
def test_a_child_that_forgets_leaves_its_parents_lock(tmp_path: Path) -> None:
    writer = SpoolWriter(tmp_path)
    writer.append(b"one")
    assert writer._fd is not None
    parents = os.dup(writer._fd)
    writer.forget()
    assert taken(tmp_path) == [False]
    os.close(parents)
    assert taken(tmp_path) == [True]


@forks
def test_the_stores_lock_is_free_after_use_although_a_child_has_it_open(tmp_path: Path) -> None:
    with locked(tmp_path / "lock", 0):
        (held,) = locks._held
        childs = os.dup(held)
        with pytest.raises(StoreBusyError), locked(tmp_path / "lock", 0):
            pass
    with locked(tmp_path / "lock", 0):
        pass
    os.close(childs)


def test_rows_are_merged_each_time_that_enough_have_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    merged: list[int] = []
    monkeypatch.setattr(backend, "MERGE_ROWS", 4)
    store = DuckDBStore(tmp_path / "x.duckdb")
    monkeypatch.setattr(store, "_settle_or_warn", lambda: merged.append(number))
    for number in range(1, 13):
        store.record(row(number))
    assert merged == [4, 8, 12]


def test_originals_are_merged_each_time_that_a_part_of_the_bound_has_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    merged: list[int] = []
    store = DuckDBStore(tmp_path / "x.duckdb")
    monkeypatch.setattr(backend.Keeping, "part", property(lambda self: 1000))
    monkeypatch.setattr(store, "_settle_or_warn", lambda: merged.append(number))
    for number in range(1, 10):
        store.keep({f"{number:012x}": "x" * 300})
    # A line has 300 characters and what stands beside them.
    assert merged == [3, 6, 9]
    assert len(list(tmp_path.glob(f"*/*{ORIGINALS}"))) == 1
