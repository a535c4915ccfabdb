"""What is measured of one conversation at one point of a grid: one function an evaluator.

Each takes a ``Case`` and returns numbers by name; what several need is worked out once a case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from time import thread_time
from typing import Any

from headroom_lab.errors import ConfigError, UnknownNameError
from headroom_lab.garbage import collection_paused
from headroom_lab.messages import Conversation, read
from headroom_lab.messages.given import Request
from headroom_lab.messages.protection import is_guarded
from headroom_lab.messages.tool_units import problems
from headroom_lab.optional import available
from headroom_lab.replays.kept import Judge, searchable
from headroom_lab.replays.needs import Need, Needs, edited, needs_of
from headroom_lab.replays.replay import replay
from headroom_lab.results import SimulationResult
from headroom_lab.results.kept import Kept
from headroom_lab.simulation import simulate
from headroom_lab.studies.grid import Point
from headroom_lab.tokens import Tokenizer
from headroom_lab.traces.corpus_items import CorpusItem
from headroom_lab.transforms.base import Context, step_of
from headroom_lab.transforms.guarding import guarded
from headroom_lab.transforms.outlining.errors import error_lines
from headroom_lab.transforms.text_kinds import kind_of

Numbers = Mapping[str, float | None]
Evaluator = Callable[["Case"], Numbers]


@dataclass(frozen=True)
class Subject:
    """A conversation, read once for all points; ``needs`` are what it needs of itself later."""

    item: CorpusItem
    request: Request

    @cached_property
    def whole(self) -> Conversation:
        """The messages, a system prompt among them."""
        return read(self.request.messages)

    @cached_property
    def needs(self) -> Needs:
        """Its values that are used later, and its edits."""
        values = [Need("value", n.use, (n.value,), (n.tool,), n.strict) for n in self.item.needles]
        return needs_of(self.whole, [*values, *edited(self.whole)])

    @cached_property
    def error_lines(self) -> frozenset[str]:
        """The lines of its tool outputs that speak of an error."""
        found: set[str] = set()
        for block in self.whole.blocks:
            if block.role == "tool":
                lines = block.text.split("\n")
                told = error_lines(lines, kind_of(block.text))
                found |= {lines[n].strip() for n in told}
        return frozenset(found - {""})


@dataclass(frozen=True)
class Case:
    """One conversation at one point; ``options`` as ``simulate`` takes them."""

    subject: Subject
    point: Point
    model: str
    tokenizer: Tokenizer
    options: Mapping[str, Any]

    @cached_property
    def result(self) -> SimulationResult:
        """The simulation of the whole conversation."""
        return simulate(
            self.subject.request,
            model=self.model,
            policy=self.point.policy,
            query=self.point.query,
            tokenizer=self.tokenizer,
            **self.options,
        )

    @cached_property
    def kept(self) -> Kept:
        """What the policy keeps of what is needed later, just before each use."""
        needed, whole = self.subject.needs, self.subject.whole
        judge = Judge(needed)
        context = Context(
            self.tokenizer,
            self.result.context_limit,
            self.options.get("output_buffer"),
            self.point.query,
            model=self.tokenizer.model,
        )
        with collection_paused():
            for use in dict.fromkeys(needed.uses):
                # The first messages are those of the whole conversation: read, counted and
                # searched once however many uses there are.
                sent = whole.keep(range(use))
                for transform in self.point.policy.pipeline.steps():
                    step = step_of(transform, sent, context)
                    if is_guarded(sent):
                        step = guarded(sent, step, context.tokenizer)
                    sent = step.conversation
                judge.see(use, use + 1, sent.to_list())
        return judge.kept


def tokens(case: Case) -> Numbers:
    """Measure tokens before and after, and how many messages are dropped and changed."""
    result = case.result
    changes = [row.change for row in result.rows]
    return {
        "tokens_before": result.tokens_before,
        "tokens_after": result.tokens_after,
        "tokens_saved": result.tokens_saved,
        "dropped": changes.count("dropped"),
        "changed": changes.count("changed"),
    }


def cost(case: Case) -> Numbers:
    """Measure the input's cost in USD, with an empty cache and with all but the last message held."""
    result = case.result
    return {
        "cost_before": result.cost_before,
        "cost": result.cost_after,
        "cached_cost_before": result.cached_cost_before,
        "cached_cost": result.cached_cost_after,
    }


