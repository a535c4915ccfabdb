"""How well a model says the values that agents used next, having read what a policy sends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from headroom_lab.intervals import Interval, ratio_interval, share_interval
from headroom_lab.redact import masked_repr
from headroom_lab.results.record import Column, Record


@masked_repr
@dataclass(frozen=True, slots=True)
class Asked:
    """One value under one policy: mean loss a token in nats, and whether it is said exactly.

    ``far`` values are used four or more messages after the output that holds them.
    """

    policy: str
    conversation: str
    far: bool
    loss: float
    recalled: bool


@masked_repr
@dataclass(frozen=True, slots=True)
class AnswerableRow:
    """One policy over all values that were asked for, or over the far ones.

    ``loss`` is the mean over values of the mean loss a token, in nats; the ends are those of 95 %
    intervals over conversations, None where fewer than two hold a value.
    """

    policy: str
    far: bool
    values: int
    loss: float
    loss_low: float | None
    loss_high: float | None
    recall: float
    recall_low: float | None
    recall_high: float | None


@dataclass(frozen=True, repr=False)
class Answerable(Record):
    """Does a model still find it: loss and exact recall under each policy, far values apart.

    Example::

        evaluate_answerable("balanced", corpus, LocalModel()).rows[0].recall
    """

    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("policy", "str", "policy"),
        Column("far", "bool", "far"),
        Column("values", "int64", "values"),
        Column("loss", "float64", "loss"),
        Column("loss_low", "float64", "from"),
        Column("loss_high", "float64", "to"),
        Column("recall", "float64", "recall"),
        Column("recall_low", "float64", "from"),
        Column("recall_high", "float64", "to"),
    )

    asked: tuple[Asked, ...]

    @cached_property
    def rows(self) -> tuple[AnswerableRow, ...]:
        """A row a policy over all values, then one a policy over the far ones."""
        policies = dict.fromkeys(one.policy for one in self.asked)
        groups = [
            (policy, far, [a for a in self.asked if a.policy == policy and (a.far or not far)])
            for far in (False, True)
            for policy in policies
        ]
        return tuple(_row(*group) for group in groups if group[2])

    def table_rows(self) -> tuple[AnswerableRow, ...]:
        """One row a policy and distance."""
        return self.rows


def _row(policy: str, far: bool, asked: Sequence[Asked]) -> AnswerableRow:
    """Return the row of what was asked under one policy."""
    names = list(dict.fromkeys(one.conversation for one in asked))
    by_name = [[one for one in asked if one.conversation == name] for name in names]
    counts = [len(group) for group in by_name]
    losses = [sum(one.loss for one in group) for group in by_name]
    recalled = [sum(one.recalled for one in group) for group in by_name]
    loss = _ends(ratio_interval(losses, counts, within=(0.0, float("inf"))))
    recall = _ends(share_interval(recalled, counts))
    size = len(asked)
    means = sum(losses) / size, sum(recalled) / size
    return AnswerableRow(policy, far, size, means[0], *loss, means[1], *recall)


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    """Return both ends of an interval."""
    return (interval.low, interval.high) if interval else (None, None)
