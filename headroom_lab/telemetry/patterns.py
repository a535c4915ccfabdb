"""What is known of one kind of tool output."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from headroom_lab.redact import masked_repr, redact
from headroom_lab.results import Column, Table
from headroom_lab.telemetry.learning import FieldMeaning, FieldStats, meaning_of
from headroom_lab.telemetry.signature import FIELDS, Output, Scalar

COUNTS = ("seen", "crushed", "retrieved", "used", "tokens_before", "tokens_after")


@dataclass(slots=True)
class Pattern:
    """Counts over the outputs of one tool that share a structure.

    ``seen`` outputs, of them ``crushed``, ``retrieved`` (looked into again) and ``used``
    (a later message used a value of it).
    """

    tool: str
    structure: str
    shape: str
    seen: int = 0
    crushed: int = 0
    retrieved: int = 0
    used: int = 0
    tokens_before: int = 0
    tokens_after: int = 0
    fields: dict[str, FieldStats] = field(default_factory=dict)

    def observe(self, output: Output) -> None:
        """Count one output and what its fields look like."""
        self.seen += 1
        for path, value in output.scalars():
            self.stats(path).add(value)

    def use(self, values: Iterable[tuple[str, Scalar]]) -> None:
        """Count values of this kind of output that were used later, each with its path."""
        for path, value in values:
            self.stats(path).use(value)

    def stats(self, path: str) -> FieldStats:
        """Return the counts of a field; those over the bound share one that is not kept."""
        found = self.fields.get(path)
        if found is None:
            found = FieldStats()
            if len(self.fields) < FIELDS:
                self.fields[path] = found
        return found

    @property
    def meanings(self) -> dict[str, FieldMeaning]:
        """What each field means."""
        return {path: meaning_of(path, stats) for path, stats in sorted(self.fields.items())}

    def merged(self, other: Pattern) -> Pattern:
        """Return the counts of both."""
        counts = {name: getattr(self, name) + getattr(other, name) for name in COUNTS}
        none = FieldStats()
        fields = {
            path: self.fields.get(path, none).merged(other.fields.get(path, none))
            for path in sorted({*self.fields, *other.fields})[:FIELDS]
        }
        return Pattern(self.tool, self.structure, self.shape, fields=fields, **counts)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "tool": redact(self.tool),
            "structure": self.structure,
            "shape": self.shape,
            **{name: getattr(self, name) for name in COUNTS},
            "fields": {path: stats.to_dict() for path, stats in sorted(self.fields.items())},
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Pattern:
        """Return what ``to_dict`` gave; raises KeyError, TypeError or ValueError for other data."""
        named: dict[str, Any] = {name: str(data[name]) for name in ("tool", "structure", "shape")}
        counts: dict[str, Any] = {name: int(data[name]) for name in COUNTS}
        fields = {
            path: FieldStats.from_dict(data["fields"][path])
            for path in sorted(data["fields"])[:FIELDS]
        }
        return cls(**named, **counts, fields=fields)


@masked_repr
@dataclass(frozen=True, slots=True)
class PatternRow:
    """One kind of tool output as a row; ``retrieval_rate`` is None where none was seen."""

    tool: str
    structure: str
    shape: str
    seen: int
    crushed: int
    retrieved: int
    used: int
    retrieval_rate: float | None
    tokens_before: int
    tokens_after: int
    used_fields: str
    meanings: str


class PatternTable(Table[PatternRow]):
    """All that is known of tools, one row a kind of output."""

    picture: ClassVar[str] = "patterns"
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("tool", "str", "tool"),
        Column("structure", "str", "structure"),
        Column("shape", "str", "shape", is_lesser=True),
        Column("seen", "int64", "seen"),
        Column("crushed", "int64", "crushed"),
        Column("retrieved", "int64", "looked into again", is_lesser=True),
        Column("used", "int64", "used later"),
        Column("retrieval_rate", "float64", "retrieval rate", is_lesser=True),
        Column("tokens_before", "int64", "before"),
        Column("tokens_after", "int64", "after"),
        Column("used_fields", "str", "fields used later"),
        Column("meanings", "str", "what fields mean"),
    )


def rate(patterns: Iterable[Pattern]) -> float | None:
    """Return the share of outputs that were looked into again or used; None where none was seen."""
    seen = again = 0
    for pattern in patterns:
        times = pattern.retrieved + pattern.used
        seen += max(pattern.seen, times)
        again += times
    return again / seen if seen else None


def row(pattern: Pattern) -> PatternRow:
    """Return a pattern as a row of a table."""
    used = sorted(
        (path for path, stats in pattern.fields.items() if stats.looks["used"]),
        key=lambda path: (-pattern.fields[path].looks["used"], path),
    )
    known = {path: m for path, m in pattern.meanings.items() if m.meaning != "unknown"}
    return PatternRow(
        pattern.tool,
        pattern.structure,
        pattern.shape,
        pattern.seen,
        pattern.crushed,
        pattern.retrieved,
        pattern.used,
        rate([pattern]),
        pattern.tokens_before,
        pattern.tokens_after,
        ", ".join(used),
        ", ".join(f"{path}: {m.meaning}" for path, m in known.items()),
    )
