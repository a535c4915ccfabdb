"""A durable store and a power cut: what was acknowledged is there again."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from headroom_lab.errors import StoreError
from headroom_lab.store import open_store
from headroom_lab.store.spool import SpoolWriter, find_spools, release_all
from tests.store.disk import Disk, restored
from tests.store.samples import ids, row

ROWS = 6
linux = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for names of files")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder of which all is known."""
    folder = tmp_path / "place"
    folder.mkdir()
    return folder


def lines(folder: Path) -> list[str]:
    """Return the rows in the spools of a folder."""
    if not folder.exists():
        return []
    spools = find_spools(folder, {})
    try:
        return [line for spool in spools for line in spool.lines()]
    finally:
        release_all(spools)


@linux
def test_every_acknowledged_row_is_there_after_a_cut_at_any_write(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, acknowledged, states = Disk(place, monkeypatch), 0, []
    store = open_store(place / "x.duckdb", durable=True)
    write = os.write

    def watched(fd: int, data: Any) -> int:
        done = write(fd, bytes(data)[:100])  # torn into pieces, each of which may be the last
        states.append((acknowledged, disk.after_a_cut()))
        return done

    monkeypatch.setattr(os, "write", watched)
    for number in range(ROWS):
        store.record(row(number))
        acknowledged += 1
        states.append((acknowledged, disk.after_a_cut()))
    assert len(states) > 4 * ROWS
    for number, (count, files) in enumerate(states):
        found = lines(restored(files, tmp_path / f"cut{number}") / "x.duckdb.spool")
        assert count <= len(found) <= count + 1


def test_every_prefix_of_a_spool_gives_back_what_was_acknowledged_before(tmp_path: Path) -> None:
    writer, sizes, rows = SpoolWriter(tmp_path, durable=True), [], ['{"a":1}', '{"b":"é"}', "{}"]
    for line in rows:
        writer.append(line.encode())
        (path,) = tmp_path.glob("*.spool")
        sizes.append(path.stat().st_size)
    writer.close()
    whole = path.read_bytes()
    for cut in range(len(whole) + 1):
        # Behind what was synced a file system may leave nothing, zeros or anything else.
        for tail in (b"", bytes(40), whole[cut : cut + 9][::-1] + b"\n"):
            path.write_bytes(whole[:cut] + tail)
            found, count = lines(tmp_path), sum(size <= cut for size in sizes)
            assert count <= len(found) <= count + 1
            assert found == rows[: len(found)]


@linux
def test_rows_are_in_the_synced_file_before_their_spool_goes(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(place, monkeypatch)
    with open_store(place / "x.duckdb", durable=True) as store:
        for number in range(ROWS):
            store.record(row(number))
        store.flush()
        left = disk.after_a_cut()
        assert not [name for name in left if name.endswith(".spool")]
        with open_store(restored(left, tmp_path / "after") / "x.duckdb") as other:
            assert len(ids(other)) == ROWS


def test_a_cut_write_ahead_log_of_sqlite_keeps_what_was_acknowledged_before(
    place: Path, tmp_path: Path
) -> None:
    sizes = []
    with open_store(place / "x.db", durable=True) as store:
        for number in range(ROWS):
            store.record(row(number))
            sizes.append((place / "x.db-wal").stat().st_size)
        log, file = (place / "x.db-wal").read_bytes(), (place / "x.db").read_bytes()
    for cut in [size + more for size in sizes[::2] for more in (-1, 0, 1000)]:
        folder = restored({"x.db": file, "x.db-wal": log[:cut]}, tmp_path / f"cut{cut}")
        kept = [n for n, size in enumerate(sizes) if size <= cut]
        found = ids(open_store(folder / "x.db")) if cut >= sizes[0] else []
        assert found == [f"r{n:06d}" for n in kept]


def test_only_a_durable_store_waits_for_the_disk(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    with open_store(path) as store:
        store.record(row(0))
        assert synced == []
    with open_store(path, durable=True) as store:
        before = len(synced)
        store.record(row(1))
        if path.suffix == ".db":
            assert store._con.execute("PRAGMA synchronous").fetchone() == (2,)  # type: ignore[attr-defined]
        else:
            assert len(synced) == before + 3  # the spool's folder, its name there, the row
            store.record(row(2))
            assert len(synced) == before + 4


def test_a_row_that_the_disk_refuses_is_an_error_and_later_ones_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(fd: int) -> None:
        raise OSError(5, "Input/output error")

    with open_store(tmp_path / "x.duckdb", durable=True) as store:
        store.record(row(0))
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", broken)
            with pytest.raises(StoreError, match="Input/output error"):
                store.record(row(1))
        store.record(row(2))
        assert {"r000000", "r000002"} <= set(ids(store))


def test_memory_is_not_durable() -> None:
    with pytest.raises(StoreError, match="can't be durable"):
        open_store(None, durable=True)
