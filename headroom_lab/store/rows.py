"""A row on its way into a store: checked, secrets masked, as plain values and as a line."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import orjson

from headroom_lab.errors import StoreError
from headroom_lab.redact import redact
from headroom_lab.results.metrics import STORED, TIME, RequestMetrics, as_utc
from headroom_lab.results.waste import KINDS

NAMES = tuple(column.name for column in STORED)
WHOLE = 2**63
_REQUIRED = ("request_id", "model")
_OWN_FIELDS = tuple(name for name in NAMES if name not in KINDS)


def row_of(metrics: RequestMetrics) -> dict[str, Any]:
    """Return the values of a row by column name: texts, numbers, None, one list, one dict.

    Raises StoreError for a value that no column can hold. Costs and times that are no finite
    number become None; texts lose lone surrogates, and secrets in them are masked.
    """
    unknown = sorted(set(metrics.waste) - set(KINDS))
    if unknown:
        raise _wrong("waste", unknown[0], f"one of {', '.join(KINDS)}")
    row: dict[str, Any] = {c.name: _READ[c.dtype](c.name, c.value(metrics)) for c in STORED}
    return row


def line_of(row: Mapping[str, Any]) -> bytes:
    """Return a row as JSON on one line."""
    return orjson.dumps(row)


def metrics_of(row: Mapping[str, Any]) -> RequestMetrics:
    """Return the metrics of a row that a store gave back; None where a column had no value."""
    known = {name: row[name] for name in _OWN_FIELDS}
    waste = {name: row[name] for name in KINDS if row[name]}
    return RequestMetrics(**known, waste=waste)


def _wrong(name: str, found: Any, expected: str) -> StoreError:
    """Return the error for a value that no column can hold."""
    return StoreError(f"RequestMetrics.{name}: found {found!r}, expected {expected}")


def _text(name: str, value: Any) -> str | None:
    """Return a text without lone surrogates, secrets masked."""
    if value is None and name not in _REQUIRED:
        return None
    if not isinstance(value, str) or (name == "request_id" and not value):
        raise _wrong(name, value, "a text")
    return redact(value if value.isascii() else _encodable(value))


def _encodable(text: str) -> str:
    """Return a text that UTF-8 can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _whole(name: str, value: Any) -> int:
    """Return a whole number of 64 bits."""
    if type(value) is not int:
        if isinstance(value, bool) or not hasattr(value, "__index__"):
            raise _wrong(name, value, "a whole number")
        value = int(value.__index__())
    if not -WHOLE <= value < WHOLE:
        raise _wrong(name, value, "a whole number of 64 bits")
    return int(value)


def _number(name: str, value: Any) -> float | None:
    """Return a finite number, or None."""
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise _wrong(name, value, "a number or None") from error
    return number if math.isfinite(number) else None


def _moment(name: str, value: Any) -> str:
    """Return a moment in UTC as ISO 8601 with microseconds."""
    if not isinstance(value, datetime):
        raise _wrong(name, value, "a datetime")
    return as_utc(value).isoformat(timespec="microseconds")


def _nested(name: str, value: Any) -> list[str] | dict[str, int]:
    """Return the texts of a list, or the whole numbers of a dict."""
    if isinstance(value, Mapping) and name == "removals":
        return {str(_text("removals", key)): _whole("removals", n) for key, n in value.items()}
    if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
        raise _wrong(name, value, "a dict of numbers" if name == "removals" else "a list of texts")
    return [str(_text(f"{name}[]", item)) for item in value]


_READ = {"str": _text, "int64": _whole, "float64": _number, TIME: _moment, "object": _nested}
