"""sweep(): a grid of settings over one conversation or many."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from headroom_lab.errors import UnknownModelWarning
from headroom_lab.messages import read
from headroom_lab.messages.given import Request
from headroom_lab.policies.pipeline import TransformPipeline
from headroom_lab.policies.policy import PolicyLike
from headroom_lab.progress import finished
from headroom_lab.providers.prices import PricesLike, prices_of
from headroom_lab.results import SimulationResult, TransformResult
from headroom_lab.results.information import InformationRow
from headroom_lab.results.replay_totals import summed
from headroom_lab.results.sweep import SweepResult, SweepRow
from headroom_lab.simulation import simulate
from headroom_lab.studies.evaluators import evaluate_information
from headroom_lab.studies.grid import Point, points_of
from headroom_lab.tokens import Counter, Tokenizer, as_tokenizer
from headroom_lab.tokens.unknown_models import told_unknown
from headroom_lab.traces.corpus import Corpus
from headroom_lab.traces.corpus_items import CorpusItem


def sweep(
    corpus: Any,
    grid: Mapping[str, Any],
    *,
    model: str | None = None,
    policy: PolicyLike = None,
    query: str | None = None,
    max_tokens: int | None = None,
    system: Any = None,
    tools: Iterable[Any] | None = None,
    output_buffer: int | None = None,
    tokenizer: Tokenizer | Counter | None = None,
    prices: PricesLike = None,
    retention: bool = True,
    progress: bool = True,
) -> SweepResult:
    """Simulate conversations under every combination of a grid's settings, a row each.

    An interrupt keeps the finished points.

    Args:
        corpus: one conversation as ``simulate`` takes it, a list or dict of several, or a Corpus.
        grid: settings with their values: ``policy``, ``model``, ``query``, ``max_tokens``, and
            every setting of the steps' configurations, such as ``max_items_after_crush``.
        model: where neither the grid nor the conversations name one.
        policy: what the settings change where the grid names none; None is the default.
        max_tokens: a limit where the grid has none.
        system, tools: those of conversations that have none of their own.
        query, output_buffer, tokenizer, prices: as for ``simulate``.
        retention: False leaves out which values that are used later are still there.
        progress: shows a bar where it takes long.

    Raises:
        UnknownNameError, ConfigError: for a grid that won't do, before anything is simulated.
        InvalidMessagesError: names the conversation that can't be read.

    Example::

        sweep(messages, {"policy": ["lossless", "balanced"]}, model="gpt-4o").to_frame()
    """
    items = Corpus(corpus, system=system, tools=None if tools is None else list(tools))
    named = model or next((item.model for item in items if item.model), None)
    told_unknown(named)
    points = points_of(grid, policy, named, query, max_tokens)
    options = {"output_buffer": output_buffer, "prices": prices_of(prices)}
    study = _Study(items, model is not None or "model" in grid, options, tokenizer, retention)
    # The result says itself that a price is unknown.
    with warnings.catch_warnings(action="ignore", category=UnknownModelWarning):
        rows = finished(points, study.row, name="sweep", progress=progress)
    return SweepResult(tuple(rows), len(points), len(items), study.exact)


class _Study:
    """A corpus, read once, and what is asked of each point over it."""

    def __init__(
        self,
        corpus: Sequence[CorpusItem],
        one_model: bool,
        options: Mapping[str, Any],
        tokenizer: Tokenizer | Counter | None,
        retention: bool,
    ) -> None:
        self.corpus = corpus
        self.requests = [_read_once(item.request()) for item in corpus]
        self.one_model = one_model
        self.options = options
        self.retention = retention
        self.exact = True
        self._given = tokenizer
        self._counters: dict[str, Tokenizer] = {}

    def row(self, point: Point) -> SweepRow:
        """Return the row of one point."""
        results = [self._simulated(point, request) for request in self.requests]
        counter = self._counter(point.model)
        self.exact = self.exact and all(
            result.provenance is not None and result.provenance.exact for result in results
        )
        return _row(point, results, self._kept(point, counter, results[0].context_limit))

    def _simulated(self, point: Point, request: Request) -> SimulationResult:
        """Return the simulation of one conversation at one point."""
        own = None if self.one_model else request.model
        model = own or point.model
        return simulate(
            request,
            model=model,
            policy=point.policy,
            query=point.query,
            tokenizer=self._counter(model),
            **self.options,
        )

    def _counter(self, model: str) -> Tokenizer:
        """Return the tokenizer of a model, the same for all its points."""
        if model not in self._counters:
            self._counters[model] = as_tokenizer(self._given, model)
        return self._counters[model]

    def _kept(self, point: Point, counter: Tokenizer, limit: int | None) -> InformationRow | None:
        """Return which needles are still there, None where that isn't asked for."""
        if not self.retention:
            return None
        asked = _Asked(point.policy.pipeline, limit, self.options["output_buffer"], point.query)
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


def _read_once(request: Request) -> Request:
    """Return a request whose messages are read, so that no point reads them again."""
    return replace(request, messages=read(request.messages))


def _row(
    point: Point, results: Sequence[SimulationResult], needles: InformationRow | None
) -> SweepRow:
    """Return the sums of the simulations of one point."""
    changes = [row.change for result in results for row in result.rows]
    return SweepRow(
        settings=point.settings,
        tokens_before=sum(result.tokens_before for result in results),
        tokens_after=sum(result.tokens_after for result in results),
        cost_before=summed(r.cost_before for r in results),
        cost=summed(r.cost_after for r in results),
        cached_cost_before=summed(r.cached_cost_before for r in results),
        cached_cost=summed(r.cached_cost_after for r in results),
        dropped=changes.count("dropped"),
        changed=changes.count("changed"),
        strict_far=needles.strict_far if needles else None,
        strict_far_kept=needles.strict_far_kept if needles else None,
        needles=needles.needles if needles else None,
        kept=needles.kept if needles else None,
        edits=needles.edits if needles else None,
        edits_kept=needles.edits_kept if needles else None,
        edits_far=needles.edits_far if needles else None,
        edits_far_kept=needles.edits_far_kept if needles else None,
    )
