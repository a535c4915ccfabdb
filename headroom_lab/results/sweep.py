"""A grid of settings over some conversations: what each saves, costs and keeps."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from headroom_lab.results.choosing import best_of, frontier_of
from headroom_lab.results.measures import STANDS_FOR, Figure
from headroom_lab.results.record import Column, Record
from headroom_lab.results.study import (
    KeyColumn,
    StudyProvenance,
    StudyRow,
    StudyRows,
)
from headroom_lab.results.study_figures import PointFigures, figures_of, grouped
from headroom_lab.results.sweep_points import SweepRow, points_of_cells


@dataclass(frozen=True, slots=True)
class FigureColumn(Column):
    """A column of a figure of each point: its value, an end of its interval, its difference."""

    figures: Mapping[int, PointFigures] = field(default_factory=dict)
    measure: str = ""
    part: str = ""

    def value(self, row: Any) -> Any:
        """Return the value for a point, None where it isn't known."""
        found: Any = self.figures.get(row.point, {}).get(self.measure)
        for name in self.part.split("."):
            found = getattr(found, name, None)
        return found


_PARTS = {
    "": "value",
    "_low": "interval.low",
    "_high": "interval.high",
    "_difference": "difference.value",
    "_difference_low": "difference.low",
    "_difference_high": "difference.high",
    "_wins": "wins",
    "_losses": "losses",
}


