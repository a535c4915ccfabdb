"""A file of text, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from headroom_lab.errors import StoreError


def write_text(path: Path, text: str, said: str) -> None:
    """Write a text beside its place and move it there; StoreError begins with what is ``said``."""
    fresh: str | None = None
    try:
        handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(fresh, path.stat().st_mode & 0o777 if path.exists() else 0o600)
        os.replace(fresh, path)
    except OSError as error:
        if fresh is not None:
            Path(fresh).unlink(missing_ok=True)
        raise StoreError(f"{said}: {error}") from error
