"""The manifest of a bundle: what was called, on what, with which versions and prices."""

from __future__ import annotations

import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from headroom_lab.providers import price_source
from headroom_lab.report.bundles import calls, inputs
from headroom_lab.report.bundles.reading import FORMAT
from headroom_lab.results.call import Call, call_of
from headroom_lab.results.record import Record
from headroom_lab.version import FIGURES, TABLES
from headroom_lab.version import versions as versions_of


def manifest_of(record: Record, folder: Path, keep: bool | None) -> dict[str, Any]:
    """Return the manifest of a record; what it is about is kept in the folder where need be."""
    made = {
        "format": FORMAT,
        "made": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "result": type(record).__name__,
        "versions": versions(),
        "prices": prices(),
        "machine": machine(),
    }
    call = call_of(record)
    return made | ({"call": None} if call is None else _called(call, folder, keep))


def _called(call: Call, folder: Path, keep: bool | None) -> dict[str, Any]:
    """Return what a manifest says of a call."""
    about, arguments, missing = calls.described(call)
    said = {"function": call.name, "arguments": arguments, "to_be_given": missing}
    return {"call": said, "inputs": inputs.noted(about, folder, keep)}


def versions() -> dict[str, str]:
    """Return the versions that figures hang on."""
    return {"python": platform.python_version()} | versions_of((*FIGURES, *TABLES))


def prices() -> dict[str, str]:
    """Return where list prices come from."""
    source = price_source()
    return {"source": source.package, "date": source.date}


def machine() -> dict[str, Any]:
    """Return what kind of machine this is; nothing tells which one."""
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "processors": os.cpu_count(),
        "byte_order": sys.byteorder,
    }
