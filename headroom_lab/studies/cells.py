"""Cells: what a worker is given and gives back. A cell is a conversation at a point of the grid.

A conversation travels as its line of plain data, not masked, so that a worker measures what
stands there; policies travel as they are and are run where the cell is.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import orjson

from headroom_lab.errors import UnknownModelWarning
from headroom_lab.messages import read
from headroom_lab.messages.given import Request
from headroom_lab.results.measures import Numbers
from headroom_lab.studies.cases import Case, Subject
from headroom_lab.studies.evaluators import Evaluator
from headroom_lab.studies.grid import Point
from headroom_lab.tokens import Counter, Tokenizer, as_tokenizer
from headroom_lab.traces.corpus_items import CorpusItem
from headroom_lab.traces.portable import item_from, line_of, packed

LONGEST = 400  # characters of what is said of a failure


@dataclass(frozen=True)
class Asked:
    """What is asked of every conversation: points and evaluators, the same in all workers."""

    points: tuple[Point, ...]
    evaluators: Mapping[str, Evaluator]
    one_model: bool
    options: Mapping[str, Any]
    tokenizer: Tokenizer | Counter | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Return what travels: tokenizers are made where they are used."""
        return {name: value for name, value in self.__dict__.items() if name != "_counters"}

    @cached_property
    def _counters(self) -> dict[str, Tokenizer]:
        """The tokenizers by model, the same for all points."""
        return {}

    def counter(self, model: str) -> Tokenizer:
        """Return the tokenizer of a model."""
        if model not in self._counters:
            self._counters[model] = as_tokenizer(self.tokenizer, model)
        return self._counters[model]


@dataclass(frozen=True)
class Task:
    """A conversation (by its place in the corpus) with the points and evaluators wanted of it."""

    place: int
    given: CorpusItem | bytes = field(repr=False)
    wanted: tuple[tuple[int, tuple[str, ...]], ...]

    @property
    def length(self) -> int:
        """About how long it takes: bytes to be read, times the points."""
        given = self.given
        size = len(given) if isinstance(given, bytes) else len(line_bytes(given))
        return size * len(self.wanted)

    def packed(self) -> Task:
        """Return the task as it travels."""
        if isinstance(self.given, bytes):
            return self
        return replace(self, given=line_bytes(self.given))


@dataclass(frozen=True)
class Cell:
    """What was measured of a conversation at a point: numbers by evaluator, or why not."""

    place: int
    point: int
    numbers: Mapping[str, Numbers]
    exact: bool = True
    error: str | None = None
    failure: BaseException | None = field(default=None, compare=False, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        """Return what travels: an exception may hold anything."""
        return {**self.__dict__, "failure": None}


def line_bytes(item: CorpusItem) -> bytes:
    """Return a conversation as one line of JSON, nothing masked, keys in the order they have.

    The order is part of what is counted: a model reads the arguments of a call in it.
    """
    return packed(line_of(item))


def hash_of(line: bytes) -> str:
    """Return the content hash of a conversation."""
    return hashlib.sha256(line).hexdigest()


def cells_of(asked: Asked, task: Task) -> Iterator[Cell]:
    """Yield the cells of one conversation; what fails is told in its cell."""
    item = task.given
    if isinstance(item, bytes):
        item = item_from(orjson.loads(item), "")
    subject = Subject(item, _read_once(item.request()))
    for number, names in task.wanted:
        yield _cell(asked, task.place, number, subject, names)


def measured(asked: Asked, tasks: Sequence[Task]) -> list[Cell]:
    """Return the cells of a chunk of conversations: what a worker runs."""
    return [cell for task in tasks for cell in cells_of(asked, task)]


def _read_once(request: Request) -> Request:
    """Return a request whose messages are read, so that no point reads them again."""
    return replace(request, messages=read(request.messages))


def _cell(asked: Asked, place: int, number: int, subject: Subject, names: Sequence[str]) -> Cell:
    """Return one cell."""
    point = asked.points[number]
    model = (None if asked.one_model else subject.request.model) or point.model
    case = Case(subject, point, model, asked.counter(model), asked.options)
    found: dict[str, Numbers] = {}
    # The result says itself that a price is unknown.
    with warnings.catch_warnings(action="ignore", category=UnknownModelWarning):
        for name in names:
            try:
                found[name] = asked.evaluators[name](case)
            except (Exception, SystemExit) as error:  # noqa: BLE001 - a failed cell is a row
                said = " ".join(f"{name}: {type(error).__name__}: {error}".split())[:LONGEST]
                return Cell(place, number, found, _exact(case), said, error)
    return Cell(place, number, found, _exact(case))


def _exact(case: Case) -> bool:
    """Tell whether the tokens are the model's own."""
    return case.tokenizer.exact
