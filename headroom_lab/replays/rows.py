"""The rows of one request: what was recorded, what is modelled, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from headroom_lab.policies.moments.occasion import ExtraRequest
from headroom_lab.providers.base import PricedProvider
from headroom_lab.providers.usage import Usage
from headroom_lab.replays.anchoring import Fact
from headroom_lab.replays.metering import Metered
from headroom_lab.results.replay import UNCHANGED
from headroom_lab.results.replay_rows import ReplayRow

CALL_TOKENS = 100  # output of a request that reads something again: the median of recorded calls


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: its request's number in the session, and how far indices are moved."""

    request: int
    shift: int = 0


class Till:
    """Prices the requests of a session, and sums them up for each policy."""

    def __init__(self, vendor: PricedProvider) -> None:
        self._vendor = vendor
        self._sums: dict[str, float | None] = {}

    def cost(self, model: str, usage: Usage, day: date | None) -> float | None:
        """Return what a usage costs in USD at a day's prices, None where they are unknown."""
        return self._vendor.bill(model, usage, day).total

    def row(
        self, policy: str, fact: Fact, before: Metered, after: Metered, model: str, place: Place
    ) -> ReplayRow:
        """Return the row of one request under one policy, its own cost in its sums."""
        asked, recorded = fact.asked, fact.asked.usage
        cost_before = self.cost(model, before.usage, asked.day)
        cost = self.cost(model, after.usage, asked.day)
        rewritten = None if after.rewritten is None else after.rewritten - place.shift
        return ReplayRow(
            policy=policy,
            stream=asked.stream,
            request=place.request,
            message=asked.message - place.shift,
            model=model,
            basis=fact.basis,
            tokens_before=fact.total,
            tokens_after=after.usage.input_tokens,
            input_tokens_recorded=None if recorded is None else recorded.input_tokens,
            input_tokens_predicted=fact.predicted,
            cache_read_recorded=None if recorded is None else recorded.cache_read_tokens,
            cache_read_predicted=fact.read_predicted,
            cache_read_before=before.usage.cache_read_tokens,
            cache_read_tokens=after.usage.cache_read_tokens,
            cache_write_before=before.usage.cache_write_tokens,
            cache_write_tokens=after.usage.cache_write_tokens,
            cache_write_1h_tokens=after.usage.cache_write_1h_tokens,
            output_tokens=asked.output_tokens,
            miss=after.miss,
            cost_recorded=self._recorded(model, fact),
            cost_recorded_estimated=(
                None if recorded is None else self.cost(model, recorded, asked.day)
            ),
            cost_before=cost_before,
            cost=cost,
            cost_sum_before=self._sum("", cost_before) if policy == UNCHANGED else self._sums[""],
            cost_sum=self._sum(policy, cost),
            rewritten=rewritten,
        )

    def with_extras(self, row: ReplayRow, extras: Iterable[ExtraRequest], fact: Fact) -> ReplayRow:
        """Return a row with what more requests of the policy cost."""
        cost: float | None = 0.0
        for extra in extras:
            warm = fact.taken is None and extra.model in (None, row.model)
            usage = _extra_usage(extra, warm)
            own = extra.cost
            if own is None:
                own = self.cost(extra.model or row.model, usage, fact.asked.day)
            cost = None if own is None or cost is None else cost + own
        if cost == 0.0:
            return row
        whole = None if cost is None or row.cost is None else row.cost + cost
        sums = None if whole is None or row.cost_sum is None else row.cost_sum + (cost or 0.0)
        self._sums[row.policy] = sums
        return replace(row, cost=whole, cost_sum=sums, extra_cost=cost)

    def rereading(self, row: ReplayRow, tokens: int, fact: Fact) -> float | None:
        """Return what one more request costs that reads so many tokens again.

        As any request that follows it reads what the row's own left in the cache.
        """
        left = min(max(row.tokens_after + fact.leaves, 0), row.tokens_after)
        written = tokens if row.cache_write_tokens else 0
        usage = Usage(row.tokens_after + tokens, CALL_TOKENS, left, written)
        return self.cost(row.model, usage, fact.asked.day)

    def _recorded(self, model: str, fact: Fact) -> float | None:
        """Return the cost of a usage as it stands in the file."""
        usage, recorded = fact.asked.usage, fact.asked.recorded
        if usage is None:
            return None
        told = None if recorded is None else recorded.output_in_file
        if told is not None and told != usage.output_tokens:
            usage = usage.answered(told)
        return self.cost(model, usage, fact.asked.day)

    def _sum(self, policy: str, cost: float | None) -> float | None:
        """Return the sum so far with one more cost."""
        before = self._sums.get(policy, 0.0)
        self._sums[policy] = None if before is None or cost is None else before + cost
        return self._sums[policy]


def _extra_usage(extra: ExtraRequest, warm: bool) -> Usage:
    """Return what one more request of a policy uses."""
    read = extra.read_tokens or 0
    return Usage(read + extra.fresh_tokens, extra.output_tokens, read if warm else 0)
