"""How far the spools of living writers are merged, so that nobody merges a row again.

It only saves work: a row that is merged a second time is not added a second time.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import orjson

from headroom_lab.file_locks import open_private

NAME = "merged.json"


def read_ledger(folder: Path) -> dict[str, int]:
    """Return spool name -> bytes that are merged; nothing where that isn't known."""
    try:
        ledger = orjson.loads((folder / NAME).read_bytes())
    except (FileNotFoundError, orjson.JSONDecodeError):
        return {}
    return ledger if isinstance(ledger, dict) else {}


def write_ledger(folder: Path, ledger: Mapping[str, int]) -> None:
    """Write the ledger at once; the caller holds the store's lock and has committed the rows."""
    fresh = folder / f"{NAME}.new"
    with open(fresh, "wb", opener=open_private) as file:
        file.write(orjson.dumps(ledger))
    os.replace(fresh, folder / NAME)
