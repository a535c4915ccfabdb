"""What a recorded session would have cost, request by request, under one or several policies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from headroom_lab.errors import UnknownNameError
from headroom_lab.results.kept import Kept
from headroom_lab.results.protection import ProtectionCost
from headroom_lab.results.record import Column, Record
from headroom_lab.results.replay_rows import REPLAY_COLUMNS, ReplayRow
from headroom_lab.results.replay_totals import ReplayTotal, total_of
from headroom_lab.results.simulation import Provenance

UNCHANGED = "unchanged"


@dataclass(frozen=True, repr=False)
class ReplayResult(Record):
    """A recorded session priced again, request by request, with the vendor's prompt cache.

    Costs are in USD, of the whole bill: system prompt, tool definitions and output included.

    Args:
        model: whose prices hold; of several the first.
        rows: one a policy, stream and request; those of the unchanged session come first.
        requests: how many the session holds; after an interrupt the rows are of fewer.
        cache_seconds: the lifetime of a cached prefix where the clock is unknown: each request is
            taken to follow the one before within it.
        provenance: with which versions, prices and settings it was made, or None.
        kept: for each policy what was still there of what was needed later.
        band: the share by which what is saved may be off, by the error of the counts.
        notes: what is assumed, and what isn't known.
        protection: for each policy that protects something what that costs.
        failures: for each policy that failed why, once a request that went as it came.

    Example::

        found = replay(session, ["lossless", "balanced"], model="gpt-4o")
        found.verdict, found.unchanged.cost, found.to_frame()
    """

    picture: ClassVar[str] = "replay"
    table_columns: ClassVar[tuple[Column, ...]] = REPLAY_COLUMNS

    model: str
    rows: tuple[ReplayRow, ...]
    requests: int
    cache_seconds: int = 0
    provenance: Provenance | None = None
    kept: Mapping[str, Kept] = field(default_factory=dict, repr=False)
    band: float = 0.0
    notes: tuple[str, ...] = ()
    protection: Mapping[str, ProtectionCost] = field(default_factory=dict, repr=False)
    failures: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def table_rows(self) -> tuple[ReplayRow, ...]:
        """One row a policy, stream and request, the unchanged session's first.

        Example::

            replay(session, "lossless", model="gpt-4o").table_rows()
        """
        return self.rows

    @property
    def policies(self) -> tuple[str, ...]:
        """The names of the policies, without the unchanged session."""
        return tuple(dict.fromkeys(row.policy for row in self.rows if row.policy != UNCHANGED))

    @property
    def basis(self) -> str:
        """ "anchored" on what was recorded, "modelled" without, or "anchored and modelled"."""
        return " and ".join(sorted({row.basis for row in self.rows}))

    @property
    def finished(self) -> int:
        """How many requests were replayed: all, unless it was interrupted."""
        return sum(row.policy == UNCHANGED for row in self.rows)

    def of(self, policy: str) -> tuple[ReplayRow, ...]:
        """Return the rows of one policy.

        Args:
            policy: its name, one of ``policies``, or "unchanged".

        Raises:
            UnknownNameError: for another name, with the nearest.

        Example::

            replay(session, "lossless", model="gpt-4o").of("lossless")[0].tokens_saved
        """
        if policy not in self._rows and policy != UNCHANGED:
            raise UnknownNameError("policy", policy, self._rows)
        return self._rows.get(policy, ())

    @cached_property
    def _rows(self) -> dict[str, tuple[ReplayRow, ...]]:
        """The rows of each policy."""
        found: dict[str, list[ReplayRow]] = {}
        for row in self.rows:
            found.setdefault(row.policy, []).append(row)
        return {policy: tuple(rows) for policy, rows in found.items()}

    @property
    def unchanged(self) -> ReplayTotal:
        """The session as it was recorded, priced by the same rules."""
        return total_of(UNCHANGED, self._rows.get(UNCHANGED, ()))

    @property
    def totals(self) -> tuple[ReplayTotal, ...]:
        """One total a policy."""
        return tuple(
            total_of(name, rows, self.kept.get(name), self.band, self.failures.get(name, ()))
            for name, rows in self._rows.items()
            if name != UNCHANGED
        )

    @property
    def best(self) -> ReplayTotal | None:
        """The cheapest of the policies and the unchanged session; of equals the fewest tokens.

        Reading again what was lost is paid. By tokens where the price is unknown; None without
        rows. The unchanged session wins where no policy does better; one that failed never does.
        """
        if not self.rows:
            return None
        every = (self.unchanged, *(total for total in self.totals if not total.failed))
        if any(total.net_cost is None for total in every):
            return min(every, key=lambda total: total.tokens_after)
        return min(every, key=lambda total: (total.net_cost or 0.0, total.tokens_after))

    @property
    def verdict(self) -> str:
        """What the best policy does to the bill, and what it loses, in one sentence."""
        best = self.best
        if best is None:
            return "nothing replayed"
        if len(self.totals) == 1:
            return self.totals[0].verdict
        told = "no policy here costs less than the unchanged session"
        failed = (f"{total.policy} {total.failing}" for total in self.totals if total.failed)
        return "; ".join([told if best.policy == UNCHANGED else best.verdict, *failed])
