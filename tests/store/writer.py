"""A process that writes to a store: run as ``python -m tests.store.writer``."""

from __future__ import annotations

import os
import sys
import time

import duckdb  # noqa: F401 - loaded before the start, as it takes longer than the rows

import headroom_lab.store.duckdb
from headroom_lab.store import open_store
from tests.store.samples import row


def main(url: str, name: str, count: int, acknowledged: str, merge_rows: int) -> None:
    """Record rows, noting each one that is acknowledged."""
    headroom_lab.store.duckdb.MERGE_ROWS = merge_rows
    rows = [row(number, request_id=f"{name}-{number}") for number in range(count)]
    notes = os.open(acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    store = open_store(url)
    print("ready", flush=True)
    sys.stdin.readline()
    started = time.time()
    for metrics in rows:
        store.record(metrics)
        os.write(notes, f"{metrics.request_id}\n".encode())
    store.close()
    print(started, time.time(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4], int(sys.argv[5]))
