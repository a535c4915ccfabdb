"""What was learnt, on disk: versioned JSON, written whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from headroom_lab.errors import TelemetryError
from headroom_lab.telemetry.patterns import Pattern

KIND = "headroom_lab toin"
VERSION = 1


def write_patterns(path: Path, patterns: Sequence[Pattern]) -> None:
    """Write patterns in the order of their last use; a crash leaves the old file as it was."""
    data = {"kind": KIND, "version": VERSION, "patterns": [p.to_dict() for p in patterns]}
    try:
        with NamedTemporaryFile(
            "w", encoding="ascii", dir=path.parent, prefix=path.name, suffix=".new", delete=False
        ) as file:
            new = Path(file.name)
            try:
                json.dump(data, file)
                file.flush()
                os.fsync(file.fileno())
                new.replace(path)
            except BaseException:
                new.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise TelemetryError(f"{path}: what was learnt can't be written ({error})") from error


def read_patterns(path: Path) -> list[Pattern]:
    """Return the patterns of a file. Raises TelemetryError where it can't be read."""
    data = _read(path)
    found = data.get("version")
    if not isinstance(found, int) or found < 1:
        raise TelemetryError(f"{path}: found version {found!r}, expected {VERSION}")
    if found > VERSION:
        raise TelemetryError(
            f"{path}: was written by a newer headroom_lab (version {found} of the file, this one "
            f"reads up to {VERSION}): python -m pip install --upgrade headroom-lab"
        )
    try:
        return [Pattern.from_dict(item) for item in data["patterns"]]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise TelemetryError(f"{path}: a pattern can't be read ({error!r})") from error


def _read(path: Path) -> dict[str, Any]:
    """Return the JSON object of a file that ``write_patterns`` wrote."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TelemetryError(f"{path}: can't be read ({error})") from error
    except (ValueError, RecursionError) as error:
        raise TelemetryError(f"{path}: is no JSON ({error})") from error
    if not isinstance(data, dict) or data.get("kind") != KIND:
        raise TelemetryError(f"{path}: holds no TOIN, expected a file that TOIN.save wrote")
    return data