def replayed(case: Case) -> Numbers:
    """Measure the bill of the session, request by request, after the vendor's cache."""
    conversation = case.subject.item.conversation
    found = replay(
        conversation,
        case.point.policy,
        model=case.model,
        query=case.point.query,
        tokenizer=case.tokenizer,
        output_buffer=case.options.get("output_buffer"),
        prices=case.options.get("prices"),
        progress=False,
    ).totals[-1]
    return {
        "bill_before": found.cost_before,
        "bill": found.cost,
        "net_bill": found.net_cost,
        "bill_requests": found.requests,
    }


def retention(case: Case) -> Numbers:
    """Measure which values that are used later are still there: all, and strict far ones."""
    kept = case.kept
    return {
        "strict_far": kept.strict_far,
        "strict_far_kept": kept.strict_far_kept,
        "needles": kept.values,
        "kept": kept.values_kept,
    }


def editable(case: Case) -> Numbers:
    """Measure which later edits are still possible: all, and far ones."""
    kept = case.kept
    return {
        "edits": kept.edits,
        "edits_kept": kept.edits_kept,
        "edits_far": kept.edits_far,
        "edits_far_kept": kept.edits_far_kept,
    }


def errors(case: Case) -> Numbers:
    """Measure how many different lines of outputs that speak of an error still stand."""
    lines = case.subject.error_lines
    sent = read(case.result.messages, format=case.subject.whole.format)
    text = "\n".join(searchable(sent))
    return {
        "error_lines": len(lines),
        "error_lines_kept": sum(line in text for line in lines),
    }


def valid(case: Case) -> Numbers:
    """Measure whether the vendor takes what comes out, where it takes what went in."""
    if problems(case.subject.whole):
        return {"valid": None}
    return {
        "valid": float(not problems(read(case.result.messages, format=case.subject.whole.format)))
    }


def ledger(case: Case) -> Numbers:
    """Measure the parts of what is saved: removed, re-encoded, less what markers add."""
    result = case.result
    return {
        "tokens_removed": result.tokens_removed,
        "tokens_reencoded": result.tokens_reencoded,
        "tokens_markers": result.tokens_markers,
    }


def time(case: Case) -> Numbers:
    """Measure the processor time of one simulation in seconds: it differs from run to run."""
    start = thread_time()
    simulate(
        case.subject.request,
        model=case.model,
        policy=case.point.policy,
        query=case.point.query,
        tokenizer=case.tokenizer,
        **case.options,
    )
    return {"seconds": thread_time() - start}


EVALUATORS: dict[str, Evaluator] = {
    "tokens": tokens,
    "cost": cost,
    "replay": replayed,
    "retention": retention,
    "editable": editable,
    "errors": errors,
    "valid": valid,
    "ledger": ledger,
    "time": time,
}
_LATER = {"answerable": "headroom_lab.studies.answerable"}  # modules with a function ``measured``
PLAIN = ("tokens", "cost")
DEFAULT = (*PLAIN, "retention", "editable")


@dataclass(frozen=True)
class Own:
    """An evaluator of a person's own: ``(conversation, result) -> number or dict of numbers``."""

    name: str
    function: Callable[[Any, SimulationResult], Any]

    def __call__(self, case: Case) -> Numbers:
        """Return its numbers under names of its own."""
        found = self.function(case.subject.item, case.result)
        named = found.items() if isinstance(found, Mapping) else [("", found)]
        return {
            f"{self.name}.{key}" if key else self.name: None if value is None else float(value)
            for key, value in named
        }


def evaluators_of(given: Sequence[Any]) -> dict[str, Evaluator]:
    """Return evaluators by name; tokens are always measured.

    Raises UnknownNameError with the nearest name, ConfigError for what is none.
    """
    if isinstance(given, str) or callable(given):
        given = [given]
    found: dict[str, Evaluator] = {"tokens": tokens}
    for one in given:
        if isinstance(one, str):
            found[one] = _named(one)
        elif callable(one):
            name = str(getattr(one, "__name__", type(one).__name__))
            if name in EVALUATORS or name in _LATER:
                raise ConfigError(f"evaluators: found a function {name!r}, which names one of ours")
            found[name] = Own(name, one)
        else:
            raise ConfigError(
                f"evaluators: found {one!r}, expected a name or a function "
                "(conversation, result) -> number"
            )
    return found


def _named(name: str) -> Evaluator:
    """Return an evaluator of ours."""
    module = _LATER.get(name)
    if module is not None and available(module):
        later: Evaluator = import_module(module).measured
        return later
    if name not in EVALUATORS:
        raise UnknownNameError("evaluator", name, EVALUATORS)
    return EVALUATORS[name]
