"""sweep(): a grid of settings over one conversation or many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from typing import Any

from headroom_lab.errors import UnknownNameError
from headroom_lab.policies.policy import PolicyLike
from headroom_lab.providers.prices import Prices, PricesLike, origin, prices_of
from headroom_lab.results.call import remembered
from headroom_lab.results.study import StudyProvenance, label_of
from headroom_lab.results.sweep import SweepResult
from headroom_lab.results.sweep_points import points_of_cells
from headroom_lab.studies.cells import Asked
from headroom_lab.studies.engines import Engine, engine_of
from headroom_lab.studies.evaluators import DEFAULT, PLAIN, evaluators_of
from headroom_lab.studies.grid import Point, points_of
from headroom_lab.studies.prints import Untold, print_of
from headroom_lab.studies.running import Run, rows_of, run
from headroom_lab.tokens import Counter, Tokenizer
from headroom_lab.tokens.unknown_models import told_unknown
from headroom_lab.traces.corpus import Corpus
from headroom_lab.traces.corpus_items import CorpusItem
from headroom_lab.traces.reading import Traces
from headroom_lab.version import FIGURES, versions

SHOWN_FAILURES = 3


@remembered
def sweep(
    corpus: Any,
    grid: Mapping[str, Any],
    *,
    evaluators: Any = None,
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
    baseline: str | None = None,
    level: float = 0.95,
    seed: int = 0,
    keep: str | PathLike[str] | None = None,
    engine: Any = None,
    workers: int | None = None,
    progress: bool = True,
) -> SweepResult:
    """Measure conversations under every combination of a grid's settings: a study.

    Args:
        corpus: a Corpus, a path of one, a conversation as ``simulate`` takes it, a list or dict of these.
        grid: settings with values: ``policy``, ``model``, ``query``, ``max_tokens``, any of a step's.
        evaluators: names (of ``EVALUATORS``), functions ``(conversation, result) -> number or dict``; a dict.
        policy, model, query, max_tokens, system, tools: where the grid and a conversation have none.
        output_buffer, tokenizer, prices, retention: as for ``simulate``; False leaves out what is kept.
        baseline, level, seed: the policy of differences (off, or the first); of intervals (0.95, 0).
        keep, progress: a DuckDB file of finished cells, so that the same call goes on; a bar (True).
        engine, workers: "here", "threads", "processes", a Dask client, None chooses; one a core.

    Raises:
        UnknownNameError, ConfigError, InvalidMessagesError: before anything is simulated.

    Example::

        sweep(messages, {"policy": ["lossless", "balanced"]}, model="gpt-4o").to_frame()
    """
    items = _corpus(corpus, system, tools)
    usual = evaluators_of(evaluators or (DEFAULT if retention else PLAIN))
    options = {"output_buffer": output_buffer, "prices": prices_of(prices)}
    points, notes = points_of(grid, policy, model or _model(items), query, max_tokens)
    asked = Asked(points, usual, bool(model) or "model" in grid, options, tokenizer)
    by = engine_of(engine, workers, asked, len(items), _characters(items))
    told = told_unknown(model or _model(items)), notes, (_baseline(points, baseline), level, seed)
    return _studied(items, asked, by, (keep, progress), told)


def _studied(
    items: Corpus,
    asked: Asked,
    engine: Engine,
    running: tuple[str | PathLike[str] | None, bool],
    told: tuple[str | None, tuple[str, ...], tuple[int | None, float, int]],
) -> SweepResult:
    """Return the result of a study; ``running``: the file of cells, whether a bar is shown.

    ``told``: the model, what is said of points left out, the baseline with level and seed.
    """
    (keep, progress), (model, notes, of_intervals) = running, told
    done = run(
        asked, items, engine, keep, repr(sorted(versions(FIGURES).items())), progress=progress
    )
    _raise_where_all_failed(done)
    notes += done.notes + engine.notes + _failures(done, items, asked.points)
    return _result(items, asked, done, notes, engine, model, of_intervals)


def _result(
    items: Corpus,
    asked: Asked,
    done: Run,
    notes: tuple[str, ...],
    engine: Engine,
    model: str | None,
    of_intervals: tuple[int | None, float, int],
) -> SweepResult:
    """Return the cells of a study as its result."""
    rows = rows_of(asked, items, done)
    return SweepResult(
        points_of_cells(rows),
        len(asked.points),
        len({row.conversation for row in rows}) if done.interrupted else len(items),
        all(cell.exact for cell in done.cells.values()),
        rows,
        *of_intervals,
        notes,
        _provenance(items, asked, done, engine, model, of_intervals),
    )


def _corpus(given: Any, system: Any, tools: Iterable[Any] | None) -> Corpus:
    """Return what is given as a corpus: a path is read."""
    if isinstance(given, (str, PathLike)):
        given = Corpus.read(given)
    if isinstance(given, Traces):
        given = list(given)
    return Corpus(given, system=system, tools=None if tools is None else list(tools))


def _model(items: Sequence[CorpusItem]) -> str | None:
    """Return the first model that a conversation names."""
    return next((item.model for item in items if item.model), None)


def _baseline(points: Sequence[Point], name: str | None) -> int | None:
    """Return the point that differences are to, by its number; UnknownNameError for no such one."""
    names = [point.policy.name for point in points]
    if name is None:
        return (names.index("off") if "off" in names else 0) if len(points) > 1 else None
    if name not in names:
        raise UnknownNameError("baseline", name, names)
    return names.index(name)


def _characters(items: Sequence[CorpusItem]) -> int:
    """Return about how many characters a conversation has, from a few of them."""
    some = items[:: max(1, len(items) // 8)]
    return sum(len(repr(item.messages)) for item in some) // len(some)


def _raise_where_all_failed(done: Run) -> None:
    """Raise the first failure where there is nothing else."""
    failed = [cell for cell in done.cells.values() if cell.error and not cell.numbers]
    if failed and len(failed) == len(done.cells) and failed[0].failure is not None:
        raise failed[0].failure


def _failures(done: Run, items: Sequence[CorpusItem], points: Sequence[Point]) -> tuple[str, ...]:
    """Return in a line each what failed, the first ones named."""
    failed = [cell for _, cell in sorted(done.cells.items()) if cell.error]
    said = [
        f"{items[cell.place].name} under {points[cell.point].policy.name} failed: {cell.error}"
        for cell in failed[:SHOWN_FAILURES]
    ]
    more = len(failed) - len(said)
    return (*said, *([f"{more} more failed: rows with an error"] if more > 0 else ()))


def _print(point: Point) -> str:
    """Return the hash of a point's policy, empty where it has none."""
    try:
        return print_of(point.policy)
    except Untold:
        return ""


def _provenance(
    items: Corpus,
    asked: Asked,
    done: Run,
    engine: Engine,
    model: str | None,
    of_intervals: tuple[int | None, float, int],
) -> StudyProvenance:
    """Return with what the study was made."""
    base, level, seed = of_intervals
    prices = asked.options.get("prices")
    source, dated = origin(prices if isinstance(prices, Prices) else None)
    return StudyProvenance(
        versions=versions(FIGURES),
        corpus=items.name,
        corpus_hash=done.corpus_hash,
        conversations=len(items),
        grid=tuple(point.settings for point in asked.points),
        policies=tuple(_print(point) for point in asked.points),
        evaluators=tuple(asked.evaluators),
        model=model,
        baseline=None if base is None else label_of(asked.points[base].settings),
        level=level,
        seed=seed,
        price_source=source,
        price_date=dated,
        options={"output_buffer": asked.options.get("output_buffer")},
        engine=engine.name,
        workers=engine.workers,
        computed=done.computed,
        reused=done.reused,
        repeated=engine.repeated,
    )
