"""Where a store is: the URL a caller gives, as a kind and a path."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from headroom_lab.errors import StoreError
from headroom_lab.redact import redact
from headroom_lab.store.damage import told

SUFFIXES = {".duckdb": "duckdb", ".db": "sqlite", ".sqlite": "sqlite", ".sqlite3": "sqlite"}
ALLOWED = (
    "None (in memory), duckdb:///file.duckdb or sqlite:///file.db (in the current folder), "
    "duckdb:////folder/file.duckdb or sqlite:////folder/file.db (absolute), "
    f"or a path that ends in {', '.join(SUFFIXES)}"
)
_SCHEME = re.compile(r"(?P<kind>[A-Za-z][A-Za-z0-9+.\-]+)://(?P<rest>.*)\Z", re.DOTALL)
_HALF_URL = re.compile(rf"(?:{'|'.join(sorted(set(SUFFIXES.values())))}):", re.IGNORECASE)
_HALF = re.compile("[\ud800-\udfff]")
# A backslash is a slash to DuckDB, and it puts the end of its log's name before a question mark.
_MISREAD = ("?", "\\") if os.sep == "/" else ("?",)
_HEADER = 20  # bytes
# The first bytes of a database file: where its sign stands, and what it is.
# Sources: https://www.sqlite.org/fileformat.html, https://duckdb.org/docs/internals/storage (2026-11)
_SIGNS = {"sqlite": (0, b"SQLite format 3\0"), "duckdb": (8, b"DUCK")}
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
    text = os.fspath(url) if isinstance(url, (str, os.PathLike)) else None
    if not isinstance(text, str) or not text.strip() or "\0" in text:
        raise _not_allowed(url)
    match = _SCHEME.match(text)
    with told(ascii(text)):
        return _from_url(match["kind"].lower(), match["rest"], text) if match else _from_path(text)


def _from_url(kind: str, rest: str, url: str) -> Location:
    """Return where ``kind://rest`` points."""
    if kind not in SUFFIXES.values():
        raise _not_allowed(url)
    if rest in _MEMORY:
        return Location("memory")
    if "?" in rest:
        hint = "; options are not taken, and for a name with '?' give the path without //"
        raise _not_allowed(url, hint)
    if not rest.startswith("/"):
        raise _not_allowed(url)
    path = _absolute(rest[1:])
    found = kind_in(path)
    if found not in (kind, None):
        raise StoreError(f"store {path} is a file of {found}: open it as {found}:///{path}")
    return _fitting(Location(kind, path))


def _from_path(text: str) -> Location:
    """Return where a plain path points; its suffix tells the kind."""
    if text == ":memory:":
        return Location("memory")
    if _HALF_URL.match(text):
        raise _not_allowed(text)
    kind = SUFFIXES.get(Path(text).suffix.lower())
    if kind is None:
        raise _not_allowed(text)
    path = _absolute(text)
    return _fitting(Location(kind_in(path) or kind, path))


def kind_in(path: Path) -> str | None:
    """Return the kind that a file's header tells, None where there is none; raises OSError."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        head = file.read(_HEADER)
    return next((kind for kind, (at, sign) in _SIGNS.items() if head[at:].startswith(sign)), None)


def _fitting(location: Location) -> Location:
    """Return a location; StoreError for a name that its database would take for another one."""
    sign = next((s for s in _MISREAD if s in str(location.path)), None)
    if location.kind == "duckdb" and sign is not None:
        raise StoreError(
            f"store {location.path}: DuckDB misreads {sign!r} in a name: rename the folder or "
            "file, or use an SQLite file"
        )
    return location


def _absolute(text: str) -> Path:
    """Return the absolute path of a file that can be there; StoreError where it can't."""
    path = Path(os.path.abspath(Path(text).expanduser()))
    if not str(path).isascii() and _HALF.search(str(path)):
        raise StoreError(
            f"store {str(path)!a}: its name holds half a character, which no database can "
            "open: rename the folder or file"
        )
    if path.is_dir():
        raise StoreError(f"store {path}: found a folder, expected a file")
    if not path.parent.is_dir():
        raise StoreError(f"store {path}: the folder {path.parent} doesn't exist")
    return path


def _not_allowed(url: object, hint: str = "") -> StoreError:
    """Return the error that lists what is allowed; passwords in a URL are masked."""
    return StoreError(f"store URL {redact(str(url))!r} is not known; allowed: {ALLOWED}{hint}")
