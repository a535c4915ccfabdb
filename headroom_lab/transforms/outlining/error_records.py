"""Which records of a JSON list speak of an error, by the words and forms that lines have."""

from __future__ import annotations

from typing import Any

from headroom_lab.transforms.outlining.errors import error_lines

_LONGEST = 400  # characters of a value that is read
_PLAIN = (str, int, float, bool)


def error_records(items: list[Any]) -> set[int]:
    """Return the numbers (from 0) of the records that speak of an error.

    Their plain fields are read as a line of ``key=value``; what most records say is no signal.
    """
    if len(items) < 2 or set(map(type, items)) != {dict}:
        return set()
    return error_lines([_line(item) for item in items], "table")


def _line(record: dict[str, Any]) -> str:
    """Return the plain fields of a record on one line."""
    fields = (
        f"{key}={value[:_LONGEST] if type(value) is str else value}"
        for key, value in record.items()
        if type(value) in _PLAIN
    )
    return " ".join(" ".join(fields).split())
