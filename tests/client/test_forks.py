"""Children forked while other threads of their parent are at work."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest

from headroom_lab import RequestMetrics, open_store, simulate
from headroom_lab.cache import ContentCache
from headroom_lab.client.outbox import Outbox
from headroom_lab.errors import HeadroomWarning
from headroom_lab.store import MemoryStore
from tests.client.faces import CHAT, FACES, SIDES, rows
from tests.client.server import Vendor

if not hasattr(os, "fork"):
    pytest.skip("no forks here", allow_module_level=True)

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
ROW = RequestMetrics("0", datetime(2026, 1, 1, tzinfo=UTC), "gpt-4o", 10, 5, 1, 0.1, 0.05, [])
PATIENCE = 20.0  # seconds after which a child counts as hanging
ROUNDS = 8


@contextmanager
def busy(work: Callable[[], Any], threads: int = 3) -> Iterator[None]:
    """Do something in several threads again and again until the block ends."""
    over = Event()

    def loop() -> None:
        while not over.is_set():
            work()

    workers = [Thread(target=loop, daemon=True) for _ in range(threads)]
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        over.set()
        for worker in workers:
            worker.join(PATIENCE)


def in_child(work: Callable[[], Any]) -> int | None:
    """Return a forked child's exit code, 0 where the work was done; None where it hangs."""
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            work()
            os._exit(0)
        os._exit(1)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.001)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return None


def put_one(box: Outbox) -> None:
    """Put a new row into an outbox."""
    box.put(replace(ROW, request_id=uuid4().hex))


@pytest.mark.parametrize("place", ["memory", "duckdb", "sqlite"])
def test_a_child_forked_amidst_rows_puts_its_own(place: str, tmp_path: Path) -> None:
    url = None if place == "memory" else str(tmp_path / f"m.{place}")
    box = Outbox(open_store(url), owned=True)
    with busy(lambda: put_one(box)):
        ends = [in_child(lambda: put_one(box)) for _ in range(ROUNDS)]
    box.close()
    assert ends == [0] * ROUNDS


def test_a_child_forked_amidst_simulations_simulates(vendor: Vendor) -> None:
    client = SIDES[0].wrapped(FACES[0], vendor.url)
    client.chat.completions.simulate(model="gpt-4o", messages=CHAT)

    def one() -> None:
        said = {"role": "user", "content": uuid4().hex * 50}
        client.chat.completions.simulate(model="gpt-4o", messages=[*CHAT, said])

    with busy(one):
        ends = [in_child(one) for _ in range(ROUNDS)]
    assert ends == [0] * ROUNDS


_pooled: list[Outbox] = []


def _put_in_pool(number: int) -> int:
    put_one(_pooled[0])
    simulate([{"role": "user", "content": f"{number} " * 50}], model="gpt-4o")
    return number


def test_pools_that_fork_amidst_rows_work(tmp_path: Path) -> None:
    box = Outbox(open_store(tmp_path / "m.duckdb"), owned=True)
    _pooled[:] = [box]
    forking = multiprocessing.get_context("fork")
    with busy(lambda: put_one(box)):
        for _ in range(3):
            with forking.Pool(3) as pool:
                assert pool.map_async(_put_in_pool, range(9)).get(PATIENCE) == list(range(9))
    box.close()


def test_what_waits_stays_with_the_parent() -> None:
    class Failing(MemoryStore):
        broken = True

        def record(self, metrics: RequestMetrics) -> None:
            if self.broken:
                raise OSError(28, "no space left")
            super().record(metrics)

    store = Failing()
    box = Outbox(store, owned=True)
    with pytest.warns(HeadroomWarning):
        box.put(ROW)
    store.broken = False

    def nothing_waits() -> None:
        box.deliver()
        assert not store._rows

    assert in_child(nothing_waits) == 0
    box.deliver()
    assert len(store._rows) == 1


def test_streams_of_the_parent_leave_their_rows_there(vendor: Vendor) -> None:
    client = SIDES[0].wrapped(FACES[0], vendor.url)
    stream = client.chat.completions.create(**FACES[0].request, stream=True)
    held = [stream]
    next(stream)

    def dropped() -> None:
        from headroom_lab.client import unread

        held.clear()
        unread._settle_all()
        assert rows(client) == []

    assert in_child(dropped) == 0
    list(stream)
    assert len(rows(client)) == 1


def test_a_lock_that_is_never_given_back_delays_a_fork_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("headroom_lab.forks.PATIENCE", 0.1)
    cache: ContentCache[str, int] = ContentCache(10)
    cache.put("a", 1)
    with cache._lock:
        assert in_child(lambda: cache.get("a")) == 0
    assert cache.get("a") == 1
