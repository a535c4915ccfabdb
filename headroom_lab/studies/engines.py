"""Where the cells of a study are worked out: here, in threads, in processes, on a Dask cluster.

Each engine is given chunks and yields the cells of each as they are done, in any order; no more
chunks are under way than keep its workers busy, so memory doesn't grow with the corpus.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from threading import Thread
from typing import Any

from headroom_lab.errors import ConfigError, HeadroomError, UnknownModelWarning
from headroom_lab.optional import require
from headroom_lab.simulation import simulate
from headroom_lab.studies.cells import Asked, Cell, Task, cells_of, measured

Chunk = tuple[Task, ...]
EXPECTED = '"here", "threads", "processes" or a dask.distributed.Client'
SHARES = 4  # a chunk is at most such a part of what a worker has to do, or a single cell
AHEAD = 3  # chunks a worker has under way or waiting
TRIES = 3  # how often a chunk is begun whose worker was lost
# Cells from which on worker processes pay, and characters of their messages.
ENOUGH_CELLS = 64
ENOUGH_CHARACTERS = 4_000_000


@dataclass
class Engine:
    """An engine under its name; ``repeated`` counts chunks whose worker was lost."""

    name: str
    workers: int
    run: Callable[[Engine, Asked, Iterable[Chunk]], Iterator[list[Cell]]]
    client: Any = None
    repeated: int = 0
    notes: tuple[str, ...] = ()

    def cells(self, asked: Asked, chunks: Iterable[Chunk]) -> Iterator[list[Cell]]:
        """Yield the cells of each chunk, in any order."""
        return self.run(self, asked, chunks)


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def engine_of(
    given: Any, workers: int | None, asked: Asked, conversations: int, characters: int
) -> Engine:
    """Return the engine for whatever a person gives as one; None chooses, and notes why not others.

    ``characters`` are those of a conversation. Raises ConfigError for anything else, and where what
    is asked can't be given to processes.
    """
    cells = conversations * len(asked.points)
    cores = workers or _cores()
    if hasattr(given, "submit") and hasattr(given, "scheduler_info"):
        threads = sum(one["nthreads"] for one in given.scheduler_info()["workers"].values())
        return Engine("dask", threads or 1, _on_dask, given)
    if given is None:
        if cores < 2 or cells < ENOUGH_CELLS or cells * characters < ENOUGH_CHARACTERS:
            return Engine("here", 1, _here)
        reason = _stays(asked)
        if reason:
            return Engine("here", 1, _here, notes=(f"in one process, for {reason}",))
        return Engine("processes", cores, _in_processes)
    if given == "here":
        return Engine("here", 1, _here)
    if given == "threads":
        return Engine("threads", cores, _in_threads)
    if given == "processes":
        reason = _stays(asked)
        if reason:
            raise ConfigError(
                f'engine="processes": {reason}; define it in a module, or take "threads"'
            )
        return Engine("processes", cores, _in_processes)
    raise ConfigError(f"engine: found {given!r}, expected {EXPECTED}")


def _stays(asked: Asked) -> str | None:
    """Return why what is asked can't be given to another process, None where it can."""
    try:
        pickle.dumps(asked)
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        return f"a policy or an evaluator can't be pickled ({error})"
    return None


def _here(engine: Engine, asked: Asked, chunks: Iterable[Chunk]) -> Iterator[list[Cell]]:
    """Yield cell by cell, in this thread."""
    for chunk in chunks:
        for task in chunk:
            for cell in cells_of(asked, task):
                yield [cell]


def _in_threads(engine: Engine, asked: Asked, chunks: Iterable[Chunk]) -> Iterator[list[Cell]]:
    """Yield the cells of chunks that threads of this process work out."""
    with ThreadPoolExecutor(engine.workers) as pool:
        yield from _done(lambda chunk: pool.submit(measured, asked, chunk), engine, chunks)


def _in_processes(engine: Engine, asked: Asked, chunks: Iterable[Chunk]) -> Iterator[list[Cell]]:
    """Yield the cells of chunks that worker processes work out; a lost one's are done again."""
    waiting, again = iter(chunks), list[Chunk]()
    for left in reversed(range(TRIES)):
        lost: list[Chunk] = []
        yield from _in_one_pool(engine, asked, _first(again, waiting), lost, is_last=not left)
        if not lost:
            return
        engine.repeated += len(lost)
        again = lost


def _in_one_pool(
    engine: Engine, asked: Asked, chunks: Iterator[Chunk], lost: list[Chunk], *, is_last: bool
) -> Iterator[list[Cell]]:
    """Yield the cells of chunks until a worker is lost; ``lost`` then holds those under way."""
    pool = _pool(engine, asked)
    under_way: dict[Future[list[Cell]], Chunk] = {}
    try:
        yield from _done(lambda chunk: pool.submit(_work, chunk), engine, chunks, under_way)
    except BrokenProcessPool:
        _unblock(pool)
        if is_last:
            raise
        lost += under_way.values()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _unblock(pool: ProcessPoolExecutor) -> None:
    """Let a broken pool end: before Python 3.11.5 it may wait for ever to hand its workers a chunk.

    A chunk longer than a pipe holds is written while a worker reads; when all are gone nobody does
    (CPython's gh-94777). With the reading end closed the writing ends too.
    """
    queue = getattr(pool, "_call_queue", None)
    reader = getattr(queue, "_reader", None)
    if sys.version_info < (3, 11, 5) and reader is not None:
        reader.close()


