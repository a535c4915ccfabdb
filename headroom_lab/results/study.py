"""The rows of a study: one a conversation and point; and with what the study was made."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from headroom_lab.redact import masked_repr
from headroom_lab.results.record import Column, Table

Combination = tuple[tuple[str, Any], ...]  # name and value, in the order of the grid


def label_of(settings: Combination) -> str:
    """Return settings on one line."""
    return ", ".join(f"{name}={said(value)}" for name, value in settings)


def said(value: Any) -> str:
    """Return a setting's value in words."""
    return "none" if value is None else str(value)


def point_of(settings: Combination, varying: Collection[str]) -> str:
    """Return what a point of a grid is called: its policy alone where nothing else varies."""
    told = tuple((name, value) for name, value in settings if name in varying)
    return said(told[0][1]) if [name for name, _ in told] == ["policy"] else label_of(told)


@masked_repr
@dataclass(frozen=True, slots=True)
class StudyRow:
    """One conversation at one point of the grid.

    ``point`` counts from 0 in the order of the grid; ``numbers`` are what the evaluators measured
    (tokens, USD, counts), None where it isn't known; ``columns`` the conversation's own in its
    corpus; ``error`` says why something couldn't be measured.
    """

    point: int
    settings: Combination
    conversation: str
    source: str
    numbers: Mapping[str, float | None]
    columns: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None

    def group(self, by: str) -> Any:
        """Return the value of the source or of a column of the corpus."""
        return self.source if by == "source" else self.columns.get(by)


@dataclass(frozen=True, slots=True)
class KeyColumn(Column):
    """A column whose value stands in a mapping of the row: settings, numbers or columns."""

    of: str = "numbers"

    def value(self, row: Any) -> Any:
        """Return the value in a row, None where it has none."""
        return dict(getattr(row, self.of)).get(self.name)


class StudyRows(Table[StudyRow]):
    """The rows of a study, one a conversation and point.

    Example::

        sweep(messages, {"policy": ["off"]}, model="gpt-4o").rows.to_frame()
    """

    picture: ClassVar[str] = "table"

    @property
    def table_columns(self) -> tuple[Column, ...]:  # type: ignore[override]
        """The settings, the conversation with its columns, then what was measured."""
        rows = self._rows
        settings = dict.fromkeys(name for row in rows for name, _ in row.settings)
        columns = dict.fromkeys(name for row in rows for name in row.columns)
        numbers = dict.fromkeys(name for row in rows for name in row.numbers)
        taken = {"point", "conversation", "source", "error", *settings, *numbers}
        return (
            Column("point", "int64", "point"),
            *(KeyColumn(name, "object", name, "settings") for name in settings),
            Column("conversation", "str", "conversation"),
            Column("source", "str", "source"),
            *(KeyColumn(n, "object", n, "columns") for n in columns if n not in taken),
            *(KeyColumn(name, "float64", name) for name in numbers),
            Column("error", "str", "error"),
        )


@masked_repr
@dataclass(frozen=True)
class StudyProvenance:
    """With what a study was made, so that it can be made again.

    ``versions`` of the packages that its figures depend on; ``grid`` the settings of each point,
    ``policies`` a hash of each policy's steps; ``corpus_hash`` the SHA-256 of all conversations;
    ``computed`` and ``reused`` count cells, a conversation at a point by one evaluator; ``repeated``
    chunks whose worker was lost. What differs between runs of the same study is not compared.
    """

    versions: Mapping[str, str]
    corpus: str
    corpus_hash: str
    conversations: int
    grid: tuple[Combination, ...]
    policies: tuple[str, ...]
    evaluators: tuple[str, ...]
    model: str | None
    baseline: str | None
    level: float
    seed: int
    price_source: str | None
    price_date: str | None
    options: Mapping[str, Any] = field(default_factory=dict)
    engine: str = field(default="here", compare=False)
    workers: int = field(default=1, compare=False)
    computed: int = field(default=0, compare=False)
    reused: int = field(default=0, compare=False)
    repeated: int = field(default=0, compare=False)