@dataclass(frozen=True, repr=False)
class SweepResult(Record):
    """A study: settings over one or several conversations, a row a point, in their order.

    Args:
        points: each with its settings, sizes in tokens, costs in USD, what it keeps of the values used
            later; sums over the conversations.
        asked: how many points the grid has; after an interrupt there may be fewer.
        conversations: how many were simulated (1).
        exact: whether the tokens are the model's own (True).
        cells: the rows, one a conversation and point.
        baseline: the point that differences are to, counted from 0; None without one.
        level, seed: of the intervals (0.95, 0).
        notes: what was left out, and what failed.
        provenance: versions, corpus, grid: with what it was made.

    Example::

        found = sweep(messages, {"policy": ["lossless", "balanced"]}, model="gpt-4o")
        found.best(at_least={"retention": 0.98}), found.to_frame(), found.rows.to_frame()
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

    points: tuple[SweepRow, ...]
    asked: int
    conversations: int = 1
    exact: bool = True
    cells: tuple[StudyRow, ...] = field(default=(), repr=False)
    baseline: int | None = None
    level: float = 0.95
    seed: int = 0
    notes: tuple[str, ...] = ()
    provenance: StudyProvenance | None = field(default=None, compare=False)

    @property
    def table_columns(self) -> tuple[Column, ...]:  # type: ignore[override]
        """A column a setting, those that every sweep has, then the figures with their intervals."""
        settings = tuple(
            KeyColumn(
                name, _dtype([dict(row.settings)[name] for row in self.points]), name, "settings"
            )
            for name in self.names
        )
        taken = {column.name for column in (*settings, *self.fixed_columns)}
        return settings + self.fixed_columns + tuple(self._figure_columns(taken))

    def _figure_columns(self, taken: Collection[str]) -> list[Column]:
        """Return a column for each part of each figure."""
        names = dict.fromkeys(name for point in self.figures.values() for name in point)
        return [
            FigureColumn(f"{name}{end}", "float64", f"{name}{end}", self.figures, name, part)
            for name in names
            for end, part in _PARTS.items()
            if f"{name}{end}" not in taken
        ]

    def tables(self) -> dict[str, Record]:
        """Return the points and the conversations.

        Example::

            list(sweep(messages, {"policy": ["off"]}, model="gpt-4o").tables())
        """
        return {"points": self, "conversations": self.rows}

    def table_rows(self) -> tuple[SweepRow, ...]:
        """One row a point.

        Example::

            sweep(messages, {"policy": ["off"]}, model="gpt-4o").table_rows()[0].tokens_saved
        """
        return self.points

    @property
    def rows(self) -> StudyRows:
        """One row a conversation and point."""
        return StudyRows(self.cells)

    @cached_property
    def figures(self) -> dict[int, PointFigures]:
        """By point (its number) the figures of each, with intervals over the conversations."""
        return figures_of(self.cells, self.baseline, self.level, self.seed)

    def figure(self, row: SweepRow, name: str) -> Figure | None:
        """Return a figure of a point, None where it wasn't measured.

        Args:
            row: one of ``points``.
            name: a figure's or an evaluator's name: ``"retention"``, ``"cost"``.

        Example::

            found = sweep(messages, {"policy": ["lossless"]}, model="gpt-4o")
            found.figure(found.points[0], "savings").value
        """
        return self.figures.get(row.point, {}).get(STANDS_FOR.get(name, name))

    def by(self, column: str) -> dict[Any, SweepResult]:
        """Return the study of each group of conversations.

        Args:
            column: "source", or a column of the corpus.

        Raises:
            UnknownNameError: for a column that no conversation has.

        Example::

            found = sweep(messages, {"policy": ["lossless"]}, model="gpt-4o")
            found.by("source")
        """
        return {
            group: SweepResult(
                points_of_cells(cells),
                self.asked,
                len({cell.conversation for cell in cells}),
                self.exact,
                cells,
                self.baseline,
                self.level,
                self.seed,
                self.notes,
                self.provenance,
            )
            for group, cells in grouped(self.cells, column).items()
        }

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the settings that vary."""
        return tuple(name for name, _ in self.points[0].settings) if self.points else ()

    @property
    def varying(self) -> tuple[str, ...]:
        """The names of the settings that differ between points; all, where none does."""
        rows = [dict(row.settings) for row in self.points]
        return tuple(n for n in self.names if any(r[n] != rows[0][n] for r in rows)) or self.names

    @property
    def against(self) -> str:
        """What the baseline is, by the settings that vary; empty without one."""
        base = next((row for row in self.points if row.point == self.baseline), None)
        return "" if base is None else base.said(self.varying)

    @cached_property
    def failed(self) -> dict[int, tuple[StudyRow, ...]]:
        """By point (its number) the conversations on which it failed, where it did."""
        found: dict[int, tuple[StudyRow, ...]] = {}
        for cell in self.cells:
            if cell.error:
                found[cell.point] = (*found.get(cell.point, ()), cell)
        return found

    @property
    def complete(self) -> tuple[SweepRow, ...]:
        """The points that failed on no conversation: only these compete."""
        return tuple(row for row in self.points if row.point not in self.failed)

    @property
    def keeping(self) -> tuple[SweepRow, ...]:
        """The complete points that keep most of the needles they are judged by: all, where one does."""
        judged = [row.judged for row in self.complete]
        most = max((value for value in judged if value is not None), default=None)
        return tuple(row for row in self.complete if most is None or row.judged == most)

    def best(
        self,
        at_least: Mapping[str, float] | None = None,
        by: str = "tokens",
        *,
        surely: bool = False,
    ) -> SweepRow | None:
        """Return the best point, the first of equals; None where none is better than nothing done.

        A point that failed on a conversation isn't among them.

        Args:
            at_least: what figures must reach, shares of 1: ``{"retention": 0.98}``; None asks for
                most of the needles that any point keeps.
            by: the figure or evaluator that decides: ``"tokens"``, ``"cost"``, ``"replay"``.
            surely: True asks the worse end of the interval to reach it, too.

        Raises:
            UnknownNameError: for a figure that wasn't measured.
            ConfigError: for another ``at_least``.

        Example::

            found = sweep(messages, {"policy": ["lossless"]}, model="gpt-4o")
            found.best(at_least={"retention": 0.98}, by="cost")
        """
        return best_of(self, at_least, by, surely=surely)

    def frontier(self, by: str = "tokens", kept: str = "retention") -> tuple[SweepRow, ...]:
        """Return the points of which no other is better in both figures, the best by ``by`` last.

        A point that failed on a conversation isn't among them.

        Args:
            by: what is saved: a figure or an evaluator ("tokens").
            kept: what is kept ("retention").

        Raises:
            UnknownNameError: for a figure that wasn't measured.

        Example::

            found = sweep(messages, {"policy": ["lossless"]}, model="gpt-4o")
            [row.label for row in found.frontier(by="cost")]
        """
        return frontier_of(self, by, kept)


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
