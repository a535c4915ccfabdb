"""Finished cells kept in a DuckDB file, so that a study goes on where it was.

A cell is known by what its figures depend on: the content of the conversation, the policy with
all its settings, the evaluator, the options, the versions of the packages. Whatever changes, only
the cells that depend on it are worked out again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from os import PathLike, fspath
from types import CodeType, FunctionType
from typing import Any

import orjson

from headroom_lab.errors import HeadroomError
from headroom_lab.results.measures import Numbers

_TABLE = (
    "create table if not exists cells (key varchar primary key, numbers varchar, exact boolean, "
    "conversation varchar, point varchar, evaluator varchar)"
)
Key = str
Found = tuple[Numbers, bool]  # and whether the tokens are the model's own


class CellStore:
    """A DuckDB file of finished cells. A context manager; one process at a time writes it.

    Raises HeadroomError for a file that can't be opened.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        import duckdb

        try:
            self._connection = duckdb.connect(fspath(path))
            self._connection.execute(_TABLE)
        except duckdb.Error as error:
            said = str(error).splitlines()[0]
            raise HeadroomError(
                f"keep={fspath(path)!r} can't be opened as a DuckDB file: {said}"
            ) from error

    def __enter__(self) -> CellStore:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def found(self, keys: Iterable[Key]) -> dict[Key, Found]:
        """Return the cells that are kept, by key."""
        wanted = list(keys)
        rows = self._connection.execute(
            "select key, numbers, exact from cells where key in (select unnest(?))", [wanted]
        ).fetchall()
        return {key: (orjson.loads(numbers), exact) for key, numbers, exact in rows}

    def put(self, rows: Iterable[tuple[Key, Numbers, bool, str, str, str]]) -> None:
        """Keep cells: key, numbers, whether exact, and for a reader conversation, point, evaluator."""
        listed = [(key, orjson.dumps(numbers).decode(), *rest) for key, numbers, *rest in rows]
        if listed:
            self._connection.executemany(
                "insert or ignore into cells values (?, ?, ?, ?, ?, ?)", listed
            )


def key_of(*parts: str) -> Key:
    """Return the key of a cell from the hashes of all that it depends on."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def print_of(value: Any) -> str:
    """Return a hash of what a policy, an evaluator or an option is, the same in every process."""
    told = json.dumps(_told(value, set()), sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def _told(value: Any, above: set[int]) -> Any:
    """Return plain data that tells a value from any other; ``above`` guards against circles."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return [type(value).__name__, repr(value)]
    if id(value) in above:
        return "circle"
    above = above | {id(value)}
    if isinstance(value, Mapping):
        return {str(key): _told(item, above) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(json.dumps(_told(item, above), sort_keys=True) for item in value)
    if isinstance(value, (list, tuple)):
        return [_told(item, above) for item in value]
    if isinstance(value, FunctionType):
        cells = [cell.cell_contents for cell in value.__closure__ or ()]
        return [
            value.__qualname__,
            _code(value.__code__),
            _told([value.__defaults__, cells], above),
        ]
    return [*_kind(value), _state(value, above)]


def _kind(value: Any) -> list[str]:
    """Return what a value is an object of, with its code where it is no class of ours."""
    kind = type(value) if not isinstance(value, type) else value
    if kind.__module__.split(".")[0] == "headroom_lab":
        return [kind.__module__, kind.__qualname__]  # its version is part of the key
    own = [
        _code(f.__code__)
        for c in kind.__mro__
        for f in vars(c).values()
        if isinstance(f, FunctionType)
    ]
    return [kind.__qualname__, *own]


def _state(value: Any, above: set[int]) -> Any:
    """Return what of an object travels, its settings: caches and locks are no part of that."""
    if isinstance(value, type):
        return None
    try:
        _, made_with, *state = value.__reduce_ex__(2)
    except TypeError:  # it holds what can't be pickled
        return {name: _told(item, above) for name, item in vars(value).items()}
    made = [part for part in made_with if part is not type(value)]
    return [_told(made, above), _told(state[:1], above)]


def _code(code: CodeType) -> str:
    """Return a hash of a function's code; where it stands in its file is no part of it."""
    digest = hashlib.sha256(code.co_code + repr(code.co_names).encode())
    for constant in code.co_consts:
        listed = sorted(map(repr, constant)) if isinstance(constant, frozenset) else constant
        inner = _code(constant) if isinstance(constant, CodeType) else repr(listed)
        digest.update(inner.encode())
    return digest.hexdigest()