def _first(again: list[Chunk], waiting: Iterator[Chunk]) -> Iterator[Chunk]:
    """Yield the chunks to be done again, then those that wait, each packed."""
    for source in (again, waiting):
        for chunk in source:
            yield tuple(task.packed() for task in chunk)


def _pool(engine: Engine, asked: Asked) -> ProcessPoolExecutor:
    """Return worker processes, forked where that is the platform's way: they know what is loaded."""
    way = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    if multiprocessing.current_process().daemon or sys.platform == "darwin":
        way = "spawn"
    context = multiprocessing.get_context(way)
    if way == "fork":
        _load(asked)
    return ProcessPoolExecutor(engine.workers, context, initializer=_begin, initargs=(asked,))


def _load(asked: Asked) -> None:
    """Load vocabularies and prices, so that workers have them from their fork on."""
    hello = [{"role": "user", "content": "Hello"}]
    for model in dict.fromkeys(point.model for point in asked.points if not asked.tokenizer):
        with (
            warnings.catch_warnings(action="ignore", category=UnknownModelWarning),
            suppress(HeadroomError),  # the cells tell it
        ):
            simulate(hello, model, policy="off", tokenizer=asked.counter(model))


_ASKED: list[Asked] = []  # in a worker process: what its study asks


def _begin(asked: Asked) -> None:
    """Begin a worker process: an interrupt is for the process that asked."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()
    _ASKED[:] = [asked]


def _end_with(asking: Any) -> None:
    """End this worker once the process that asked is gone: a killed one can't tell its workers."""
    asking.join()
    os._exit(1)


def _work(chunk: Chunk) -> list[Cell]:
    """Return the cells of a chunk, in a worker process."""
    return measured(_ASKED[0], chunk)


def _done(
    submit: Callable[[Chunk], Future[list[Cell]]],
    engine: Engine,
    chunks: Iterable[Chunk],
    open_: dict[Future[list[Cell]], Chunk] | None = None,
) -> Iterator[list[Cell]]:
    """Yield the cells of each chunk as it is done; ``open_`` holds the chunks under way."""
    pending = {} if open_ is None else open_
    for chunk in chunks:
        pending[_submitted(submit, chunk, pending)] = chunk
        if len(pending) >= AHEAD * engine.workers:
            yield from _taken(pending)
    while pending:
        yield from _taken(pending)


def _submitted(
    submit: Callable[[Chunk], Future[list[Cell]]],
    chunk: Chunk,
    pending: dict[Future[list[Cell]], Chunk],
) -> Future[list[Cell]]:
    """Return the future of a chunk; one that the pool doesn't take any more is under way, too."""
    try:
        return submit(chunk)
    except BrokenProcessPool:
        pending[Future()] = chunk
        raise


def _taken(pending: dict[Future[list[Cell]], Chunk]) -> Iterator[list[Cell]]:
    """Yield the cells of the chunks that are done, at least of one."""
    done, _ = wait(pending, return_when=FIRST_COMPLETED)
    for future in done:
        cells = future.result()
        del pending[future]
        yield cells


def _on_dask(engine: Engine, asked: Asked, chunks: Iterable[Chunk]) -> Iterator[list[Cell]]:
    """Yield the cells of chunks that a cluster works out; it does a lost worker's again."""
    distributed = require("distributed", "engine=Client")
    client = engine.client
    shared = client.scatter(asked, broadcast=True, hash=False)
    waiting = iter(chunks)

    def begun() -> Iterator[Any]:
        for chunk in waiting:
            packed = tuple(task.packed() for task in chunk)
            yield client.submit(measured, shared, packed, pure=False, retries=TRIES)

    futures = begun()
    under_way = distributed.as_completed(list(islice(futures, AHEAD * engine.workers)))
    for future in under_way:
        yield future.result()
        future.release()
        following = next(futures, None)
        if following is not None:
            under_way.add(following)


def chunks_of(tasks: Sequence[Task], engine: Engine) -> Iterator[Chunk]:
    """Yield the tasks in chunks: a conversation with its points, a long one's in several."""
    if engine.name == "here":
        yield from ((task,) for task in tasks)
        return
    lengths = [(task.length, task) for task in tasks]
    most = sum(length for length, _ in lengths) / (SHARES * engine.workers)
    # The longest first, so that no worker has one left while the others are done.
    for length, task in sorted(lengths, key=lambda pair: -pair[0]):
        size = max(1, int(len(task.wanted) * most / length))
        for start in range(0, len(task.wanted), size):
            yield (Task(task.place, task.given, task.wanted[start : start + size]),)
