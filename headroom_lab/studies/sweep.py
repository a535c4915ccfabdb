"""sweep(): a grid of settings over one conversation or many."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from headroom_lab.errors import UnknownModelWarning
from headroom_lab.messages import Conversation
from headroom_lab.policies.pipeline import TransformPipeline
from headroom_lab.progress import finished
from headroom_lab.results import SimulationResult, TransformResult
from headroom_lab.results.information import InformationRow
from headroom_lab.results.sweep import SweepResult, SweepRow
from headroom_lab.simulation import simulate
from headroom_lab.studies.evaluators import evaluate_information
from headroom_lab.studies.grid import Point, points_of
from headroom_lab.tokens import Counter, Tokenizer, as_tokenizer
from headroom_lab.traces.corpus import CorpusItem, as_corpus, conversations


def sweep(
    corpus: Any,
    grid: Mapping[str, Any],
    *,
    model: str,
    policy: Any = "default",
    query: str | None = None,
    system: Any = None,
    tools: Sequence[Any] | None = None,
    output_buffer: int | None = None,
    tokenizer: Tokenizer | Counter | None = None,
    retention: bool = True,
    progress: bool = True,
) -> SweepResult:
    """Simulate conversations under every combination of a grid's settings, a row each.

    ``corpus``: one message list, or a list of message lists, request bodies or corpus
    items. ``grid`` maps settings to their values: ``policy``, ``model``, ``query``,
    ``max_tokens``, and every setting of the steps' configurations, such as
    ``max_items_after_crush``; ``policy`` is what they change where the grid names none.
    ``retention=False`` leaves out which values that are used later are still there. The other
    options are those of ``simulate``; ``system`` and ``tools`` are those of every conversation.
    An interrupt keeps the finished points. Raises UnknownNameError and ConfigError for a grid
    that won't do.
    """
    points = points_of(grid, policy, model, query)
    items = as_corpus(corpus, system)
    study = _Study(items, tools, output_buffer, tokenizer, retention)
    with warnings.catch_warnings():
        # The result says itself that a price is unknown.
        warnings.simplefilter("ignore", UnknownModelWarning)
        rows = finished(points, study.row, name="sweep", progress=progress)
    return SweepResult(tuple(rows), len(points), len(items), study.exact)


class _Study:
    """A corpus, read once, and what is asked of each point over it."""

    def __init__(
        self,
        corpus: Sequence[CorpusItem],
        tools: Sequence[Any] | None,
        output_buffer: int | None,
        tokenizer: Tokenizer | Counter | None,
        retention: bool,
    ) -> None:
        self.corpus = corpus
        self.read: list[Conversation] = [read for _, read in conversations(corpus)]
        self.tools = tools
        self.output_buffer = output_buffer
        self.retention = retention
        self.exact = True
        self._given = tokenizer
        self._counters: dict[str, Tokenizer] = {}

    def row(self, point: Point) -> SweepRow:
        """Return the row of one point."""
        counter = self._counter(point.model)
        results = [
            simulate(
                conversation,
                model=point.model,
                pipeline=point.policy.pipeline,
                query=point.query,
                tools=self.tools,
                output_buffer=self.output_buffer,
                tokenizer=counter,
            )
            for conversation in self.read
        ]
        self.exact = self.exact and counter.exact
        return _row(point, results, self._kept(point, counter, results[0].context_limit))

    def _counter(self, model: str) -> Tokenizer:
        """Return the tokenizer of a model, the same for all its points."""
        if model not in self._counters:
            given = self._given if self._given is not None else Tokenizer(model=model)
            self._counters[model] = as_tokenizer(given)
        return self._counters[model]

    def _kept(self, point: Point, counter: Tokenizer, limit: int | None) -> InformationRow | None:
        """Return which needles are still there, None where that isn't asked for."""
        if not self.retention:
            return None
        asked = _Asked(point.policy.pipeline, limit, self.output_buffer, point.query)
        return evaluate_information(asked, self.corpus, tokenizer=counter).total


class _Asked:
    """A pipeline as the evaluator calls it, with what a simulation gives it besides."""

    def __init__(
        self,
        pipeline: TransformPipeline,
        limit: int | None,
        output_buffer: int | None,
        query: str | None,
    ) -> None:
        self._pipeline = pipeline
        self._options = {"model_limit": limit, "output_buffer": output_buffer, "query": query}

    def apply(self, messages: Any, tokenizer: Tokenizer) -> TransformResult:
        """Return what the pipeline makes of messages."""
        return self._pipeline.apply(messages, tokenizer, **self._options)  # type: ignore[arg-type]


def _row(
    point: Point, results: Sequence[SimulationResult], needles: InformationRow | None
) -> SweepRow:
    """Return the sums of the simulations of one point."""
    changes = [row.change for result in results for row in result.rows]
    return SweepRow(
        settings=point.settings,
        tokens_before=sum(result.tokens_before for result in results),
        tokens_after=sum(result.tokens_after for result in results),
        cost_before=_sum(results, lambda result: result.cost_before),
        cost=_sum(results, lambda result: result.cost_after),
        cached_cost_before=_sum(results, lambda result: result.cached_cost_before),
        cached_cost=_sum(results, lambda result: result.cached_cost_after),
        dropped=changes.count("dropped"),
        changed=changes.count("changed"),
        strict_far=needles.strict_far if needles else None,
        strict_far_kept=needles.strict_far_kept if needles else None,
        needles=needles.needles if needles else None,
        kept=needles.kept if needles else None,
    )


def _sum(
    results: Sequence[SimulationResult], cost: Callable[[SimulationResult], float | None]
) -> float | None:
    """Return the sum of a cost, None where one is unknown."""
    costs = [amount for result in results if (amount := cost(result)) is not None]
    return sum(costs) if len(costs) == len(results) else None
