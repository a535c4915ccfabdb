"""The one path: a request follows its policy, and what came of it becomes a result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from headroom_lab.messages.given import Request
from headroom_lab.policies.policy import Policy
from headroom_lab.providers.base import PricedProvider
from headroom_lab.providers.own import vendor_of
from headroom_lab.providers.prices import prices_of
from headroom_lab.results import Removals, SimulationResult
from headroom_lab.results.later import Later
from headroom_lab.results.simulation import Options
from headroom_lab.simulation.costs import costs
from headroom_lab.simulation.notes import invalid, is_unlisted, known, told, unkept
from headroom_lab.simulation.protecting import Left, Spent, protection_of
from headroom_lab.simulation.provenance import provenance_of
from headroom_lab.simulation.rows import moved, rows, without_system, work
from headroom_lab.tokens import Measure, measure
from headroom_lab.transforms.base import Context
from headroom_lab.transforms.retrieval import holds_retrieval_tool
from headroom_lab.transforms.runs import followed
from headroom_lab.waste.detect import detect_waste


@dataclass(frozen=True)
class _Asked:
    """A request, and how what is left of it is counted and priced."""

    measured: Measure
    context: Context
    vendor: PricedProvider
    model: str

    def left(self, policy: Policy) -> Left:
        """Return what a policy leaves of the request, how long that is and what it costs."""
        progress = followed(policy.pipeline.steps(), self.measured.given, self.context)
        totals = self.measured.totals(progress.conversation, progress.sizes, progress.beside)
        money = costs(progress, self.measured, totals, self.vendor, self.model)
        return Left(progress, Spent(totals, money))


def simulated(
    request: Request,
    policy: Policy,
    query: str | None,
    max_tokens: int | None,
    options: Mapping[str, Any],
    redact: bool,
) -> SimulationResult:
    """Return the simulation of a request."""
    model, given, shift = request.asked("simulate"), request.conversation, request.shift
    tools, steps, provider = request.tools, policy.within(max_tokens), options["provider"]
    prices = prices_of(options["prices"])
    vendor = vendor_of(provider, model, prices)
    measured = measure(given, model, options["tokenizer"], provider, tools, request.beside_tokens)
    counter = measured.tokenizer
    limit = None if is_unlisted(model, vendor) else vendor.get_context_limit(model)
    held = holds_retrieval_tool(tools)
    context = Context(counter, limit, options["output_buffer"], query, held)
    context = replace(context, vendor=vendor, shift=request.begins, tools=tools)
    asked = _Asked(measured, context, vendor, model)
    progress, spent = asked.left(steps)
    after, kept = without_system(progress, shift)
    notes = [*known(model, vendor), *unkept(steps, max_tokens), *invalid(given, shift)]
    return SimulationResult(
        tokens_before=spent.totals.before,
        tokens_after=spent.totals.after,
        transforms_applied=list(progress.applied),
        waste_signals=Later(partial(detect_waste, Request(given, tools=tools), tokenizer=counter)),
        model=model,
        messages=after,
        given=given.to_list(),
        system=kept,
        rows=Later(partial(rows, given, progress, counter, shift)),
        removals=Removals(moved(progress.removals, shift)),
        steps=progress.steps,
        warnings=[*notes, *told(spent.totals, progress)],
        tokens_markers=progress.markers,
        tokens_unlisted=measured.unlisted + measured.beside,
        tokens_beside=measured.beside,
        context_limit=limit,
        **spent.costs,
        **work(progress, shift),
        protection=Later(partial(protection_of, steps, given, spent, asked.left, context)),
        provenance=provenance_of(spent.totals.account, steps.pipeline, model, query, prices),
        redacted=redact,
        request=request,
        policy=steps,
        query=query,
        options=Options(options),
    )
