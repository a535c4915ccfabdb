"""A result made again from its manifest: whether the figures are the same, and if not, why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from headroom_lab.redact import masked_repr
from headroom_lab.results.record import Column, Record


@masked_repr
@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A column of a table that came out otherwise: in how many cells, and its sum then and now.

    The sums are None where the column holds no numbers.
    """

    table: str
    column: str
    cells: int
    before: float | None
    after: float | None

    @property
    def change(self) -> float | None:
        """The sum now less the sum then."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, repr=False)
class Rerun(Record):
    """A result that ``rerun`` made again, held against the one in the bundle.

    Args:
        manifest: the path of the manifest.
        result: what came out now.
        changed: the columns that differ; empty where every figure is the same.
        reasons: what differs of what the figures hang on: versions, prices, conversations.
        figures: how many cells were compared.

    Example::

        rerun(simulate(messages, "gpt-4o").to_report("bundle")).same
    """

    picture: ClassVar[str] = "rerun"
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("table", "str", "table"),
        Column("column", "str", "column"),
        Column("cells", "int64", "cells that differ"),
        Column("before", "Float64", "sum then"),
        Column("after", "Float64", "sum now"),
        Column("change", "Float64", "change"),
    )

    manifest: str
    result: Record = field(repr=False)
    changed: tuple[ChangedFigure, ...] = ()
    reasons: tuple[str, ...] = ()
    figures: int = 0

    @property
    def same(self) -> bool:
        """Whether every figure is what it was."""
        return not self.changed

    def table_rows(self) -> tuple[ChangedFigure, ...]:
        """Return a row a column that differs.

        Example::

            rerun(simulate(messages, "gpt-4o").to_report("bundle")).table_rows()
        """
        return self.changed
