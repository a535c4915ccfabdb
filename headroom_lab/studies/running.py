"""A study under way: which cells are wanted, which are kept already, and what comes of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from os import PathLike
from typing import Any

from headroom_lab.progress import ProgressBar
from headroom_lab.results.study import StudyRow, label_of
from headroom_lab.studies.cells import Asked, Cell, Task, hash_of, line_bytes
from headroom_lab.studies.engines import Engine, chunks_of
from headroom_lab.studies.keeping import CellStore, Found, key_of
from headroom_lab.studies.prints import Untold, print_of
from headroom_lab.traces.corpus import Corpus
from headroom_lab.traces.corpus_items import CorpusItem

Place = tuple[int, int]  # of the conversation, of the point


@dataclass
class Run:
    """What a study has so far: the cells by place, and how many were computed and reused."""

    cells: dict[Place, Cell] = field(default_factory=dict)
    computed: int = 0
    reused: int = 0
    interrupted: bool = False
    corpus_hash: str = ""
    notes: tuple[str, ...] = ()


class Keys:
    """The keys of cells: of each conversation, point and evaluator its hash, made once.

    ``notes`` say what has none, so that its cells aren't kept.
    """

    def __init__(self, asked: Asked, items: Sequence[CorpusItem], versions: str) -> None:
        self.notes: tuple[str, ...] = ()
        own = self._print("the tokenizer", [asked.options, asked.one_model, asked.tokenizer])
        points = (self._print(point.policy.name, point) for point in asked.points)
        self._points = [own and one and key_of(versions, own, one) for one in points]
        self._evaluators = {name: self._print(name, one) for name, one in asked.evaluators.items()}
        self._conversations = [hash_of(line_bytes(item)) for item in items]

    def _print(self, name: str, value: Any) -> str | None:
        """Return the hash of what a cell depends on, None where it has none."""
        try:
            return print_of(value)
        except Untold as error:
            self.notes += (f"not kept: cells of {name}, which depends on {error}",)
            return None

    def key(self, place: int, point: int, evaluator: str) -> str | None:
        """Return the key of a cell, None where it can't be kept."""
        one, other = self._points[point], self._evaluators[evaluator]
        if not one or not other:
            return None
        return key_of(self._conversations[place], one, evaluator, other)


def run(
    asked: Asked,
    items: Corpus,
    engine: Engine,
    keep: str | PathLike[str] | None,
    versions: str,
    *,
    progress: bool,
) -> Run:
    """Work out all cells that aren't kept; KeyboardInterrupt ends it with what is done."""
    done = Run()
    with ExitStack() as stack:
        store = None if keep is None else stack.enter_context(CellStore(keep))
        keys = None if store is None else Keys(asked, items, versions)
        done.notes = keys.notes if keys else ()
        tasks = list(_tasks(asked, items, store, keys, done))
        total = len(items) * len(asked.points)
        bar = stack.enter_context(ProgressBar(total, "sweep", shown=progress))
        try:
            for cells in engine.cells(asked, chunks_of(tasks, engine)):
                for cell in cells:
                    _take(cell, done)
                if store is not None and keys is not None:
                    store.put(row for cell in cells for row in _kept(cell, asked, items, keys))
                bar.show(len(done.cells))
                # Asked for here, while workers are busy, and after the first cells are kept.
                done.corpus_hash = done.corpus_hash or items.content_hash
        except KeyboardInterrupt:
            if not done.computed:
                raise
            done.interrupted = True
    done.corpus_hash = done.corpus_hash or items.content_hash
    return done


def _tasks(
    asked: Asked,
    items: Sequence[CorpusItem],
    store: CellStore | None,
    keys: Keys | None,
    done: Run,
) -> Iterator[Task]:
    """Yield what is still to be done; what is kept is taken in."""
    names = tuple(asked.evaluators)
    for place, item in enumerate(items):
        kept: dict[tuple[int, str], Found] = {}
        if store is not None and keys is not None:
            by_key = {
                key: (n, name)
                for n in range(len(asked.points))
                for name in names
                if (key := keys.key(place, n, name))
            }
            kept = {by_key[key]: found for key, found in store.found(by_key).items()}
        wanted = []
        for number in range(len(asked.points)):
            known = {name: kept[number, name] for name in names if (number, name) in kept}
            if known:
                numbers = {name: found for name, (found, _) in known.items()}
                exact = all(is_exact for _, is_exact in known.values())
                done.cells[place, number] = Cell(place, number, numbers, exact)
                done.reused += len(known)
            missing = tuple(name for name in names if name not in known)
            if missing:
                wanted.append((number, missing))
        if wanted:
            yield Task(place, item, tuple(wanted))


def _take(cell: Cell, done: Run) -> None:
    """Take in a cell, beside what is known of it."""
    known = done.cells.get((cell.place, cell.point))
    numbers = {**(known.numbers if known else {}), **cell.numbers}
    done.computed += len(cell.numbers)
    exact = cell.exact and (known is None or known.exact)
    done.cells[cell.place, cell.point] = Cell(
        cell.place, cell.point, numbers, exact, cell.error, cell.failure
    )


def _kept(cell: Cell, asked: Asked, items: Sequence[CorpusItem], keys: Keys) -> Iterator[Any]:
    """Yield the rows of a cell to be kept; what failed is tried again."""
    label = label_of(asked.points[cell.point].settings)
    for name, numbers in cell.numbers.items():
        key = keys.key(cell.place, cell.point, name)
        if key:
            yield key, dict(numbers), cell.exact, items[cell.place].name, label, name


def rows_of(asked: Asked, items: Sequence[CorpusItem], done: Run) -> tuple[StudyRow, ...]:
    """Return the rows of the finished cells, point by point in the order of the corpus.

    After an interrupt only conversations count that are finished at all points, for the points are
    compared on the same ones; where none is, the points of the first.
    """
    cells = {place: cell for place, cell in done.cells.items() if _is_whole(cell, asked)}
    numbers = range(len(asked.points))
    whole = [at for at in range(len(items)) if all((at, n) in cells for n in numbers)]
    places = whole or sorted({at for at, _ in cells})[:1]
    return tuple(
        _row(asked, items[at], cells[at, number])
        for number in numbers
        for at in places
        if (at, number) in cells
    )


def _is_whole(cell: Cell, asked: Asked) -> bool:
    """Tell whether all evaluators have done with a cell."""
    return cell.error is not None or len(cell.numbers) == len(asked.evaluators)


def _row(asked: Asked, item: CorpusItem, cell: Cell) -> StudyRow:
    """Return a cell as a row; its numbers in the order of the evaluators."""
    numbers = {
        name: value
        for evaluator in asked.evaluators
        for name, value in cell.numbers.get(evaluator, {}).items()
    }
    settings = asked.points[cell.point].settings
    return StudyRow(
        cell.point, settings, item.name, item.source, numbers, dict(item.columns), cell.error
    )
