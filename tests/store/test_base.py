"""What every store does, of whatever kind."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from threading import Thread

import pandas as pd
import pytest

from headroom_lab.errors import HeadroomError, StoreError
from headroom_lab.results import MetricsHistory, RequestMetrics
from headroom_lab.store import Store, open_store
from tests.store.samples import fill, ids, row


def test_the_frame_is_that_of_the_records(store: Store) -> None:
    fill(store, 0, 12)
    expected = MetricsHistory.of(row(n) for n in range(12)).to_frame()
    pd.testing.assert_frame_equal(store.to_frame(), expected)


def test_an_empty_store_has_the_same_columns(store: Store) -> None:
    pd.testing.assert_frame_equal(store.to_frame(), MetricsHistory().to_frame())
    assert store.history() == MetricsHistory(source=store.name)
    assert store.sql("select count(*) as n from requests")["n"].tolist() == [0]


def test_a_request_is_stored_once_and_the_first_row_counts(store: Store) -> None:
    store.record(row(1))
    store.flush()
    store.record(row(1, tokens_output=999))
    store.record(row(2))
    store.record(row(2, tokens_output=999))
    assert ids(store) == ["r000001", "r000002"]
    assert set(store.to_frame()["tokens_output"]) == {50}


def test_sql_reads_all_columns(store: Store) -> None:
    fill(store, 0, 9)
    frame = store.sql("select * from requests order by request_id")
    assert tuple(frame.columns) == tuple(c.name for c in RequestMetrics.table_columns)
    found = store.sql(
        "select sum(tokens_saved) as saved, sum(json_bloat_tokens) as bloat, "
        "sum(removals['item']) as removed, min(\"timestamp\") as first "
        "from requests where 'smart_crush:2' in transforms_applied"
    ).iloc[0]
    wanted = [row(n) for n in range(9) if row(n).transforms_applied]
    assert found["saved"] == sum(r.tokens_saved for r in wanted)
    assert found["bloat"] == sum(r.waste["json_bloat_tokens"] for r in wanted)
    assert found["removed"] == 400 * len(wanted)
    assert found["first"] == wanted[0].timestamp


REFUSED = (
    *("", "-- nothing", "selec 1", "select nothing from requests", "select 1; select 2"),
    *("delete from requests", "drop view requests", "create table t as select 1"),
    *("copy requests to '{}/stolen.csv'", "attach '{}/other.duckdb'", "detach headroom_store"),
    *("select * from read_text('{}/secret')", "from '{}/secret.csv'", "set threads = 1"),
    "insert into headroom_store.headroom_requests select * from requests",
    "select * from me",
)


def test_sql_only_reads_and_only_the_store(store: Store, tmp_path: Path) -> None:
    me = pd.DataFrame({"a": [1]})
    (tmp_path / "secret").write_text("x")
    (tmp_path / "secret.csv").write_text("x\n1\n")
    fill(store, 0, len(me))
    for query in REFUSED:
        with pytest.raises(StoreError, match="sql: "):
            store.sql(query.format(tmp_path))
    assert ids(store) == ["r000000"]
    assert not (tmp_path / "stolen.csv").exists()


def test_a_closed_store_takes_no_rows_but_is_read(store: Store) -> None:
    with store:
        fill(store, 0, 3)
    store.close()
    with pytest.raises(StoreError, match="closed"):
        fill(store, 3, 4)
    assert len(ids(store)) == 3
    assert repr(store).endswith(", closed>")


def test_rows_on_disk_are_there_for_the_next_one(path: Path) -> None:
    with open_store(path) as store:
        fill(store, 0, 5)
    with open_store(f"{path}") as store:
        fill(store, 3, 8)
        assert len(ids(store)) == 8


def test_threads_share_a_store(store: Store) -> None:
    threads = [Thread(target=fill, args=(store, 100 * n, 100 * n + 100)) for n in range(6)]
    readers = [Thread(target=store.to_frame) for _ in range(3)]
    for thread in (*threads, *readers):
        thread.start()
    for thread in (*threads, *readers):
        thread.join()
    assert ids(store) == [f"r{n:06d}" for n in range(600)]


def test_recording_goes_on_while_somebody_reads(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("headroom_lab.store.duckdb.MERGE_ROWS", 2)
    fill(store, 0, 3)
    with store._reading() as con:
        fill(store, 3, 9)
        assert con.sql("select count(*) from requests").fetchall() == [(3,)]
    assert len(ids(store)) == 9


def test_files_are_the_owners_alone(path: Path) -> None:
    with open_store(path) as store:
        fill(store, 0, 3)
        early = [p for p in path.parent.rglob("*") if p.is_file()]
        modes = {p.stat().st_mode & 0o077 for p in early}
        store.flush()
        store.to_frame()
        modes |= {p.stat().st_mode & 0o077 for p in path.parent.rglob("*") if p.is_file()}
    assert early
    assert modes == {0}


def test_a_file_that_is_no_store_is_refused(path: Path) -> None:
    path.write_text("hello world " * 1000)
    with pytest.raises(HeadroomError, match=path.name):
        open_store(path)
    assert path.read_text().startswith("hello")


def test_the_history_shows_itself(store: Store) -> None:
    fill(store, 0, 30)
    history = store.history(last=5)
    assert [r.request_id for r in history.rows] == [f"r{n:06d}" for n in range(25, 30)]
    wanted = MetricsHistory.of(row(n) for n in range(30)).totals
    assert asdict(history.totals) == pytest.approx(asdict(wanted))
    assert history.left_out == 25
    assert set(store._repr_mimebundle_()) == {"text/plain", "text/html"}


def test_the_history_tells_audited_requests_apart(store: Store) -> None:
    for number in range(6):
        mode = ("audit", "optimize", None)[number % 3]
        store.record(row(number, mode=mode, tokens_input_after=100 * number))
    history = store.history()
    wanted = MetricsHistory.of(history.rows)
    assert asdict(history.audit) == pytest.approx(asdict(wanted.audit))
    assert (history.audit.requests, history.made.requests) == (2, 4)
