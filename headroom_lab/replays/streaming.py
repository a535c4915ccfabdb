"""One stream replayed, request by request, as it was and under each policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any

from headroom_lab.messages.given import Request
from headroom_lab.policies.moments.lasting import Lasting
from headroom_lab.policies.moments.occasion import CachePrices, ExtraRequest, Occasion, Sent
from headroom_lab.policies.moments.prices import cache_prices
from headroom_lab.policies.moments.senders import sender_in
from headroom_lab.policies.policy import Policy
from headroom_lab.providers.base import PricedProvider
from headroom_lab.providers.lifetimes import asked_by
from headroom_lab.providers.prompt_cache import CacheRules
from headroom_lab.replays.anchoring import Fact, facts
from headroom_lab.replays.asked import Asked
from headroom_lab.replays.kept import Judge
from headroom_lab.replays.metering import Meter, Metered, unchanged
from headroom_lab.replays.needs import Needs
from headroom_lab.replays.rows import Place, Till
from headroom_lab.replays.sending import Sizes
from headroom_lab.replays.tool_sizes import ToolSizes
from headroom_lab.results.kept import Kept
from headroom_lab.results.replay import UNCHANGED
from headroom_lab.results.replay_rows import ReplayRow
from headroom_lab.transforms.base import Context


class PolicyReplay:
    """One policy on one stream: what it sends, what that uses, and what of it is missed."""

    def __init__(self, policy: Policy, context: Context, sizes: Sizes, needs: Needs) -> None:
        self.name = policy.name
        self._sender = Lasting(sender_in(policy, context))
        self._meter = Meter(sizes)
        self._judge = Judge(needs)
        self._tools = ToolSizes(context.tokenizer)
        self._last = 0  # tokens of the request before
        self._reread: set[int] = set()
        self.failed: list[str] = []  # why requests went as they came

    @property
    def kept(self) -> Kept:
        """What was kept of what was needed so far."""
        return self._judge.kept

    def row(
        self,
        fact: Fact,
        as_it_was: Metered,
        rules: CacheRules,
        occasion: Occasion,
        till: Till,
        place: Place,
    ) -> ReplayRow:
        """Return the row of a request."""
        asked = fact.asked
        sent = self._sender.send(occasion)
        self.failed += [sent.failed] if sent.failed else []
        format = asked.context.format
        beside = self._tools.beside(occasion.request.tools, sent)
        metered = self._meter.meter(fact, rules, sent.messages, sent.changed_from, format, beside)
        row = till.row(self.name, fact, as_it_was, metered, str(occasion.request.model), place)
        row = till.with_extras(row, _reading(sent.extra_requests, self._last), fact)
        self._last = metered.usage.input_tokens
        if row.rewritten is not None:
            row = replace(row, rewritten_by=_cause(fact, sent, self.name))
        return self._missed(row, fact, sent, till)

    def pass_by(self, fact: Fact) -> None:
        """Take note of a request whose messages the file doesn't hold."""
        self._meter.pass_by(fact)

    def _missed(self, row: ReplayRow, fact: Fact, sent: Sent, till: Till) -> ReplayRow:
        """Return a row with what its answer needed and wasn't there, and what that costs."""
        asked = fact.asked
        lost = self._judge.see(asked.message, asked.until, sent.messages)
        again = {one.source for one in lost} - self._reread
        if not lost:
            return row
        self._reread |= again
        size = asked.size_of
        tokens = round(fact.scale * sum(map(size, again)))
        cost = till.rereading(row, tokens, fact) if again else 0.0
        return replace(row, lost=len(lost), reread_cost=cost)


class StreamReplay:
    """A stream replayed; ``rows`` gives those of the next request, one a policy."""

    def __init__(
        self,
        requests: Sequence[Asked],
        whole: Request,
        policies: Sequence[PolicyReplay],
        vendor: PricedProvider,
        till: Till,
        beside: int,
    ) -> None:
        self._whole, self._till, self.policies = whole, till, policies
        self._rules = cache(vendor.cache_rules)
        self._prices = cache(partial(cache_prices, vendor=vendor))
        self._facts: Iterator[Fact] = facts(requests, lambda m: self._rules(self._model(m)), beside)

    def rows(self, place: Place) -> list[ReplayRow]:
        """Return the rows of the next request: as it was, then under each policy."""
        fact = next(self._facts)
        if fact.asked.recorded is not None:
            place = replace(place, request=fact.asked.recorded.number + 1)
        model = self._model(fact.asked.model)
        rules = self._rules(model)
        request = replace(self._whole, messages=fact.asked.context, model=model, system=None)
        same = unchanged(fact, rules)

        def as_it_was(name: str) -> ReplayRow:
            return self._till.row(name, fact, same, same, model, place)

        first = as_it_was(UNCHANGED)
        if first.rewritten is not None:
            first = replace(first, rewritten_by=f"the session: {fact.asked.opens}")
        if not fact.asked.length:
            for one in self.policies:
                one.pass_by(fact)
            return [first, *(as_it_was(one.name) for one in self.policies)]
        prices = self._prices(model, day=fact.asked.day, long=asked_by(fact.long) is not None)
        occasion = _occasion(fact, request, prices)
        return [
            first,
            *(one.row(fact, same, rules, occasion, self._till, place) for one in self.policies),
        ]

    def _model(self, model: str | None) -> str:
        """Return the model of a request, the session's where it names none."""
        return model or str(self._whole.model)


def _occasion(fact: Fact, request: Request, prices: CachePrices) -> Occasion:
    """Return a request as a policy sees it before it is sent."""
    asked = fact.asked
    held = None if asked.usage is None else fact.total
    return Occasion(request, asked.number, asked.fresh, asked.opens, fact.cold, prices, held)


def _reading(extras: Sequence[ExtraRequest], last: int) -> list[ExtraRequest]:
    """Return more requests with the tokens that they read: those of the one before, unless told."""
    return [e if e.read_tokens is not None else replace(e, read_tokens=last) for e in extras]


def _cause(fact: Fact, sent: Sent, policy: str) -> str:
    """Return by whom what had been sent before was rewritten."""
    if fact.asked.opens not in (None, "start") and fact.asked.fresh < fact.before:
        return f"the session: {fact.asked.opens}"
    place = sent.changed_from
    if place is not None and sent.origins is not None and place < len(sent.origins):
        place = sent.origins[place]
    found: Any = next((r for r in sent.removals if r.message == place), None)
    return f"{found.transform}: {found.reason}" if found is not None else policy
