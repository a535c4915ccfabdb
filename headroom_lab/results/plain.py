"""Values as dicts, lists, texts, numbers and None, as JSON takes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any

from headroom_lab.redact import redact_data


def plain_data(value: Any) -> Any:
    """Return ``value`` as dicts, lists, texts, numbers and None."""
    if callable(getattr(value, "to_dict", None)):  # a record masks what it gives itself
        return value.to_dict()
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain_data(getattr(value, f.name)) for f in fields(value) if f.repr}
    if isinstance(value, dict):
        return {str(key): plain_data(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_data(item) for item in value]
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    return str(value)


def rows_as_data(record: Any, rows: Iterable[object]) -> dict[str, Any]:
    """Return a table's rows as plain data under their column names, secrets masked."""
    columns = record.table_columns
    data = [{c.name: plain_data(c.value(row)) for c in columns} for row in rows]
    return {"rows": [redact_data(row) if record.masks else row for row in data]}
