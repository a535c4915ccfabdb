"""Parquet that any engine reads, a folder a day."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from headroom_lab.errors import StoreError
from headroom_lab.results import RequestMetrics
from headroom_lab.store import Store
from headroom_lab.store.frames import typed_frame
from tests.store.samples import fill, row


def read_back(folder: Path) -> pd.DataFrame:
    """Return the rows of an export as another program reads them."""
    with duckdb.connect() as con:
        return con.sql(
            f"from read_parquet('{folder}/*/*.parquet', hive_partitioning=true) "
            'order by "timestamp", request_id'
        ).df()


def test_an_export_holds_every_row_in_the_folder_of_its_day(store: Store, tmp_path: Path) -> None:
    fill(store, 0, 150)
    folder = store.export_parquet(tmp_path / "out" / "it's here")
    days = {f"day={row(n).timestamp:%Y-%m-%d}" for n in range(150)}
    assert {p.name for p in folder.iterdir()} == days
    back = read_back(folder.parent / "*")
    assert (back["timestamp"].dt.strftime("%Y-%m-%d") == back["day"].astype(str)).all()
    back = typed_frame(back.drop(columns="day"), RequestMetrics.table_columns)
    pd.testing.assert_frame_equal(back, store.to_frame())


def test_an_export_replaces_the_one_before(store: Store, tmp_path: Path) -> None:
    for stop in (120, 130):
        fill(store, stop - 120, stop)
        store.export_parquet(str(tmp_path / "out"))
    assert len(read_back(tmp_path / "out")) == 130


def test_a_folder_with_other_things_is_left_alone(store: Store, tmp_path: Path) -> None:
    fill(store, 0, 3)
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(StoreError, match=r"holds '.+', expected an empty folder"):
        store.export_parquet(tmp_path)
    with pytest.raises(StoreError, match="no folder"):
        store.export_parquet(tmp_path / "thesis.txt")
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_an_empty_store_exports_an_empty_folder(store: Store, tmp_path: Path) -> None:
    assert list(store.export_parquet(tmp_path / "out").iterdir()) == []
