"""A live trial: what each arm's sessions took, and what that tells about the policies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from headroom_lab.errors import UnknownNameError
from headroom_lab.redact import masked_repr
from headroom_lab.results.record import Column, Record

# What is measured of each session: the attribute and its label.
MEASURES = {
    "requests": "requests",
    "input_tokens": "input tokens",
    "output_tokens": "output tokens",
    "cost": "cost",
    "fetched_again": "fetched again",
    "errors": "errors",
}


@masked_repr
@dataclass(frozen=True, slots=True)
class TrialRow:
    """One measure of one arm.

    ``total`` is over the arm's ``sessions``, ``mean`` a session, with the interval from ``low`` to
    ``high`` over sessions. ``change`` is the mean less the baseline's, in the measure's unit, from
    ``change_low`` to ``change_high``; ``sessions_needed`` is how many sessions in all, spread evenly
    over the two arms, would show a difference of that size four times in five. None where it can't be
    told, and for the baseline itself.
    """

    arm: str
    measure: str
    sessions: int
    total: float
    mean: float | None
    low: float | None = None
    high: float | None = None
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    sessions_needed: int | None = None

    @property
    def differs(self) -> bool:
        """Whether the interval of the change leaves out zero."""
        if self.change_low is None or self.change_high is None:
            return False
        return not self.change_low <= 0 <= self.change_high


@dataclass(frozen=True, repr=False)
class TrialResult(Record):
    """What a live trial has shown so far: a row an arm and measure, intervals over sessions.

    Args:
        name: the trial's.
        baseline: the arm that the others are held against.
        shares: how much of the sessions each arm was to get, by name; empty where that isn't known.
        rows: what each arm's sessions took.
        sessions: how many sessions each arm got, by name.
        warnings: what speaks against the figures: arms out of balance, sessions in two arms, no prices.
        level: how sure the intervals are (0.95).

    Example::

        trial(store, "thrifty-vs-off")["thrifty", "cost"].change
    """

    picture: ClassVar[str] = "trial"
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("arm", "str", "arm"),
        Column("measure", "str", "measure"),
        Column("sessions", "int64", "sessions"),
        Column("total", "float64", "total"),
        Column("mean", "Float64", "a session"),
        Column("low", "Float64", "from"),
        Column("high", "Float64", "to"),
        Column("change", "Float64", "change"),
        Column("change_low", "Float64", "change from"),
        Column("change_high", "Float64", "change to"),
        Column("sessions_needed", "Int64", "sessions needed"),
    )

    name: str
    baseline: str
    shares: dict[str, float]
    rows: tuple[TrialRow, ...]
    sessions: dict[str, int]
    warnings: tuple[str, ...] = ()
    level: float = 0.95

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms' names, the baseline first."""
        return tuple(dict.fromkeys(row.arm for row in self.rows))

    def table_rows(self) -> tuple[TrialRow, ...]:
        """Return a row an arm and measure.

        Example::

            [row.arm for row in trial(store, "thrifty-vs-off").table_rows()]
        """
        return self.rows

    def of(self, measure: str) -> Iterator[TrialRow]:
        """Yield the rows of a measure, the baseline's first.

        Args:
            measure: "requests", "input_tokens", "output_tokens", "cost", "fetched_again" or "errors".

        Example::

            [row.mean for row in trial(store, "thrifty-vs-off").of("cost")]
        """
        return (row for row in self.rows if row.measure == measure)

    def __getitem__(self, key: tuple[str, str]) -> TrialRow:
        arm, measure = key
        if arm not in self.arms:
            raise UnknownNameError("arm", str(arm), list(self.arms))
        found = next((r for r in self.rows if (r.arm, r.measure) == key), None)
        if found is None:
            raise UnknownNameError("measure", str(measure), list(MEASURES))
        return found
