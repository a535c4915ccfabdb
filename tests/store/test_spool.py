"""The spool: what is acknowledged is read again, whatever happened to the writer."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.errors import HeadroomWarning, StoreError
from headroom_lab.store import open_store
from headroom_lab.store.schema import schema_version
from headroom_lab.store.spool import SpoolWriter, find_spools, release_all
from tests.store.samples import fill, ids, row

LINES = st.lists(st.text(st.characters(exclude_characters="\n", codec="utf-8")), max_size=6)


def written(folder: Path, lines: list[str]) -> Path:
    """Write lines with a writer that is gone; return its file."""
    writer = SpoolWriter(folder)
    for line in lines:
        writer.append(line.encode())
    writer.close()
    return next(folder.glob("*.spool"))


@given(lines=LINES.filter(bool), data=st.data())
def test_a_cut_at_any_byte_costs_only_what_is_behind_it(
    lines: list[str], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = written(tmp_path_factory.mktemp("s"), lines)
    whole = path.read_bytes()
    cut = data.draw(st.integers(0, len(whole)))
    path.write_bytes(whole[:cut])
    (spool,) = find_spools(path.parent, {})
    kept = whole[:cut].count(b"\n")
    assert list(spool.lines()) == lines[:kept]
    assert (spool.damaged, spool.taken is None) == (0, False)
    spool.release()


@given(lines=LINES.filter(bool), data=st.data())
def test_a_wrong_byte_costs_its_row_alone(
    lines: list[str], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = written(tmp_path_factory.mktemp("s"), lines)
    whole = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1).filter(lambda n: whole[n] != 10))
    whole[at] ^= 1 if whole[at] != 11 else 2
    path.write_bytes(whole)
    hit = bytes(whole[:at]).count(b"\n")
    (spool,) = find_spools(path.parent, {})
    assert list(spool.lines()) == lines[:hit] + lines[hit + 1 :]
    assert spool.damaged == 1
    spool.release()


def test_a_living_writer_keeps_its_file_and_is_read_on_from_where_it_was(tmp_path: Path) -> None:
    writer = SpoolWriter(tmp_path)
    writer.append(b"one")
    (spool,) = find_spools(tmp_path, {})
    assert (list(spool.lines()), spool.taken) == (["one"], None)
    writer.append(b"two")
    (again,) = find_spools(tmp_path, {spool.path.name: spool.end})
    assert (again.has_more, list(again.lines())) == (True, ["two"])
    writer.close()
    (orphan,) = find_spools(tmp_path, {spool.path.name: again.end})
    assert (orphan.has_more, orphan.taken is None) == (False, False)
    release_all([orphan])


def test_a_file_taken_for_dead_before_it_is_locked_is_not_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Path] = []

    def lock_too_late(fd: int) -> bool:
        if not tried:
            tried.extend(tmp_path.glob("*.spool"))
            tried[0].unlink()
        return True

    monkeypatch.setattr("headroom_lab.store.spool.try_lock", lock_too_late)
    path = written(tmp_path, ["one"])
    assert path != tried[0]
    assert path.read_bytes().endswith(b" one\n")


def test_a_full_disk_is_an_error_and_the_rows_before_and_after_it_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    with open_store(tmp_path / "x.duckdb") as store:
        fill(store, 0, 3)

        def half_then_full(fd: int, data: memoryview) -> int:
            monkeypatch.setattr("os.write", full)
            return write(fd, data[: len(data) // 2])

        def full(fd: int, data: memoryview) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr("os.write", half_then_full)
        with pytest.raises(StoreError, match="No space left"):
            store.record(row(3))
        monkeypatch.setattr("os.write", write)
        fill(store, 4, 6)
        assert ids(store) == [f"r{n:06d}" for n in (0, 1, 2, 4, 5)]


def test_a_damaged_spool_is_kept_and_told_of(tmp_path: Path) -> None:
    path = tmp_path / "x.duckdb"
    store = open_store(path)
    fill(store, 0, 3)
    (spool,) = tmp_path.glob("*/*.spool")
    spool.write_bytes(spool.read_bytes().replace(b"r000001", b"r999999"))
    with pytest.warns(HeadroomWarning, match="1 damaged rows"):
        store.flush()
    assert ids(store) == ["r000000", "r000002"]
    assert [p.suffix for p in spool.parent.glob(f"{schema_version()}-*")] == [".damaged"]


def test_the_spool_of_a_newer_version_is_left_to_it(tmp_path: Path) -> None:
    store = open_store(tmp_path / "x.duckdb")
    fill(store, 0, 2)
    newer = tmp_path / "x.duckdb.spool" / "999-1-abc.spool"
    newer.write_bytes(b"who knows\n")
    with pytest.warns(HeadroomWarning, match=r"newer headroom_lab.*999-1-abc"):
        assert len(ids(store)) == 2
    assert newer.read_bytes() == b"who knows\n"
