"""Files of the public headroom-ai package: a table ``requests`` in SQLite."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from headroom_lab.errors import StoreError
from headroom_lab.store import open_store
from tests.store.samples import fill, ids

COLUMNS = (
    "id TEXT PRIMARY KEY, timestamp TEXT NOT NULL, model TEXT NOT NULL, stream INTEGER NOT NULL, "
    "mode TEXT NOT NULL, tokens_input_before INTEGER NOT NULL, "
    "tokens_input_after INTEGER NOT NULL, tokens_output INTEGER, block_breakdown TEXT NOT NULL, "
    "waste_signals TEXT NOT NULL, stable_prefix_hash TEXT, cache_alignment_score REAL, "
    "cached_tokens INTEGER, transforms_applied TEXT NOT NULL, tool_units_dropped INTEGER DEFAULT 0, "
    "turns_dropped INTEGER DEFAULT 0, messages_hash TEXT, error TEXT"
)
WASTE = '{"json_bloat": 7199, "html_noise": 0, "base64": 12, "whitespace": 3, "reread": 1}'
ROW = {
    "id": "18b97961-afb7-471e-b16b-c1b3d2524529",
    "timestamp": "2026-01-23T03:30:42.127420Z",
    "model": "gpt-4o",
    "stream": 0,
    "mode": "optimize",
    "tokens_input_before": 7258,
    "tokens_input_after": 3877,
    "tokens_output": None,
    "block_breakdown": '{"system": 17}',
    "waste_signals": WASTE,
    "cached_tokens": 1024,
    "transforms_applied": '["router:smart_crusher:0.53", "cache_aligner"]',
    "error": None,
}


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A file with two rows, the second one plainer."""
    path = tmp_path / "headroom.db"
    with closing(sqlite3.connect(path)) as con:
        con.execute(f"CREATE TABLE requests ({COLUMNS})")
        for changes in ({}, {"id": "b", "error": "boom", "cached_tokens": None}):
            values = {**ROW, **changes}
            marks = ", ".join(f":{name}" for name in values)
            con.execute(f"INSERT INTO requests ({', '.join(values)}) VALUES ({marks})", values)
        con.commit()
    return path


def test_its_rows_are_read_as_metrics(foreign: Path) -> None:
    before = foreign.read_bytes()
    first, second = open_store(foreign).history().rows
    assert first.request_id == ROW["id"]
    assert first.timestamp == datetime(2026, 1, 23, 3, 30, 42, 127420, tzinfo=UTC)
    assert (first.tokens_saved, first.tokens_output, first.cache_read_tokens) == (3381, 0, 1024)
    assert first.transforms_applied == ["router:smart_crusher:0.53", "cache_aligner"]
    assert first.waste == {"json_bloat_tokens": 7199, "whitespace_tokens": 3}
    assert (first.cost_before, first.cost_after, first.mode) == (None, None, "optimize")
    assert (second.error, second.cache_read_tokens) == ("boom", 0)
    assert foreign.read_bytes() == before


def test_our_rows_stand_beside_them(foreign: Path) -> None:
    with open_store(foreign) as store:
        fill(store, 0, 2)
        assert len(ids(store)) == 4
        assert store.summary("month")["requests"].sum() == 4
    with closing(sqlite3.connect(foreign)) as con:
        assert con.execute("SELECT count(*) FROM requests").fetchone() == (2,)


def test_an_older_file_of_theirs_with_fewer_columns_is_read(foreign: Path) -> None:
    with closing(sqlite3.connect(foreign)) as con:
        for column in ("cached_tokens", "error", "waste_signals", "tool_units_dropped"):
            con.execute(f"ALTER TABLE requests DROP COLUMN {column}")
    assert [r.waste for r in open_store(foreign).history().rows] == [{}, {}]


def test_a_row_of_theirs_that_makes_no_sense_is_named(foreign: Path) -> None:
    with closing(sqlite3.connect(foreign)) as con:
        con.execute("UPDATE requests SET timestamp = 'yesterday' WHERE id = 'b'")
        con.commit()
    with pytest.raises(StoreError, match="'b' of headroom-ai"):
        open_store(foreign).to_frame()


def test_a_table_of_another_kind_is_none_of_theirs(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as con:
        con.execute("CREATE TABLE requests (id TEXT, url TEXT)")
        con.execute("INSERT INTO requests VALUES ('1', 'x')")
        con.commit()
    assert open_store(path).to_frame().empty
