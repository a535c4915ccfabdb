"""Two recorded sessions side by side: what each took, what each used, and where they parted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from headroom_lab.redact import masked_repr
from headroom_lab.results.record import Column, Record, Table


@dataclass(frozen=True, slots=True)
class TraceMeasure:
    """One figure of both sessions; ``unit``: "count", "tokens", "USD", "minutes" or "%".

    None where it isn't known.
    """

    measure: str
    unit: str
    first: float | None
    second: float | None

    @property
    def difference(self) -> float | None:
        """How much more the second has; None where one is unknown."""
        if self.first is None or self.second is None:
            return None
        return self.second - self.first


@masked_repr
@dataclass(frozen=True, slots=True)
class ToolPair:
    """A tool in both sessions: its calls, the tokens of their outputs, what these cost in USD."""

    tool: str
    first_calls: int
    second_calls: int
    first_tokens: int
    second_tokens: int
    first_cost: float | None
    second_cost: float | None


@masked_repr
@dataclass(frozen=True, slots=True)
class FilePair:
    """A file that a session read or wrote, and how often each of them did."""

    path: str
    first_reads: int
    second_reads: int
    first_writes: int
    second_writes: int


class ToolPairs(Table[ToolPair]):
    """The tools of two sessions, those with the most tokens first."""

    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("tool", "string", "tool"),
        Column("first_calls", "Int64", "calls, first"),
        Column("second_calls", "Int64", "calls, second"),
        Column("first_tokens", "Int64", "tokens, first"),
        Column("second_tokens", "Int64", "tokens, second"),
        Column("first_cost", "Float64", "cost, first"),
        Column("second_cost", "Float64", "cost, second"),
    )


class FilePairs(Table[FilePair]):
    """The files of two sessions, what was written first."""

    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("path", "string", "file"),
        Column("first_reads", "Int64", "read, first"),
        Column("second_reads", "Int64", "read, second"),
        Column("first_writes", "Int64", "written, first"),
        Column("second_writes", "Int64", "written, second"),
    )


@masked_repr
@dataclass(frozen=True, slots=True)
class Parting:
    """Where two sessions parted: the steps that are alike, then what each did.

    A step is a call of a tool, or what a user said; an agent's own words are never alike.
    ``first`` and ``second`` are "" where a session ended.
    """

    alike: int
    first: str
    second: str


@dataclass(frozen=True, repr=False)
class TraceComparison(Record):
    """Two recorded sessions side by side; ``trace.compare(other)`` makes it.

    Args:
        first, second: what the sessions are called.
        models: the models of each.
        measures: the figures of both, a row each: requests, tokens by class, cost, time.
        tools: the tools of both.
        files: the files that either read or wrote, by their paths within its project.
        parted: where they parted; None where they are alike to the end.

    Example::

        found = read_trace("session.jsonl").compare(read_trace("session.jsonl"))
        found.to_frame(), found.tools.to_frame(), found.files.to_frame(), found.parted
    """

    picture: ClassVar[str] = "trace_comparison"
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("measure", "string", "measure"),
        Column("unit", "string", "unit"),
        Column("first", "Float64", "first"),
        Column("second", "Float64", "second"),
        Column("difference", "Float64", "difference"),
    )

    first: str
    second: str
    models: tuple[tuple[str, ...], tuple[str, ...]]
    measures: tuple[TraceMeasure, ...]
    tools: ToolPairs = field(default_factory=ToolPairs)
    files: FilePairs = field(default_factory=FilePairs)
    parted: Parting | None = None

    def table_rows(self) -> Iterable[object]:
        """Return the figures, one a row.

        Example::

            trace = read_trace("session.jsonl")
            len(trace.compare(trace).table_rows())
        """
        return self.measures

    def __getitem__(self, measure: str) -> TraceMeasure:
        """Return a figure by its name; KeyError for another."""
        found = {row.measure: row for row in self.measures}
        return found[measure]
