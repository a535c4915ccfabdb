"""Rows that the public headroom-ai package wrote: its table ``requests`` in an SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import orjson

from headroom_lab.errors import StoreError
from headroom_lab.results.metrics import RequestMetrics
from headroom_lab.results.waste import KINDS
from headroom_lab.store.rows import line_of, row_of

TABLE = "requests"
NEEDED = {"id", "timestamp", "model", "tokens_input_before", "tokens_input_after"}


def foreign_rows(con: sqlite3.Connection, ours: str | None = None) -> Iterator[str]:
    """Yield that table's rows as JSON lines of ours, by time; nothing where it isn't there.

    Rows whose id the table ``ours`` has are left out. It holds no costs. Kinds of waste that we don't know are left out. Raises StoreError for a
    row that can't be read.
    """
    columns = [row[1] for row in con.execute(f"PRAGMA table_info({TABLE})")]
    if not set(columns) >= NEEDED:
        return
    new = f"WHERE id NOT IN (SELECT request_id FROM {ours})" if ours else ""
    for values in con.execute(f"SELECT * FROM {TABLE} {new} ORDER BY timestamp, id"):
        row = dict(zip(columns, values, strict=True))
        try:
            yield line_of(row_of(_metrics(row))).decode()
        except (ValueError, TypeError, AttributeError) as error:
            raise StoreError(f"row {row['id']!r} of headroom-ai can't be read: {error}") from error


def _metrics(row: Mapping[str, Any]) -> RequestMetrics:
    """Return one of their rows as metrics."""
    return RequestMetrics(
        request_id=str(row["id"]),
        timestamp=datetime.fromisoformat(row["timestamp"]),
        model=str(row["model"]),
        tokens_input_before=row["tokens_input_before"],
        tokens_input_after=row["tokens_input_after"],
        tokens_output=row.get("tokens_output") or 0,
        cost_before=None,
        cost_after=None,
        transforms_applied=_json(row.get("transforms_applied"), []),
        mode=row.get("mode"),
        cache_read_tokens=row.get("cached_tokens") or 0,
        waste=_waste(_json(row.get("waste_signals"), {})),
        error=row.get("error"),
        version="headroom-ai",
    )


def _waste(signals: Mapping[str, Any]) -> dict[str, int]:
    """Return the kinds of waste by our names."""
    named = {f"{kind}_tokens": tokens for kind, tokens in signals.items()}
    return {kind: int(named[kind]) for kind in KINDS if named.get(kind)}


def _json(text: str | None, empty: Any) -> Any:
    """Return the value of a JSON text, ``empty`` for none."""
    return orjson.loads(text) if text else empty
