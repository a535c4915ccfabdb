"""What of a file was left out, and why: one row a file and reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from headroom_lab.redact import masked_repr
from headroom_lab.results.record import Column, Table

NO_FILE = "no file of a known format in it"  # of a folder, or what a glob matches


@masked_repr
@dataclass(frozen=True, slots=True)
class Skip:
    """Lines of a file that were left out for one reason, the first at ``line``.

    ``line`` is None where it isn't one line that the reason holds for.
    """

    path: str
    reason: str
    lines: int = 1
    line: int | None = None


class Skips(Table[Skip]):
    """All that was left out, a row a file and reason."""

    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("path", "string", "file"),
        Column("lines", "Int64", "lines"),
        Column("line", "Int64", "first line"),
        Column("reason", "string", "reason"),
    )
