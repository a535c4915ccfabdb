"""Torn files, strange names, closed folders: one StoreError that says what to do."""

from __future__ import annotations

import random
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import pytest

from headroom_lab.errors import HeadroomError, HeadroomWarning, StoreError
from headroom_lab.store import DuckDBStore, SQLiteStore, open_store
from tests.store.samples import fill, ids

ADVICE = (
    r"put a copy|see that|give this user|rename|without //|expected a file|doesn't exist|open it as"
)
NAMES = ["a#b", "50%", "%41", "a b", "a'b", 'a"b', "a*b[c]", "a;b", "a:b", "é", "-x", "~x"]


def torn(whole: bytes, seed: int) -> bytes:
    """Return a file cut or with bytes changed at random places."""
    chance = random.Random(seed)
    if seed % 2:
        return whole[: chance.randrange(len(whole))]
    data = bytearray(whole)
    for _ in range(chance.choice([1, 10, 200])):
        data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
    return bytes(data)


def use(path: Path) -> None:
    """Do all that can be done with a store, each by itself."""
    with suppress(HeadroomError):
        store = open_store(path)
        for do in (
            store.to_frame,
            store.history,
            store.summary,
            lambda: fill(store, 900, 901),
            lambda: store.keep({"b" * 12: "text"}),
            lambda: store.original("a" * 12),
            lambda: store.sql("select * from requests"),
            store.close,
        ):
            with suppress(HeadroomError):
                do()


@pytest.mark.filterwarnings("ignore::headroom_lab.errors.HeadroomWarning")
def test_a_torn_file_raises_nothing_but_our_own_errors(path: Path, tmp_path: Path) -> None:
    with open_store(path) as store:
        fill(store, 0, 40)
        store.keep({"a" * 12: "an original text " * 300})
    whole = path.read_bytes()
    for seed in range(12 if path.suffix == ".db" else 7):
        folder = tmp_path / f"torn{seed}"
        folder.mkdir()
        (folder / path.name).write_bytes(torn(whole, seed))
        use(folder / path.name)


def test_a_torn_file_is_told_with_what_to_do(path: Path) -> None:
    with open_store(path) as store:
        fill(store, 0, 40)
    whole = path.read_bytes()
    for cut in (20, 1000, len(whole) * 2 // 3):
        path.write_bytes(whole[:cut])
        with pytest.raises(StoreError, match=f"store .*{path.name}.*put a copy of it back") as told:
            open_store(path).to_frame()
        assert "\n" not in str(told.value)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_with_any_character_is_a_name(
    name: str, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / name)
    for given in (tmp_path / name / f"{name}{path.suffix}", f"{name}{path.suffix}"):
        with open_store(Path(given).absolute() if name[0] == "~" else given) as store:
            fill(store, 0, 1)
            assert len(ids(store)) == 1
        assert (tmp_path / name / f"{name}{path.suffix}").is_file()


@pytest.mark.parametrize(
    "name",
    [
        "a\\b.duckdb",
        "a?b.duckdb",
        "a?b/x.duckdb",
        "\ud800.db",
        "\udcff.duckdb",
        "a\0.db",
        "",
        "x" * 300 + ".db",
        "é\ud83d/x.db",
    ],
)
def test_a_name_that_no_database_opens_is_one_error(name: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        fill(open_store(f"{tmp_path}/{name}" if name else ""), 0, 1)
    str(caught.value).encode()
    assert isinstance(caught.value, StoreError)


def test_a_question_mark_in_a_url_says_how_to_give_such_a_name(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="without //"):
        open_store(f"sqlite:///{tmp_path}/a?b.db")


@pytest.mark.parametrize("suffix", [".duckdb", ".db", ".sqlite"])
@pytest.mark.parametrize("kind", ["duckdb", "sqlite"])
def test_a_file_of_the_other_kind_is_known_by_its_header(
    kind: str, suffix: str, tmp_path: Path
) -> None:
    path = tmp_path / f"x{suffix}"
    with (DuckDBStore if kind == "duckdb" else SQLiteStore)(path) as store:
        fill(store, 0, 2)
    with open_store(path) as store:
        assert isinstance(store, DuckDBStore if kind == "duckdb" else SQLiteStore)
        assert len(ids(store)) == 2
    other = "sqlite" if kind == "duckdb" else "duckdb"
    with pytest.raises(StoreError, match=f"is a file of {kind}: open it as {kind}:///"):
        open_store(f"{other}:///{path}")


def test_a_duckdb_store_never_wants_an_extension(tmp_path: Path) -> None:
    path = tmp_path / "x.duckdb"
    store = open_store(path)
    fill(store, 0, 1)
    with sqlite3.connect(path) as con:  # put there after the store was opened
        con.execute("CREATE TABLE t (a)")
    with pytest.raises(StoreError, match="put a copy") as told:
        store.to_frame()
    assert "extension" not in str(told.value).lower()
    assert duckdb.__version__


def test_a_folder_in_which_nobody_may_write_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*given: Any, **more: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    store = open_store(path)
    monkeypatch.setattr("headroom_lab.file_locks.os.open", refused)
    monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(StoreError, match="Permission denied"):
        fill(store, 0, 1)


def test_what_cannot_be_merged_stays_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.duckdb"
    store = open_store(path)
    fill(store, 0, 2)
    path.write_bytes(b"no database at all, but a text" * 900)
    with pytest.warns(HeadroomWarning, match=r"rows stay in .*put a copy"):
        store.flush()
    path.unlink()
    assert len(ids(store)) == 2
