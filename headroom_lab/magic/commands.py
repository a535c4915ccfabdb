"""What each command about messages answers; they call the public API and hold no logic."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any

from headroom_lab.errors import HeadroomError, UnknownModelWarning
from headroom_lab.magic.plan import Plan
from headroom_lab.magic.source import Source
from headroom_lab.messages.given import Request
from headroom_lab.policies.policy import policy_of
from headroom_lab.results import Comparison, Record, SimulationResult


def simulated(request: Request, plan: Plan) -> SimulationResult:
    """Return the simulation of one request."""
    from headroom_lab.simulation import simulate

    with warnings.catch_warnings():
        # The result says itself what is unknown of its model.
        warnings.simplefilter("ignore", UnknownModelWarning)
        return simulate(
            request,
            plan.model_of(request),
            policy=plan.policy,
            query=plan.query,
            max_tokens=plan.max_tokens,
            redact=plan.redact,
            prices=plan.prices,
        )


def answering(command: str, plan: Plan) -> Callable[[Request], SimulationResult]:
    """Return what answers a vendor call in a cell: what isn't about cutting has nothing cut."""
    asked = plan if command == "simulate" else replace(plan, policies=(policy_of("off"),))
    return lambda request: simulated(request, asked)


def simulate(source: Source, plan: Plan) -> Record:
    """Return the simulation of a request, or of the vendor calls made; of several, a table."""
    results = source.simulated
    if not results:
        return simulated(source.request, plan)
    if len(results) == 1:
        return results[0][1]
    return Comparison.of(
        (f"call {number}: {result.model}", result)
        for number, (_, result) in enumerate(results, start=1)
    )


def waste(source: Source, plan: Plan) -> Record:
    """Return the waste in a request's messages."""
    from headroom_lab.waste.detect import detect_waste

    return detect_waste(source.request, plan.model_of(source.request))


def score(source: Source, plan: Plan) -> Record:
    """Return the importance of each message; system messages and the last turns are protected."""
    from headroom_lab.transforms.windows.scoring import score_messages

    return score_messages(source.request, plan.model_of(source.request))


def compare(source: Source, plan: Plan) -> Record:
    """Return a request under several policies side by side."""
    from headroom_lab.simulation import compare

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnknownModelWarning)
        return compare(
            source.request,
            plan.policies,
            model=plan.model_of(source.request),
            query=plan.query,
            max_tokens=plan.max_tokens,
            redact=plan.redact,
            prices=plan.prices,
        )


def replay(source: Source, plan: Plan) -> Record:
    """Return a recorded session priced again under one or several policies."""
    from headroom_lab.replays.many import is_recorded
    from headroom_lab.replays.replay import replay

    recorded = is_recorded(source.corpus)  # its requests tell more than its messages
    return replay(
        source.corpus if recorded else source.request,
        plan.policies or "default",
        model=plan.model if recorded else plan.model_of(source.request),
        query=plan.query,
        max_tokens=plan.max_tokens,
        prices=plan.prices,
    )


def sweep(source: Source, plan: Plan) -> Record:
    """Return a grid of settings over a conversation, or over a list of conversations."""
    from headroom_lab.studies.sweep import sweep
    from headroom_lab.traces.corpus import Corpus

    corpus = Corpus(source.corpus)
    named = plan.model is None and any(item.model for item in corpus)
    return sweep(
        corpus,
        plan.grid,
        model=None if named else plan.model_of(source.request),
        policy=plan.policy,
        query=plan.query,
        max_tokens=plan.max_tokens,
        prices=plan.prices,
    )


ABOUT_MESSAGES: dict[str, Callable[[Source, Plan], Record]] = {
    "simulate": simulate,
    "waste": waste,
    "score": score,
    "compare": compare,
    "replay": replay,
    "sweep": sweep,
}


def report(store: str | None, period: str, format: str, output: str | None) -> Any:
    """Return the report of a metrics store as a notebook shows it."""
    if store is None:
        raise HeadroomError("no store: give --store URL, or %headroom config store URL")
    from IPython.display import HTML, Markdown

    generate = _later("report", "generate_report")
    text = generate(store_url=store, format=format, period=period, output_path=output)
    return HTML(_later("report", "inline")(text)) if format == "html" else Markdown(text)


def _later(module: str, name: str) -> Any:
    """Return a part of the package that this installation may lack."""
    try:
        return getattr(import_module(f"headroom_lab.{module}"), name)
    except (ModuleNotFoundError, AttributeError) as error:
        if isinstance(error, ModuleNotFoundError) and error.name != f"headroom_lab.{module}":
            raise
        raise HeadroomError(f"this version of headroom_lab has no {name}") from None
