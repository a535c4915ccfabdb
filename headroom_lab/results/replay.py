"""What a recorded session would have cost, request by request, under one or several policies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from headroom_lab.errors import UnknownNameError
from headroom_lab.redact import masked_repr
from headroom_lab.results.record import Column, Record
from headroom_lab.results.saving import Saving
from headroom_lab.results.simulation import Provenance

UNCHANGED = "unchanged"


@masked_repr
@dataclass(frozen=True, slots=True)
class ReplayRow(Saving):
    """One request of the session under one policy; tokens, and USD for the input.

    ``request`` counts from 1, ``message`` is the index of the assistant message that answered.
    ``cache_read_tokens`` and ``cache_write_tokens`` are parts of ``tokens_after``, those that end
    in ``_before`` parts of ``tokens_before``. ``cost_sum`` is the cost of the requests up to
    this one. ``rewritten`` is the index of the first message that stands otherwise than in the
    request before, None where it was sent again as it was. Costs are None where the price is
    unknown.
    """

    policy: str
    request: int
    message: int
    tokens_before: int
    tokens_after: int
    cache_read_before: int
    cache_read_tokens: int
    cache_write_before: int
    cache_write_tokens: int
    cost_before: float | None
    cost: float | None
    cost_sum_before: float | None
    cost_sum: float | None
    rewritten: int | None = None


@masked_repr
@dataclass(frozen=True, slots=True)
class ReplayTotal(Saving):
    """All requests of the session under one policy, summed.

    ``rewriting`` counts the requests in which a message already sent stood otherwise or was
    gone.
    """

    policy: str
    requests: int
    tokens_before: int
    tokens_after: int
    cache_read_before: int
    cache_read_tokens: int
    cache_write_tokens: int
    cost_before: float | None
    cost: float | None
    rewriting: int

    @property
    def cost_percent(self) -> float | None:
        """What it costs more (or less, negative) than unchanged, in per cent; None if unknown."""
        if self.cost is None or not self.cost_before:
            return None
        return 100.0 * (self.cost - self.cost_before) / self.cost_before

    @property
    def costs_more(self) -> bool:
        """Whether fewer tokens cost more money, for they make the vendor's cache useless."""
        if self.cost is None or self.cost_before is None:
            return False
        return self.tokens_saved > 0 and self.cost > self.cost_before


@dataclass(frozen=True, repr=False)
class ReplayResult(Record):
    """A recorded session priced again, request by request, with the vendor's prompt cache.

    Costs are in USD, for the input alone.

    Args:
        model: whose prices hold.
        rows: one a policy and request, ordered by policy, then request.
        requests: how many the session holds; after an interrupt the rows are of fewer.
        cache_seconds: the lifetime of a cached prefix, within which each request is taken to follow the
            one before.
        provenance: with which versions, prices and settings it was made, or None.

    Example::

        found = replay(session, ["lossless", "balanced"], model="gpt-4o")
        found.unchanged.cost, found.to_frame()
    """

    picture: ClassVar[str] = "replay"
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("policy", "str", "policy"),
        Column("request", "int64", "request"),
        Column("message", "int64", "message"),
        Column("tokens_before", "int64", "before"),
        Column("tokens_after", "int64", "after"),
        Column("tokens_saved", "int64", "saved"),
        Column("cache_read_before", "int64", "read before"),
        Column("cache_read_tokens", "int64", "read"),
        Column("cache_write_before", "int64", "written before"),
        Column("cache_write_tokens", "int64", "written"),
        Column("cost_before", "float64", "cost before, USD"),
        Column("cost", "float64", "cost, USD"),
        Column("cost_sum_before", "float64", "sum before, USD"),
        Column("cost_sum", "float64", "sum, USD"),
        Column("rewritten", "Int64", "rewritten from"),
    )

    model: str
    rows: tuple[ReplayRow, ...]
    requests: int
    cache_seconds: int = 0
    provenance: Provenance | None = None

    def table_rows(self) -> tuple[ReplayRow, ...]:
        """One row a request and policy.

        Example::

            replay(session, "lossless", model="gpt-4o").table_rows()
        """
        return self.rows

    @property
    def policies(self) -> tuple[str, ...]:
        """The names of the policies."""
        return tuple(dict.fromkeys(row.policy for row in self.rows))

    @property
    def finished(self) -> int:
        """How many requests were replayed: all, unless it was interrupted."""
        return len({row.request for row in self.rows})

    def of(self, policy: str) -> tuple[ReplayRow, ...]:
        """Return the rows of one policy.

        Args:
            policy: its name, one of ``policies``.

        Raises:
            UnknownNameError: for another name, with the nearest.

        Example::

            replay(session, "lossless", model="gpt-4o").of("lossless")[0].tokens_saved
        """
        if policy not in self.policies:
            raise UnknownNameError("policy", policy, self.policies)
        return tuple(row for row in self.rows if row.policy == policy)

    @property
    def unchanged(self) -> ReplayTotal:
        """The session as it was recorded, priced by the same rules."""
        rows = self.of(self.policies[0]) if self.rows else ()
        tokens, read = _sum(rows, "tokens_before"), _sum(rows, "cache_read_before")
        written, cost = _sum(rows, "cache_write_before"), _cost(rows, "cost_before")
        return ReplayTotal(UNCHANGED, len(rows), tokens, tokens, read, read, written, cost, cost, 0)

    @property
    def totals(self) -> tuple[ReplayTotal, ...]:
        """One total a policy."""
        return tuple(_total(name, self.of(name)) for name in self.policies)

    @property
    def best(self) -> ReplayTotal | None:
        """The cheapest of the policies and the unchanged session; of equals the fewest tokens.

        By tokens where the price is unknown; None without rows. The unchanged session wins
        where no policy does better.
        """
        if not self.rows:
            return None
        every = (self.unchanged, *self.totals)
        if any(total.cost is None for total in every):
            return min(every, key=lambda total: total.tokens_after)
        return min(every, key=lambda total: (total.cost or 0.0, total.tokens_after))


def _total(policy: str, rows: Sequence[ReplayRow]) -> ReplayTotal:
    """Return the total of one policy's rows."""
    return ReplayTotal(
        policy,
        len(rows),
        _sum(rows, "tokens_before"),
        _sum(rows, "tokens_after"),
        _sum(rows, "cache_read_before"),
        _sum(rows, "cache_read_tokens"),
        _sum(rows, "cache_write_tokens"),
        _cost(rows, "cost_before"),
        _cost(rows, "cost"),
        sum(row.rewritten is not None for row in rows),
    )


def _sum(rows: Sequence[ReplayRow], name: str) -> int:
    """Return the sum of a column."""
    return sum(getattr(row, name) for row in rows)


def _cost(rows: Sequence[ReplayRow], name: str) -> float | None:
    """Return the sum of a cost, None where a price is unknown."""
    costs = [getattr(row, name) for row in rows]
    return None if None in costs else sum(costs)
