"""Where a store is: the URL a caller gives, as a kind and a path."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from headroom_lab.errors import StoreError
from headroom_lab.redact import redact

SUFFIXES = {".duckdb": "duckdb", ".db": "sqlite", ".sqlite": "sqlite", ".sqlite3": "sqlite"}
ALLOWED = (
    "None (in memory), duckdb:///file.duckdb or sqlite:///file.db (in the current folder), "
    "duckdb:////folder/file.duckdb or sqlite:////folder/file.db (absolute), "
    f"or a path that ends in {', '.join(SUFFIXES)}"
)
_SCHEME = re.compile(r"(?P<kind>[A-Za-z][A-Za-z0-9+.\-]+)://(?P<rest>.*)\Z", re.DOTALL)
_HALF_URL = re.compile(rf"(?:{'|'.join(sorted(set(SUFFIXES.values())))}):", re.IGNORECASE)
_MEMORY = ("", "/", "/:memory:")


@dataclass(frozen=True, slots=True)
class Location:
    """A kind of store (memory, duckdb, sqlite) and its absolute path, None in memory."""

    kind: str
    path: Path | None = None


def locate(url: str | os.PathLike[str] | None) -> Location:
    """Return where a URL or path points; StoreError lists what is allowed.

    By SQLAlchemy's rule three slashes stand before a path in the current folder, four before an
    absolute one; without a path, or with ``:memory:``, the store is in memory.
    """
    if url is None:
        return Location("memory")
    text = os.fspath(url)
    if not isinstance(text, str) or not text.strip() or "\0" in text:
        raise _not_allowed(url)
    match = _SCHEME.match(text)
    return _from_url(match["kind"].lower(), match["rest"], text) if match else _from_path(text)


def _from_url(kind: str, rest: str, url: str) -> Location:
    """Return where ``kind://rest`` points."""
    if kind not in SUFFIXES.values():
        raise _not_allowed(url)
    if rest in _MEMORY:
        return Location("memory")
    if not rest.startswith("/") or "?" in rest:
        raise _not_allowed(url)
    return Location(kind, _absolute(rest[1:]))


def _from_path(text: str) -> Location:
    """Return where a plain path points; its suffix tells the kind."""
    if text == ":memory:":
        return Location("memory")
    if _HALF_URL.match(text):
        raise _not_allowed(text)
    kind = SUFFIXES.get(Path(text).suffix.lower())
    if kind is None:
        raise _not_allowed(text)
    return Location(kind, _absolute(text))


def _absolute(text: str) -> Path:
    """Return the absolute path of a file that can be there; StoreError where it can't."""
    path = Path(os.path.abspath(Path(text).expanduser()))
    if path.is_dir():
        raise StoreError(f"store {path}: found a folder, expected a file")
    if not path.parent.is_dir():
        raise StoreError(f"store {path}: the folder {path.parent} doesn't exist")
    return path


def _not_allowed(url: object) -> StoreError:
    """Return the error that lists what is allowed; passwords in a URL are masked."""
    return StoreError(f"store URL {redact(str(url))!r} is not known; allowed: {ALLOWED}")
