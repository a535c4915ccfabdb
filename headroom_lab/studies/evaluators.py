"""What is measured of one conversation at one point of a grid: one function an evaluator.

Each takes a ``Case`` and returns numbers by name; what several need is worked out once a case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import isfinite
from time import thread_time
from typing import Any

from headroom_lab.cache import nothing_known
from headroom_lab.errors import CompressorError, ConfigError, UnknownNameError
from headroom_lab.messages.tool_units import problems
from headroom_lab.replays.kept import searchable
from headroom_lab.replays.replay import replay
from headroom_lab.results import SimulationResult
from headroom_lab.results.measures import Numbers
from headroom_lab.studies.cases import Case

Evaluator = Callable[[Case], Numbers]


def tokens(case: Case) -> Numbers:
    """Measure tokens before and after, and how many messages are dropped and changed.

    Of a compressor of one's own also the seconds and the cost of its own work.
    """
    result, work = case.result, case.result.compressing
    own = {} if work is None else {"own_seconds": work.seconds, "own_cost": work.cost}
    changes = [row.change for row in result.rows]
    return {
        "tokens_before": result.tokens_before,
        "tokens_after": result.tokens_after,
        "tokens_saved": result.tokens_saved,
        "dropped": changes.count("dropped"),
        "changed": changes.count("changed"),
        **own,
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
    if found.failed:
        raise CompressorError(f"{found.failing}: {found.failure}")
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
    text = "\n".join(searchable(case.sent))
    return {
        "error_lines": len(lines),
        "error_lines_kept": sum(line in text for line in lines),
    }


def valid(case: Case) -> Numbers:
    """Measure whether the vendor takes what comes out, where it takes what went in."""
    if problems(case.subject.whole):
        return {"valid": None}
    return {"valid": float(not problems(case.sent))}


def ledger(case: Case) -> Numbers:
    """Measure the parts of what is saved: removed, re-encoded, less what markers add."""
    result = case.result
    return {
        "tokens_removed": result.tokens_removed,
        "tokens_reencoded": result.tokens_reencoded,
        "tokens_markers": result.tokens_markers,
    }


def time(case: Case) -> Numbers:
    """Measure the processor time of simulating a conversation never seen before, in seconds.

    It differs from run to run.
    """
    request = replace(case.subject.item.request())  # as it was given, not read yet
    with nothing_known():
        start = thread_time()
        case.simulated(request)
        return {"seconds": thread_time() - start}


def answerable(case: Case) -> Numbers:
    """Measure how many of the values used next a small model finds in what is sent."""
    from headroom_lab.studies.answerable import Asking

    asking = case.subject.once(
        f"answerable, {case.model}",
        lambda: Asking([case.subject.item], _reader(), case.tokenizer),
    )
    asked = list(asking.under(case.point.policy, case.context))
    return {"questions": len(asked), "questions_answered": sum(one.recalled for one in asked)}


@cache
def _reader() -> Any:
    """Return the model that reads, loaded once a process."""
    from headroom_lab.studies.reading_models import LocalModel

    return LocalModel()


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
    "answerable": answerable,
}
PLAIN = ("tokens", "cost")
DEFAULT = (*PLAIN, "retention", "editable")


@dataclass(frozen=True)
class Own:
    """An evaluator of a person's own: ``(conversation, result) -> number or dict of numbers``.

    A number that isn't finite isn't known.
    """

    name: str
    function: Callable[[Any, SimulationResult], Any]

    def __call__(self, case: Case) -> Numbers:
        """Return its numbers under names of its own."""
        found = self.function(case.subject.item, case.result)
        named = found.items() if isinstance(found, Mapping) else [("", found)]
        return {
            f"{self.name}.{key}" if key else self.name: None if value is None else _finite(value)
            for key, value in named
        }


def _finite(value: Any) -> float | None:
    """Return a number, None for one that isn't finite: no mean holds it."""
    found = float(value)
    return found if isfinite(found) else None


def evaluators_of(given: Any) -> dict[str, Evaluator]:
    """Return evaluators by name; tokens are always measured. A dict names functions.

    Raises UnknownNameError with the nearest name, ConfigError for what is none and for two functions
    of one name.
    """
    if isinstance(given, str) or callable(given):
        given = [given]
    pairs = given.items() if isinstance(given, Mapping) else ((None, one) for one in given)
    found: dict[str, Evaluator] = {"tokens": tokens}
    for called, one in pairs:
        if isinstance(one, str):
            found[one] = _named(one)
        elif callable(one):
            name = str(called or getattr(one, "__name__", type(one).__name__))
            if name in EVALUATORS:
                raise ConfigError(f"evaluators: found a function {name!r}, which names one of ours")
            if name in found:
                raise ConfigError(
                    f"evaluators: found {name!r} twice, expected different names: a dict gives them, "
                    "as {'first': …, 'second': …}"
                )
            found[name] = Own(name, one)
        else:
            raise ConfigError(
                f"evaluators: found {one!r}, expected a name or a function "
                "(conversation, result) -> number"
            )
    return found


def _named(name: str) -> Evaluator:
    """Return an evaluator of ours."""
    if name not in EVALUATORS:
        raise UnknownNameError("evaluator", name, EVALUATORS)
    return EVALUATORS[name]
