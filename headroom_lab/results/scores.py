"""How important each message of a conversation is, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from headroom_lab.redact import redact_data
from headroom_lab.redact.preview import preview
from headroom_lab.results.plain import plain_data, rows_as_data
from headroom_lab.results.record import Column, Record

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

    Args:
        message_index: where the message stands, from 0; -1 for a system prompt beside the messages.
        total_score: the weighted sum, in [0, 1].
        recency_score, semantic_score, toin_score: how new it is, how near to what was said last, how often its
            like was looked into again.
        error_score, reference_score, density_score: whether it tells of an error, how often later messages use
            it, how much it says per token.
        is_protected: whether no window would drop it.
        in_tool_unit: whether it belongs to a call and its results.
        tokens: the message's size.
        role: whose message it is.
        text: the beginning of what it says.
        weights: name and normalised weight of each factor, in their order.

    Example::

        score = score_messages(messages, "gpt-4o")[0]
        score.total_score, score.score_breakdown
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
        """Return the columns and the breakdown as plain data.

        Example::

            score_messages(messages, "gpt-4o")[0].to_dict()["total_score"]
        """
        row = {c.name: plain_data(c.value(self)) for c in self.table_columns}
        return {**redact_data(row), "score_breakdown": redact_data(self.score_breakdown)}


class MessageScores(Record, list[MessageScore]):
    """The scores of a conversation's messages: a list, in order, that shows itself as a table.

    Args:
        iterable: MessageScore records, in the messages' order; none by default.

    Example::

        scores = score_messages(messages, "gpt-4o")
        sorted(scores, key=lambda score: score.total_score)[0].message_index
    """

    picture: ClassVar[str] = "scores"
    table_columns: ClassVar[tuple[Column, ...]] = COLUMNS

    def table_rows(self) -> Iterable[object]:
        """Return the scores themselves.

        Example::

            len(score_messages(messages, "gpt-4o").table_rows())
        """
        return self

    def _copied(self, copied: Callable[[Any], Any]) -> MessageScores:
        """Return a copy for this process: nothing in it is masked."""
        return type(self)(copied(list(self)))

    def moved(self, shift: int) -> MessageScores:
        """Return the scores with each message's index less ``shift``.

        Example::

            score_messages(messages, "gpt-4o").moved(1)[0].message_index
        """
        if not shift:
            return self
        return MessageScores(replace(s, message_index=s.message_index - shift) for s in self)

    def to_dict(self) -> dict[str, Any]:
        """Return the scores as plain data under their column names.

        Example::

            list(score_messages(messages, "gpt-4o").to_dict())
        """
        return rows_as_data(self, self)
