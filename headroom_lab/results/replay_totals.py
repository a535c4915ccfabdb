"""All requests of a replayed session under one policy, summed, and what to say of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from headroom_lab.redact import masked_repr
from headroom_lab.results.kept import Kept
from headroom_lab.results.replay_rows import ReplayRow
from headroom_lab.results.saving import Saving

ACTS = 0.05  # per cent of the bill: a policy that changes less doesn't act in a session


@masked_repr
@dataclass(frozen=True, slots=True)
class ReplayTotal(Saving):
    """All requests of a session under one policy, summed; tokens, and USD.

    ``cost`` is the whole bill: system prompt, tool definitions and output included.
    ``rewriting`` counts the requests in which a message already sent stood otherwise or was gone;
    ``kept`` says which values and edits that came later were still possible, ``reread_cost`` what
    reading the others again costs. ``band`` is the share by which the saving may be off. ``failed``
    counts the requests that went as they came, for the policy failed; ``failure`` says why at first.
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
    cost_recorded: float | None = None
    extra_cost: float | None = 0.0
    reread_cost: float | None = 0.0
    kept: Kept = field(default_factory=Kept)
    band: float = 0.0
    failed: int = 0
    failure: str = ""

    @property
    def cost_percent(self) -> float | None:
        """What it costs more (or less, negative) than unchanged, in per cent; None if unknown."""
        return percent_of(self.cost, self.cost_before)

    @property
    def net_cost(self) -> float | None:
        """The cost with reading again what was lost and needed; None if unknown."""
        if self.cost is None or self.reread_cost is None:
            return None
        return self.cost + self.reread_cost

    @property
    def net_percent(self) -> float | None:
        """What it costs more (or less) with reading again, in per cent; None if unknown."""
        return percent_of(self.net_cost, self.cost_before)

    @property
    def net_savings(self) -> tuple[float, float] | None:
        """Between which amounts in USD the net saving lies; None if unknown.

        What is saved may be off by the band of the counts, what is lost may be needed or not.
        """
        if self.cost is None or self.cost_before is None or self.reread_cost is None:
            return None
        saved = self.cost_before - self.cost
        off = self.band * abs(saved)
        return saved - off - self.reread_cost, saved + off

    @property
    def costs_more(self) -> bool:
        """Whether fewer tokens cost more money, for they make the vendor's cache useless."""
        if self.cost is None or self.cost_before is None:
            return False
        return self.tokens_saved > 0 and self.cost > self.cost_before

    @property
    def lost(self) -> int:
        """How many values and edits that came later weren't there any more."""
        kept = self.kept
        return kept.values - kept.values_kept + kept.edits - kept.edits_kept

    @property
    def failing(self) -> str:
        """In how many requests it failed, in words; empty where it didn't."""
        return f"failed in {self.failed} of {self.requests} requests" if self.failed else ""

    @property
    def verdict(self) -> str:
        """What the policy does, in one sentence; where it failed, that it did."""
        if self.failed:
            return f"{self.policy}: {self.failing}: {self.failure}"
        return f"{self.policy}: {_money(self)}, {_losses(self.kept)}"


def total_of(
    policy: str,
    rows: Sequence[ReplayRow],
    kept: Kept | None = None,
    band: float = 0.0,
    failures: Sequence[str] = (),
) -> ReplayTotal:
    """Return the total of one policy's rows; ``failures`` say why requests went as they came."""
    return ReplayTotal(
        policy=policy,
        requests=len(rows),
        tokens_before=sum(row.tokens_before for row in rows),
        tokens_after=sum(row.tokens_after for row in rows),
        cache_read_before=sum(row.cache_read_before for row in rows),
        cache_read_tokens=sum(row.cache_read_tokens for row in rows),
        cache_write_tokens=sum(row.cache_write_tokens for row in rows),
        cost_before=summed(row.cost_before for row in rows),
        cost=summed(row.cost for row in rows),
        rewriting=sum(row.rewritten is not None for row in rows),
        cost_recorded=summed(row.cost_recorded for row in rows),
        extra_cost=summed(row.extra_cost for row in rows),
        reread_cost=summed(row.reread_cost for row in rows),
        kept=kept or Kept(),
        band=band,
        failed=len(failures),
        failure=next(iter(failures), ""),
    )


def summed(costs: Iterable[float | None]) -> float | None:
    """Return the sum of costs, None where a price is unknown."""
    found = list(costs)
    known = [cost for cost in found if cost is not None]
    return sum(known) if len(known) == len(found) else None


def percent_of(cost: float | None, before: float | None) -> float | None:
    """Return by how many per cent a cost is more than another."""
    return None if cost is None or not before else 100.0 * (cost - before) / before


def _money(total: ReplayTotal) -> str:
    """Return what a policy does to the bill, in words."""
    change, fewer = total.net_percent, total.savings_percent
    tokens = f"{abs(fewer):.0f} % {'fewer' if fewer >= 0 else 'more'} tokens"
    if change is None:
        return f"{tokens}, price unknown"
    if abs(change) < ACTS:
        return "the bill stays as it is"
    size = f"{abs(change):.{0 if abs(change) >= 1 else 1}f} %"
    return f"{tokens}, {size} dearer" if change > 0 else f"{size} off the bill"


def _losses(kept: Kept) -> str:
    """Return what a policy loses of what was needed later, in words."""
    values, edits = kept.values - kept.values_kept, kept.edits - kept.edits_kept
    parts = [
        f"{count} of {whole} {name}"
        for count, whole, name in (
            (values, kept.values, "values used later lost"),
            (edits, kept.edits, "edits impossible"),
        )
        if count
    ]
    return " and ".join(parts) or "nothing lost"
