"""Finished cells kept in a DuckDB file, so that a study goes on where it was.

A cell is known by what its figures depend on: the content of the conversation, the policy with
all its settings, the evaluator, the options, the versions of the packages. Whatever changes, only
the cells that depend on it are worked out again. A function's globals and helpers and a command's
script are part of that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from os import PathLike, fspath
from threading import Lock

import orjson

from headroom_lab.errors import ConfigError, HeadroomError
from headroom_lab.results.measures import Numbers

_TABLE = (
    "create table if not exists cells (key varchar primary key, numbers varchar, exact boolean, "
    "conversation varchar, point varchar, evaluator varchar)"
)
_CHECK = (  # a table of that name may be another one
    "insert or ignore into cells select key, numbers, exact, conversation, point, evaluator "
    "from cells where false"
)
Key = str
Found = tuple[Numbers, bool]  # and whether the tokens are the model's own


# Connections of one process to one file are one database: what two of them add at once collides.
_WRITING = Lock()


class CellStore:
    """A DuckDB file of finished cells. A context manager; one process at a time writes it.

    Raises ConfigError for what is no path, HeadroomError for a file that can't be opened or read.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        import duckdb

        if not isinstance(path, (str, PathLike)):
            raise ConfigError(f"keep: found {path!r}, expected the path of a DuckDB file")
        self._path = fspath(path)
        with _WRITING, self._opened():
            self._connection = duckdb.connect(self._path)
            self._connection.execute(_TABLE)
            self._connection.execute(_CHECK)

    def __enter__(self) -> CellStore:
        return self

    def __exit__(self, *_: object) -> None:
        with self._opened():
            self._connection.close()

    def found(self, keys: Iterable[Key]) -> dict[Key, Found]:
        """Return the cells that are kept, by key."""
        wanted = list(keys)
        with self._opened():
            rows = self._connection.execute(
                "select key, numbers, exact from cells where key in (select unnest(?))", [wanted]
            ).fetchall()
        return {key: (orjson.loads(numbers), exact) for key, numbers, exact in rows}

    def put(self, rows: Iterable[tuple[Key, Numbers, bool, str, str, str]]) -> None:
        """Keep cells: key, numbers, whether exact, and for a reader conversation, point, evaluator."""
        listed = [(key, orjson.dumps(numbers).decode(), *rest) for key, numbers, *rest in rows]
        if listed:
            with _WRITING, self._opened():
                self._connection.executemany(
                    "insert or ignore into cells values (?, ?, ?, ?, ?, ?)", listed
                )

    @contextmanager
    def _opened(self) -> Iterator[None]:
        """Tell in one line what DuckDB says of the file."""
        import duckdb

        try:
            yield
        except duckdb.Error as error:
            said = str(error).splitlines()[0]
            raise HeadroomError(
                f"keep={self._path!r} can't be opened as a DuckDB file of cells: {said}"
            ) from error


def key_of(*parts: str) -> Key:
    """Return the key of a cell from the hashes of all that it depends on."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
