"""How important each message of a conversation is, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from headroom_lab.redact import redact_data
from headroom_lab.redact.preview import preview
from headroom_lab.results.record import Column, Record, plain_data, rows_as_data

COLUMNS: tuple[Column, ...] = (
    Column("message_index", "int64", "message"),
    Column("role", "str", "role"),
    Column("preview", "str", "begins with"),
    Column("total_score", "float64", "total"),
    Column("recency_score", "float64", "recency"),
    Column("semantic_score", "float64", "semantic"),
    Column("toin_score", "float64", "TOIN"),
    Column("error_score", "float64", "error"),
    Column("reference_score", "float64", "reference"),
    Column("density_score", "float64", "density"),
    Column("tokens", "int64", "tokens"),
    Column("is_protected", "bool", "protected"),
    Column("in_tool_unit", "bool", "in a tool unit"),
)


@dataclass(frozen=True, repr=False)
class MessageScore(Record):
    """One message's importance: six factors, each in [0, 1], and their weighted sum.

    ``weights`` are the normalised weights in the order of the factors; ``tokens`` is the
    message's size; ``text`` the beginning of what it says.
    """

    picture: ClassVar[str] = "scores"
    table_columns: ClassVar[tuple[Column, ...]] = COLUMNS

    message_index: int
    total_score: float
    recency_score: float
    semantic_score: float
    toin_score: float
    error_score: float
    reference_score: float
    density_score: float
    is_protected: bool = False
    in_tool_unit: bool = False
    tokens: int = 0
    role: str = ""
    text: str = field(default="", repr=False)
    weights: tuple[tuple[str, float], ...] = field(default=(), repr=False)

    @property
    def factors(self) -> tuple[float, ...]:
        """The six factors, in the order of the weights."""
        return (
            self.recency_score,
            self.semantic_score,
            self.toin_score,
            self.error_score,
            self.reference_score,
            self.density_score,
        )

    @property
    def score_breakdown(self) -> dict[str, float]:
        """What each factor adds to the total: its weight times its score, by weight name."""
        pairs = zip(self.weights, self.factors, strict=False)
        return {name: weight * factor for (name, weight), factor in pairs}

    @property
    def preview(self) -> str:
        """The beginning of the message, secrets masked."""
        return preview(self.text)

    def to_dict(self) -> dict[str, Any]:
        """Return the columns and the breakdown as plain data."""
        row = {c.name: plain_data(c.value(self)) for c in self.table_columns}
        return {**redact_data(row), "score_breakdown": redact_data(self.score_breakdown)}


class MessageScores(Record, list[MessageScore]):
    """The scores of a conversation's messages: a list, in order, that shows itself as a table."""

    picture: ClassVar[str] = "scores"
    table_columns: ClassVar[tuple[Column, ...]] = COLUMNS

    def table_rows(self) -> Iterable[object]:
        """Return the scores themselves."""
        return self

    def _copied(self, copied: Callable[[Any], Any]) -> MessageScores:
        """Return a copy for this process: nothing in it is masked."""
        return type(self)(copied(list(self)))

    def moved(self, shift: int) -> MessageScores:
        """Return the scores with each message's index less ``shift``."""
        if not shift:
            return self
        return MessageScores(replace(s, message_index=s.message_index - shift) for s in self)

    def to_dict(self) -> dict[str, Any]:
        """Return the scores as plain data under their column names."""
        return rows_as_data(self, self)
