"""Many sessions replayed: how what policies do to the bill is spread over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median, quantiles
from typing import ClassVar

from headroom_lab.errors import UnknownNameError
from headroom_lab.redact import masked_repr
from headroom_lab.results.kept import Kept
from headroom_lab.results.record import Column, Record
from headroom_lab.results.replay import ReplayResult
from headroom_lab.results.replay_totals import ACTS, ReplayTotal, percent_of, summed


@masked_repr
@dataclass(frozen=True, slots=True)
class SessionReplay:
    """One session under one policy: a row of a corpus's frame; see ReplayTotal for its columns."""

    session: str
    basis: str
    total: ReplayTotal

    def __getattr__(self, name: str) -> object:
        return getattr(object.__getattribute__(self, "total"), name)


@masked_repr
@dataclass(frozen=True, slots=True)
class CorpusTotal:
    """What one policy does over all sessions whose price is known; reading again is paid.

    ``percents`` are what each session costs more (or less, negative), in per cent of its bill,
    ascending; ``worst`` names the one that loses most. ``net_percent`` is of the sum of all bills.
    ``failed`` counts the sessions in which the policy failed, ``failure`` says why at first.
    """

    policy: str
    sessions: int
    cost_before: float | None
    net_cost: float | None
    percents: tuple[float, ...]
    worst: str | None
    kept: Kept
    failed: int = 0
    failure: str = ""

    @property
    def net_percent(self) -> float | None:
        """What all sessions together cost more (or less), in per cent; None if unknown."""
        return percent_of(self.net_cost, self.cost_before)

    @property
    def median_percent(self) -> float | None:
        """What the median session costs more (or less), in per cent."""
        return median(self.percents) if self.percents else None

    @property
    def spread(self) -> tuple[float, float] | None:
        """Between which shares eight in ten sessions lie, in per cent."""
        if len(self.percents) < 2:
            return None
        tenths = quantiles(self.percents, n=10, method="inclusive")
        return tenths[0], tenths[-1]

    @property
    def loses_in(self) -> int:
        """In how many sessions it costs more than it saves."""
        return sum(percent > ACTS for percent in self.percents)

    @property
    def worst_percent(self) -> float | None:
        """What the session costs more in which it loses most (or saves least), in per cent."""
        return self.percents[-1] if self.percents else None

    @property
    def verdict(self) -> str:
        """What the policy does to the bill of all, in one sentence; where it failed, that it did."""
        if self.failed:
            return f"{self.policy}: failed in {self.failed} of {self.sessions} sessions: {self.failure}"
        if self.net_percent is None or self.worst_percent is None:
            return f"{self.policy}: price unknown"
        return (
            f"{self.policy}: {_signed(self.net_percent)} of the bill in sum, "
            f"{_signed(self.median_percent or 0.0)} in the median session; dearer in "
            f"{self.loses_in} of {self.sessions}, at worst {_signed(self.worst_percent)}"
        )


@dataclass(frozen=True, repr=False)
class ReplayedCorpus(Record):
    """Many sessions replayed under one or several policies.

    Args:
        results: the replay of each session, by its name.
        sessions: how many the corpus holds; after an interrupt fewer were replayed.
        skipped: the sessions that couldn't be replayed, and why.

    Example::

        found = replay(Corpus({"a": session}), ["lossless", "balanced"], model="gpt-4o")
        found.of("lossless").median_percent, found.to_frame()
    """

    picture: ClassVar[str] = "replay_corpus"
    table_columns: ClassVar[tuple[Column, ...]] = (
        Column("session", "string", "session"),
        Column("policy", "string", "policy"),
        Column("basis", "string", "basis"),
        Column("requests", "int64", "requests"),
        Column("tokens_before", "int64", "before"),
        Column("tokens_after", "int64", "after"),
        Column("savings_percent", "float64", "tokens saved, %"),
        Column("rewriting", "int64", "rewriting"),
        Column("cost_recorded", "float64", "cost recorded, USD"),
        Column("cost_before", "float64", "cost before, USD"),
        Column("cost", "float64", "cost, USD"),
        Column("reread_cost", "float64", "reading again, USD"),
        Column("net_cost", "float64", "net cost, USD"),
        Column("net_percent", "float64", "net change, %"),
        Column("lost", "int64", "lost"),
    )

    results: Mapping[str, ReplayResult]
    sessions: int
    skipped: Mapping[str, str] = field(default_factory=dict)

    def table_rows(self) -> tuple[SessionReplay, ...]:
        """One row a session and policy, the unchanged session's first.

        Example::

            len(replay(Corpus({"a": session}), "off", model="gpt-4o").table_rows())
        """
        return tuple(self._rows())

    def _rows(self) -> Iterator[SessionReplay]:
        """Yield a row a session and policy."""
        for name, result in self.results.items():
            for total in (result.unchanged, *result.totals):
                yield SessionReplay(name, result.basis, total)

    @property
    def policies(self) -> tuple[str, ...]:
        """The names of the policies, without the unchanged sessions."""
        return next((result.policies for result in self.results.values()), ())

    def __getitem__(self, session: str) -> ReplayResult:
        """Return the replay of a session; UnknownNameError for another name."""
        if session not in self.results:
            raise UnknownNameError("session", session, self.results)
        return self.results[session]

    def of(self, policy: str) -> CorpusTotal:
        """Return what one policy does over all sessions.

        Args:
            policy: its name, one of ``policies``.

        Raises:
            UnknownNameError: for another name, with the nearest.

        Example::

            replay(Corpus({"a": session}), "off", model="gpt-4o").of("off").loses_in
        """
        if policy not in self.policies:
            raise UnknownNameError("policy", policy, self.policies)
        found = self._priced[policy]
        ordered = sorted(found, key=lambda one: one[1].net_percent or 0.0)
        failures = [total.failure for _, total in found if total.failed]
        return CorpusTotal(
            policy,
            len(found),
            summed(total.cost_before for _, total in found),
            summed(total.net_cost for _, total in found),
            tuple(total.net_percent or 0.0 for _, total in ordered),
            ordered[-1][0] if ordered else None,
            sum((total.kept for _, total in found), Kept()),
            len(failures),
            next(iter(failures), ""),
        )

    @cached_property
    def _priced(self) -> dict[str, list[tuple[str, ReplayTotal]]]:
        """For each policy the sessions whose price is known, with its total there."""
        found: dict[str, list[tuple[str, ReplayTotal]]] = {name: [] for name in self.policies}
        for name, result in self.results.items():
            for total in result.totals:
                if total.net_percent is not None:
                    found[total.policy].append((name, total))
        return found

    @property
    def totals(self) -> tuple[CorpusTotal, ...]:
        """One total a policy."""
        return tuple(map(self.of, self.policies))

    @property
    def verdict(self) -> str:
        """What the policy does that saves most of the sum and never failed, in one sentence."""
        known = [total for total in self.totals if total.net_percent is not None]
        known = [total for total in known if not total.failed] or known
        if not known:
            return "nothing replayed" if not self.results else "price unknown"
        return min(known, key=lambda total: total.net_percent or 0.0).verdict


def _signed(percent: float) -> str:
    """Return a change in per cent with its sign."""
    return f"{'−' if percent < 0 else '+'}{abs(percent):.1f} %"
