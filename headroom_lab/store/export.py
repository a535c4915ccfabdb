"""Stored rows as Parquet files that any engine reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from headroom_lab.errors import StoreError
from headroom_lab.store.reading import quoted

PARTITION = "day="


def check_folder(folder: Path) -> None:
    """Raise StoreError unless a folder is absent, empty or an earlier export."""
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"export: {folder} is no folder")
    strange = sorted(p.name for p in folder.glob("*") if not p.name.startswith(PARTITION))
    if strange:
        raise StoreError(
            f"export: {folder} holds {strange[0]!r}, expected an empty folder or an earlier export"
        )


def write_parquet(con: Any, folder: Path) -> Path:
    """Write the view ``requests`` into ``folder``, a folder a day; return the folder."""
    check_folder(folder)
    folder.mkdir(parents=True, exist_ok=True)
    con.execute(
        f"COPY (SELECT *, strftime(make_timestamp(epoch_us(\"timestamp\")), '%Y-%m-%d') "
        f'AS "day" FROM requests ORDER BY "timestamp", request_id) TO {quoted(str(folder))} '
        '(FORMAT parquet, PARTITION_BY ("day"), OVERWRITE)'
    )
    return folder
