"""What a store URL means, and what is no store URL."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from headroom_lab.errors import StoreError
from headroom_lab.store import MemoryStore, open_store
from headroom_lab.store.urls import locate


@pytest.mark.parametrize("kind", ["duckdb", "sqlite"])
def test_three_slashes_are_the_current_folder_four_an_absolute_path(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert locate(f"{kind}:///a b.x") == locate(f"{kind}:///{tmp_path}/a b.x")
    assert locate(f"{kind}:///a b.x").path == tmp_path / "a b.x"
    assert locate(f"{kind}:////{str(tmp_path)[1:]}/q.x").path == tmp_path / "q.x"
    assert locate(f"{kind.upper()}:///q.x").kind == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.duckdb", "duckdb"), ("a.db", "sqlite"), ("a.SQLITE", "sqlite"), ("a.sqlite3", "sqlite")],
)
def test_a_plain_path_takes_its_suffix(name: str, kind: str, tmp_path: Path) -> None:
    assert locate(str(tmp_path / name)).kind == kind
    assert locate(tmp_path / name).path == tmp_path / name


@pytest.mark.parametrize("url", [None, ":memory:", "sqlite://", "sqlite:///:memory:", "duckdb://"])
def test_no_file_is_memory(url: str | None) -> None:
    assert isinstance(open_store(url), MemoryStore)


@pytest.mark.parametrize(
    "url",
    [
        *("", " ", "a.txt", "a", "postgresql://h/db", "sqlite:/a.db", "sqlite://a.db", "a\0.db"),
        *("duckdb:///a.duckdb?mode=ro", "http://h/a.duckdb", "mysql+x:///a.db"),
    ],
)
def test_anything_else_is_an_error_that_lists_what_is_allowed(url: str) -> None:
    with pytest.raises(StoreError, match="allowed: None") as caught:
        open_store(url)
    assert all(word in str(caught.value) for word in ("duckdb:///", "sqlite:///", ".sqlite3"))


def test_a_password_in_a_url_is_masked() -> None:
    with pytest.raises(StoreError) as caught:
        open_store("postgresql://me:hunter2hunter2@host/db")
    assert "hunter2" not in str(caught.value)


def test_a_folder_or_a_missing_one_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "is.duckdb").mkdir()
    with pytest.raises(StoreError, match="expected a file"):
        open_store(tmp_path / "is.duckdb")
    with pytest.raises(StoreError, match="doesn't exist"):
        open_store(f"sqlite:///{tmp_path}/no/a.db")


def test_opening_writes_nothing(path: Path) -> None:
    open_store(path).close()
    assert os.listdir(path.parent) == []
