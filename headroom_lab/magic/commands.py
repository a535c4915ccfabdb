"""What each command about messages answers; they call the public API and hold no logic."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from headroom_lab.config import IntelligentContextConfig
from headroom_lab.errors import HeadroomError
from headroom_lab.magic.plan import Plan
from headroom_lab.magic.source import Source
from headroom_lab.messages import protected_tail, read
from headroom_lab.results import Record
from headroom_lab.results.comparison import Comparison
from headroom_lab.tokens import Tokenizer
from headroom_lab.waste.detect import detect_waste


def simulate(source: Source, plan: Plan) -> Record:
    """Return the simulation of a request, or of the vendor calls made; of several, a table."""
    results = source.simulated
    if not results:
        return plan.simulate(source.request)
    if len(results) == 1:
        return results[0][1]
    return Comparison.of(
        (f"call {number}: {result.model}", result)
        for number, (_, result) in enumerate(results, start=1)
    )


def waste(source: Source, plan: Plan) -> Record:
    """Return the waste in a request's messages."""
    request = source.request
    return detect_waste(request.messages, Tokenizer(model=plan.model_of(request)))


def score(source: Source, plan: Plan) -> Record:
    """Return the importance of each message; system messages and the last turns are protected."""
    from headroom_lab.transforms.windows.message_scorer import MessageScorer

    request = source.request
    conversation = read(request.messages)
    turns = IntelligentContextConfig().keep_last_turns
    protected = {m.index for m in conversation.messages if m.role == "system"}
    protected.update(range(protected_tail(conversation, turns), len(conversation.messages)))
    scorer = MessageScorer(tokenizer=Tokenizer(model=plan.model_of(request)))
    return scorer.score_messages(conversation, protected_indices=protected)


def compare(source: Source, plan: Plan) -> Record:
    """Return a request under several policies side by side."""
    return Comparison.of(
        (name, plan.simulate(source.request, pipeline)) for name, pipeline in plan.policies
    )


def replay(source: Source, plan: Plan) -> Record:
    """Return a recorded session priced again under one or several policies."""
    from headroom_lab.policies.policy import Policy
    from headroom_lab.replays.replay import replay

    request = source.request
    return replay(
        request.messages,
        [Policy(name, pipeline) for name, pipeline in plan.policies],
        model=plan.model_of(request),
        query=plan.query,
        system=request.system,
        tools=request.tools,
    )


def sweep(source: Source, plan: Plan) -> Record:
    """Return a grid of settings over a conversation, or over a list of conversations."""
    from headroom_lab.policies.policy import Policy
    from headroom_lab.studies.sweep import sweep

    request = source.request
    return sweep(
        request.messages,
        plan.grid,
        model=plan.model_of(request),
        policy=Policy(*plan.policies[0]),
        query=plan.query,
        system=request.system,
        tools=request.tools,
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
