"""Several simulations side by side, one row each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from headroom_lab.redact import masked_repr
from headroom_lab.results.record import Column, Table
from headroom_lab.results.saving import Saving
from headroom_lab.results.simulation import SimulationResult


@masked_repr
@dataclass(frozen=True, slots=True)
class ComparisonRow(Saving):
    """One simulation: what it was made under, its sizes in tokens, its input's cost in USD.

    ``cost`` is what the input costs as sent with an empty prompt cache, ``cached_cost`` where
    the vendor holds all that is unchanged; None where the price is unknown. ``dropped`` and
    ``changed`` count messages.
    """

    policy: str
    tokens_before: int
    tokens_after: int
    cost: float | None
    cached_cost: float | None
    dropped: int
    changed: int


class Comparison(Table[ComparisonRow]):
    """Simulations of one request under several policies, or of several requests."""

    picture: ClassVar[str] = "comparison"
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("policy", "str", "policy"),
        Column("tokens_before", "int64", "before"),
        Column("tokens_after", "int64", "after"),
        Column("tokens_saved", "int64", "saved"),
        Column("savings_percent", "float64", "saved %"),
        Column("cost", "float64", "cost, USD"),
        Column("cached_cost", "float64", "cached, USD"),
        Column("dropped", "int64", "dropped"),
        Column("changed", "int64", "changed"),
    )

    @classmethod
    def of(cls, named: Iterable[tuple[str, SimulationResult]]) -> Comparison:
        """Return the comparison of simulations given with the names of their rows."""
        return cls(_row(name, result) for name, result in named)


def _row(name: str, result: SimulationResult) -> ComparisonRow:
    """Return the row of one simulation."""
    changes = [row.change for row in result.rows]
    return ComparisonRow(
        policy=name,
        tokens_before=result.tokens_before,
        tokens_after=result.tokens_after,
        cost=result.cost_after,
        cached_cost=result.cached_cost_after,
        dropped=changes.count("dropped"),
        changed=changes.count("changed"),
    )
