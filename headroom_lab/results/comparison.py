"""Several simulations side by side, one row each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal, SupportsIndex, overload

from headroom_lab.errors import HeadroomError, UnknownNameError
from headroom_lab.redact import masked_repr
from headroom_lab.results import doors
from headroom_lab.results.compressing import Compressing
from headroom_lab.results.record import Column, Table
from headroom_lab.results.saving import Saving
from headroom_lab.results.simulation import SimulationResult


@masked_repr
@dataclass(frozen=True, slots=True)
class ComparisonRow(Saving):
    """One simulation: what it was made under, its sizes in tokens, its input's cost in USD.

    ``cost`` is what the input costs as sent with an empty prompt cache, ``cached_cost`` where
    the vendor holds all that is unchanged; None where the price is unknown. ``dropped`` and
    ``changed`` count messages. Where compressors of one's own are compared: ``retention``, the share of
    hard values used four or more messages later that still stood (of all values where there are
    none); ``seconds`` that a compressor took, ``own_cost`` in USD of its own requests, and ``error``, why
    nothing came of it and nothing was cut; None where it isn't known.
    """

    policy: str
    tokens_before: int
    tokens_after: int
    cost: float | None
    cached_cost: float | None
    dropped: int
    changed: int
    retention: float | None = None
    seconds: float | None = None
    own_cost: float | None = None
    error: str | None = None


By = Literal["tokens", "cost", "cached_cost"]
_BY = {"tokens": "tokens_after", "cost": "cost_after", "cached_cost": "cached_cost_after"}


class Comparison(Table[ComparisonRow]):
    """Simulations of one request under several policies, or of several requests.

    A row each, by number; by name the whole simulation: ``comparison["balanced"].diff()``.

    Args:
        rows: what each policy comes to, in order; ``Comparison.of`` makes them of simulations.

    Example::

        found = compare(messages, ["lossless", "balanced"], model="gpt-4o")
        found["balanced"].tokens_after, found[0].policy, found.to_frame()
    """

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
        Column("retention", "float64", "kept"),
        Column("seconds", "float64", "seconds"),
        Column("own_cost", "float64", "own cost, USD"),
        Column("error", "str", "error"),
    )

    @classmethod
    def of(cls, named: Iterable[tuple[str, SimulationResult]]) -> Comparison:
        """Return the comparison of simulations.

        Args:
            named: pairs of a row's name and its simulation.

        Example::

            Comparison.of([("mine", result), ("off", simulate(messages, "gpt-4o", policy="off"))])
        """
        results = dict(named)
        own = any(result.compressing is not None for result in results.values())
        comparison = cls(_row(name, result, own) for name, result in results.items())
        comparison.results = results
        return comparison

    results: dict[str, SimulationResult]

    def __init__(self, rows: Iterable[ComparisonRow] = ()) -> None:
        super().__init__(rows)
        self.results = {}

    @overload
    def __getitem__(self, index: str) -> SimulationResult: ...
    @overload
    def __getitem__(self, index: SupportsIndex) -> ComparisonRow: ...
    @overload
    def __getitem__(self, index: slice) -> Comparison: ...
    def __getitem__(
        self, index: str | SupportsIndex | slice
    ) -> SimulationResult | ComparisonRow | Comparison:
        """Return a policy's simulation by its name, a row by its number, rows by a slice.

        Raises UnknownNameError, a KeyError too, with the nearest name.
        """
        if isinstance(index, str):
            if index not in self.results:
                raise UnknownNameError("policy", index, self.results)
            return self.results[index]
        if isinstance(index, slice):
            rows = self._rows[index]
            return Comparison.of((r.policy, self.results[r.policy]) for r in rows)
        return self._rows[index]

    def best(self, by: By = "tokens") -> SimulationResult:
        """Return the simulation that sends the fewest tokens, or costs least; the first of equals.

        What a policy loses is not weighed: read its ``removals``. One that failed is never the best.

        Args:
            by: ``"tokens"``, ``"cost"`` of the input with an empty prompt cache in USD, or ``"cached_cost"``
                with one that is warm.

        Raises:
            UnknownNameError: for another ``by``.
            HeadroomError: where nothing was compared, all failed or a cost is unknown.

        Example::

            compare(messages, ["lossless", "balanced"], model="gpt-4o").best("cost").savings_percent
        """
        if by not in _BY:
            raise UnknownNameError("measure", by, _BY)
        results = [self.results[row.policy] for row in self if not row.error]
        found = [(getattr(result, _BY[by]), result) for result in results]
        known = [(value, result) for value, result in found if value is not None]
        if not known or len(known) < len(found):
            nothing = next((f"failed: {row.error}" for row in self), "nothing was compared")
            why = "the price is unknown" if found else nothing
            raise HeadroomError(f"best(by={by!r}): {why}")
        return min(known, key=lambda pair: pair[0])[1]


def _row(name: str, result: SimulationResult, own: bool) -> ComparisonRow:
    """Return the row of one simulation; ``own`` where compressors of one's own are compared."""
    changes = [row.change for row in result.rows]
    work = result.compressing or Compressing(cost=None)
    return ComparisonRow(
        policy=name,
        tokens_before=result.tokens_before,
        tokens_after=result.tokens_after,
        cost=result.cost_after,
        cached_cost=result.cached_cost_after,
        dropped=changes.count("dropped"),
        changed=changes.count("changed"),
        retention=doors.retention_of(result) if own and not work.error else None,
        seconds=work.seconds if result.compressing and not work.error else None,
        own_cost=work.cost,
        error=work.error or None,
    )
