"""Originals of what was cut: kept by hash, masked, bounded, for a while, for other processes."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import headroom_lab.store.originals as originals
import headroom_lab.transforms.originals as in_process
from headroom_lab.cache import ContentCache
from headroom_lab.errors import ConfigError, OriginalNotFoundError, StoreError
from headroom_lab.store import Store, open_store, schema
from headroom_lab.transforms.originals import content_hash, remember, retrieve
from tests.store.holder import ROOT, held
from tests.store.samples import fill, ids

SECRET = "sk-ant-abcdefghijklmnop1234567890"
RETRIEVE = "import sys, headroom_lab; sys.stdout.write(headroom_lab.retrieve(*sys.argv[1:]))"


def keep(store: Store, *texts: str) -> list[str]:
    """Keep texts and return their hashes."""
    named = {content_hash(text): text for text in texts}
    store.keep(named)
    return list(named)


@pytest.fixture
def another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that holds no originals itself."""
    monkeypatch.setattr(in_process, "_held", ContentCache[str, str](1_000_000))


@settings(max_examples=8)
@given(texts=st.sets(st.text(st.characters(), max_size=60), min_size=1, max_size=20))
def test_any_text_comes_back_as_it_was(
    texts: set[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("s")
    for path in (folder / "x.db", None):
        with open_store(path, redact=False) as store:
            names = keep(store, *texts)
            assert {store.original(name) for name in names} == texts


def test_awkward_texts_come_back_from_duckdb(tmp_path: Path) -> None:
    texts = ["", "\0", "\ud800 x", '"\\u0000\n\r\u2028', "é" * 9000, '{"a": "\\ud83d"}']
    with open_store(tmp_path / "x.duckdb", redact=False) as store:
        names = keep(store, *texts)
        assert [store.original(name) for name in names] == texts


def test_secrets_are_masked_and_what_comes_back_says_so(url: str | None) -> None:
    text = f"key {SECRET} of 'x'"
    for redact in (True, False):
        with open_store(url, redact=redact, keep_days=1 if redact else 2) as store:
            name, plain = keep(store, text, "nothing to hide")
            found = store.original(name)
            assert (SECRET in found, found.masked) == (not redact, redact)
            assert pickle.loads(pickle.dumps(found)).masked is redact
            assert (store.original(plain), store.original(plain).masked) == (
                "nothing to hide",
                False,
            )
            assert name == content_hash(text)


def test_no_secret_reaches_the_disk(path: Path) -> None:
    store = open_store(path)
    keep(store, f"key {SECRET}")
    spooled = b"".join(p.read_bytes() for p in path.parent.rglob("*") if p.is_file())
    store.close()
    stored = b"".join(p.read_bytes() for p in path.parent.rglob("*") if p.is_file())
    assert SECRET.encode() not in spooled + stored


def test_another_process_retrieves_it(path: Path) -> None:
    text = '{"a": [1, 2], "é": "\\n"}\nlast line'
    with open_store(path) as store:
        (name,) = keep(store, text)
        # The writer still lives and may not have merged it.
        for _ in range(2):
            run = subprocess.run(
                [sys.executable, "-c", RETRIEVE, name, str(path)],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=True,
            )
            assert run.stdout == text


@pytest.mark.usefixtures("another_process")
def test_retrieve_asks_the_given_store_or_those_that_are_open(path: Path) -> None:
    with open_store(path) as store:
        (name,) = keep(store, "the original")
    assert retrieve(name, store=path) == "the original"
    assert retrieve(name, f"{'sqlite' if path.suffix == '.db' else 'duckdb'}:///{path}")
    with open_store(path) as store:
        assert retrieve(name) == retrieve(name, store) == "the original"
        with pytest.raises(OriginalNotFoundError, match=rf"'0{{12}}'.*{path.name}"):
            retrieve("0" * 12, store)
        with pytest.raises(OriginalNotFoundError, match=r"open stores.*store='sqlite:///"):
            retrieve("0" * 12)


def test_what_this_process_holds_needs_no_store_and_is_whole(tmp_path: Path) -> None:
    text = f"key {SECRET}"
    with open_store(tmp_path / "x.db") as store:
        store.keep({remember(text): text})
        assert retrieve(content_hash(text), store) == text


def test_the_newest_stay_within_the_bound(url: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    start = originals.now()
    with open_store(url, keep_bytes=500) as store:
        names = []
        for number in range(9):
            at = start + timedelta(seconds=number)
            monkeypatch.setattr(originals, "now", lambda at=at: at)
            names += keep(store, f"{number:02d}" * 50)
        kept = [name for name in names if found(store, name)]
        assert kept == names[-len(kept) :]
        assert 4 <= len(kept) <= 5
        assert not found(store, *keep(store, "x" * 501))


def found(store: Store, name: str) -> bool:
    """Tell whether a store has an original."""
    try:
        store.original(name)
    except OriginalNotFoundError:
        return False
    return True


def test_an_old_one_goes_unless_it_was_kept_again(
    url: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = originals.now()
    with open_store(url, keep_days=10) as store:
        old, again = keep(store, "old", "again")
        monkeypatch.setattr(originals, "now", lambda: start + timedelta(days=6))
        keep(store, "again")
        assert found(store, old)
        monkeypatch.setattr(originals, "now", lambda: start + timedelta(days=11))
        assert (found(store, old), found(store, again)) == (False, True)


def test_what_is_kept_is_not_written_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(path) as store:
        keep(store, "text")
        monkeypatch.setattr(store, "_keep", lambda kept: pytest.fail("written again"))
        keep(store, "text")


def test_a_bound_of_0_keeps_none(url: str | None) -> None:
    with open_store(url, keep_bytes=0) as store:
        assert not found(store, *keep(store, "text"))


@pytest.mark.parametrize("wrong", [{"keep_bytes": -1}, {"keep_days": 0}, {"keep_days": -3.0}])
def test_a_bound_that_is_none_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=next(iter(wrong))):
        open_store(None, **wrong)


def test_a_closed_store_takes_none_but_can_be_read(url: str | None) -> None:
    store = open_store(url)
    (name,) = keep(store, "text")
    store.close()
    assert store.original(name) == "text"
    with pytest.raises(StoreError, match="is closed"):
        keep(store, "other")


def test_a_file_of_the_first_version_learns_to_keep_them(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
        patched.setattr("headroom_lab.store.merging._add_originals", lambda *given: None)
        with open_store(path) as store:
            fill(store, 0, 3)
    with open_store(path) as store:
        assert not found(store, "0" * 12)
        (name,) = keep(store, "text")
        assert found(store, name)
        assert len(ids(store)) == 3


def test_those_in_a_spool_are_found_while_another_program_reads_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.duckdb"
    with open_store(path) as store:
        (first,) = keep(store, "first")
        store.flush()
        with held(path, "read"):
            (second,) = keep(store, "second")
            assert [store.original(first), store.original(second)] == ["first", "second"]


def test_rows_and_originals_do_not_mix(path: Path) -> None:
    with open_store(path) as store:
        fill(store, 0, 2)
        keep(store, "text")
        assert len(ids(store)) == 2
        assert store.summary("month")["requests"].sum() == 2
