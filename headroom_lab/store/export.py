"""Stored rows as Parquet files that any engine reads."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from headroom_lab.errors import StoreError
from headroom_lab.store.reading import quoted

PARTITION = "day="
FILE = "requests.parquet"


def write_parquet(con: Any, folder: Path) -> Path:
    """Write the view ``requests`` into ``folder``, a folder a day; return the folder."""
    check_folder(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        shutil.rmtree(old)
    # Day by day, so that the memory is that of a day and the order that of time.
    for day in days(con):
        name = folder / f"{PARTITION}{day:%Y-%m-%d}"
        name.mkdir()
        con.execute(
            f'COPY (SELECT * FROM requests WHERE "timestamp" >= {_moment(day)} AND '
            f'"timestamp" < {_moment(day + timedelta(days=1))} ORDER BY "timestamp", request_id) '
            f"TO {quoted(str(name / FILE))} (FORMAT parquet)"
        )
    return folder


def check_folder(folder: Path) -> None:
    """Raise StoreError unless a folder is absent, empty or an earlier export."""
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"export: {folder} is no folder")
    strange = sorted(
        p.name for p in folder.glob("*") if not (p.name.startswith(PARTITION) and p.is_dir())
    )
    if strange:
        raise StoreError(
            f"export: {folder} holds {strange[0]!r}, expected an empty folder or an earlier export"
        )


def days(con: Any) -> list[datetime]:
    """Return the days (UTC) that have rows, in order."""
    query = 'SELECT DISTINCT floor(epoch_us("timestamp") / 86400000000)::BIGINT FROM requests ORDER BY 1'
    start = datetime(1970, 1, 1, tzinfo=UTC)
    return [start + timedelta(days=number) for (number,) in con.execute(query).fetchall()]


def _moment(day: datetime) -> str:
    """Return the beginning of a day as an SQL literal."""
    return f"TIMESTAMPTZ '{day:%Y-%m-%d} 00:00:00+00'"
