"""A table as an Arrow stream, which polars, DuckDB and others take without pandas or a copy."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

_START = datetime(1970, 1, 1, tzinfo=UTC)

Cells = tuple[str, str, Sequence[Any]]  # a column's name, its pandas dtype, its values


def arrow_stream(columns: Iterable[Cells], requested_schema: Any = None) -> Any:
    """Return a PyCapsule of an ArrowArrayStream with one batch of a table's columns.

    Integers, floats, booleans and times in UTC keep their kind; what a dtype calls "object" (lists,
    dicts) is JSON text. None, and what pandas calls missing, is null; NaN in a column of floats
    that pandas fills with NaN is null too, for it means that nothing is known.
    """
    import nanoarrow as na

    made = {name: _array(dtype, cells) for name, dtype, cells in columns}
    rows = max((array.length for array in made.values()), default=0)
    schema = na.struct({name: array.schema for name, array in made.items()})
    table = na.c_array_from_buffers(schema, rows, [None], children=list(made.values()))
    return na.c_array_stream(table).__arrow_c_stream__(requested_schema)


def _array(dtype: str, cells: Iterable[Any]) -> Any:
    """Return a column as an Arrow array."""
    import nanoarrow as na

    if dtype.startswith("datetime64"):
        whole = na.c_array([_microseconds(value) for value in cells], na.int64())
        moments = na.timestamp("us", timezone="UTC")
        return na.c_array_from_buffers(moments, whole.length, list(whole.view().buffers))
    made = _KINDS.get(dtype.lower(), str)
    kinds = {int: na.int64, float: na.float64, bool: na.bool_}
    values = [None if _missing(value) else made(value) for value in cells]
    return na.c_array(values, kinds.get(made, na.string)())  # type: ignore[call-overload]


def _missing(value: Any) -> bool:
    """Tell whether a cell holds nothing: None, NaN, NaT or NA."""
    return value is None or type(value).__name__ in ("NAType", "NaTType") or value != value


def _microseconds(value: Any) -> int | None:
    """Return a time as microseconds since 1970; one without a zone is in UTC."""
    if _missing(value):
        return None
    moment = value if value.tzinfo else value.replace(tzinfo=UTC)
    return int((moment - _START) / timedelta(microseconds=1))


def _whole(text: str) -> str:
    """Return a text that UTF-8 can hold: half a surrogate pair becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _as_json(value: Any) -> str:
    """Return what a column of objects holds as JSON text."""
    return _whole(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


_KINDS: dict[str, Callable[[Any], Any]] = {
    "int64": int,
    "float64": float,
    "bool": bool,
    "boolean": bool,
    "object": _as_json,
    "str": lambda value: _whole(str(value)),
    "string": lambda value: _whole(str(value)),
}
