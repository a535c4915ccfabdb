"""A grid of settings over some conversations: what each saves, costs and keeps."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, ClassVar

from headroom_lab.redact import masked_repr
from headroom_lab.results.editable import Editable, share
from headroom_lab.results.record import Column, Record
from headroom_lab.results.saving import Saving

Combination = tuple[tuple[str, Any], ...]  # name and value, in the order of the grid


@dataclass(frozen=True, slots=True)
class SettingColumn(Column):
    """The column of one setting of a grid."""

    def value(self, row: Any) -> Any:
        """Return the setting's value in a row."""
        return dict(row.settings)[self.name]


@masked_repr
@dataclass(frozen=True, slots=True)
class SweepRow(Editable, Saving):
    """One point of the grid: its settings, and what they come to over all conversations.

    Tokens and costs (USD, input) are sums; ``cached_cost`` and ``cached_cost_before`` hold where
    the vendor's cache still holds everything before each last message. ``dropped`` and
    ``changed`` count messages. ``strict_far`` needles are hard to guess and used four or more
    messages later; ``needles`` are all; ``…_kept`` those still there just before their use.
    ``edits`` are those of a text that stood in the context, kept where every line of it still
    does, the far ones among them. All eight are None where retention wasn't measured, costs where a price is unknown.
    """

    settings: Combination
    tokens_before: int
    tokens_after: int
    cost_before: float | None
    cost: float | None
    cached_cost_before: float | None
    cached_cost: float | None
    dropped: int
    changed: int
    strict_far: int | None = None
    strict_far_kept: int | None = None
    needles: int | None = None
    kept: int | None = None
    edits: int | None = None
    edits_kept: int | None = None
    edits_far: int | None = None
    edits_far_kept: int | None = None

    @property
    def retention(self) -> float | None:
        """The share of strict far needles still there, None without any."""
        return share(self.strict_far_kept, self.strict_far)

    @property
    def all_retention(self) -> float | None:
        """The share of all needles still there, None without any."""
        return share(self.kept, self.needles)

    @property
    def judged(self) -> float | None:
        """What a point is judged by: retention of strict far needles, without any of all."""
        return self.all_retention if self.retention is None else self.retention

    @property
    def costs_more(self) -> bool:
        """Whether fewer tokens cost more money while the vendor's cache is warm."""
        if self.cached_cost is None or self.cached_cost_before is None:
            return False
        return self.tokens_saved > 0 and self.cached_cost > self.cached_cost_before

    @property
    def label(self) -> str:
        """The settings on one line."""
        return ", ".join(f"{name}={value}" for name, value in self.settings)

    def said(self, names: Collection[str]) -> str:
        """Return the values of some settings on one line, in the order of the grid."""
        return ", ".join("none" if v is None else str(v) for n, v in self.settings if n in names)


@dataclass(frozen=True, repr=False)
class SweepResult(Record):
    """A grid of settings over one or several conversations, a row a point, in their order.

    Args:
        rows: a point each: its settings, sizes in tokens, costs in USD, what of the values used later it
            keeps.
        points: how many the grid has; after an interrupt there are fewer rows.
        conversations: how many were simulated (1).
        exact: whether the tokens are the model's own (True).

    Example::

        found = sweep(messages, {"policy": ["lossless", "balanced"]}, model="gpt-4o")
        found.best, found.to_frame()
    """

    picture: ClassVar[str] = "sweep"
    fixed_columns: ClassVar[tuple[Column, ...]] = (
        Column("tokens_before", "int64", "before"),
        Column("tokens_after", "int64", "after"),
        Column("tokens_saved", "int64", "saved"),
        Column("savings_percent", "float64", "saved %"),
        Column("cost_before", "float64", "cost before, USD"),
        Column("cost", "float64", "cost, USD"),
        Column("cached_cost_before", "float64", "cached before, USD"),
        Column("cached_cost", "float64", "cached, USD"),
        Column("retention", "float64", "strict, far"),
        Column("strict_far", "Int64", "strict far needles"),
        Column("all_retention", "float64", "all"),
        Column("needles", "Int64", "needles"),
        Column("editable_far", "float64", "far edits"),
        Column("edits_far", "Int64", "far edits"),
        Column("editable", "float64", "all edits"),
        Column("edits", "Int64", "edits"),
        Column("dropped", "int64", "dropped"),
        Column("changed", "int64", "changed"),
    )

    rows: tuple[SweepRow, ...]
    points: int
    conversations: int = 1
    exact: bool = True

    @property
    def table_columns(self) -> tuple[Column, ...]:  # type: ignore[override]
        """A column a setting, then those that every sweep has."""
        settings = tuple(
            SettingColumn(name, _dtype([dict(row.settings)[name] for row in self.rows]), name)
            for name in self.names
        )
        return settings + self.fixed_columns

    def table_rows(self) -> tuple[SweepRow, ...]:
        """One row a point.

        Example::

            sweep(messages, {"policy": ["off"]}, model="gpt-4o").table_rows()[0].tokens_saved
        """
        return self.rows

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the settings that vary."""
        return tuple(name for name, _ in self.rows[0].settings) if self.rows else ()

    @property
    def varying(self) -> tuple[str, ...]:
        """The names of the settings that differ between points; all, where none does."""
        rows = [dict(row.settings) for row in self.rows]
        return tuple(n for n in self.names if any(r[n] != rows[0][n] for r in rows)) or self.names

    @property
    def keeping(self) -> tuple[SweepRow, ...]:
        """The points that keep most of the needles they are judged by: all, where one does."""
        judged = [row.judged for row in self.rows]
        most = max((value for value in judged if value is not None), default=None)
        return tuple(row for row in self.rows if most is None or row.judged == most)

    @property
    def best(self) -> SweepRow | None:
        """The point that saves most tokens among ``keeping``, the first of equals.

        None where none of these saves any.
        """
        found = max(self.keeping, key=lambda row: row.tokens_saved, default=None)
        return found if found is not None and found.tokens_saved > 0 else None


def _dtype(values: list[Any]) -> str:
    """Return the pandas dtype that holds the values of a setting."""
    kinds = {type(value) for value in values}
    if kinds == {bool}:
        return "bool"
    if kinds == {int}:
        return "int64"
    if kinds and kinds <= {int, float}:
        return "float64"
    return "str" if kinds <= {str, type(None)} else "object"
