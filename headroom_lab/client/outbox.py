"""Rows on their way to a store; a store that fails costs no answer and, if it recovers, no row."""

from __future__ import annotations

import warnings
from collections import deque
from contextlib import suppress
from dataclasses import replace
from threading import Lock

from headroom_lab.errors import HeadroomWarning, outside
from headroom_lab.forks import hold_while_forking
from headroom_lab.redact import redact
from headroom_lab.results import RequestMetrics, SimulationResult
from headroom_lab.store import Store
from headroom_lab.transforms.originals import held, named_in

MOST_WAITING = 10_000
TRIES = 2  # rows that fail in one go: a single bad one holds up no others


class Outbox:
    """Brings rows to a store. Those it doesn't take wait, and are tried again with the next one.

    The first failure is warned about, and stands on the row once it is stored. At most
    10,000 rows wait, the oldest go first. ``owned``: whether the store closes with the client.
    """

    fork_rank = 0

    def __init__(self, store: Store, *, owned: bool) -> None:
        self.store = store
        self.owned = owned
        self._waiting: deque[RequestMetrics] = deque(maxlen=MOST_WAITING)
        self._failing = False
        self._losing = False
        self._lock = Lock()
        hold_while_forking(self)

    def put(self, row: RequestMetrics) -> None:
        """Store a row and those that wait."""
        with self._lock:
            self._waiting.append(row)
        self.deliver()

    def deliver(self) -> None:
        """Store the rows that wait."""
        with self._lock:
            failure = self._deliver()
            news = failure is not None and not self._failing
            self._failing = failure is not None
        if news:
            warn(f"metrics rows wait for their store: {failure}")

    def keep(self, sent: SimulationResult) -> None:
        """Have the store keep the originals that what was sent, or its loss ledger, names."""
        try:
            named = {removal.original for removal in sent.removals}
            self.store.keep(held(named | set(named_in(sent.messages))))
        except Exception as error:  # noqa: BLE001 - the answer matters more; its user is warned
            with self._lock:
                news, self._losing = not self._losing, True
            if news:
                warn(f"originals of what was cut are not kept: {describe(error)}")

    def close(self) -> None:
        """Store the rows that wait; close a store of our own, flush another's."""
        self.deliver()
        if self.owned:
            self.store.close()
        else:
            self.store.flush()

    def after_fork(self) -> None:
        """Leave the parent's rows to the parent, and get a lock of its own, in a forked child."""
        self._waiting = deque(maxlen=MOST_WAITING)
        self._failing = False
        self._lock = Lock()

    def _deliver(self) -> str | None:
        """Store the rows that wait, those first that didn't fail; return the last failure."""
        failure = None
        failed: list[RequestMetrics] = []
        while self._waiting and len(failed) < TRIES:
            row = self._waiting.popleft()
            try:
                self.store.record(row)
            except Exception as error:  # noqa: BLE001 - the row waits, its user is warned
                failure = describe(error)
                failed.append(_late(row, failure))
        self._waiting.extend(failed)
        return failure


def _late(row: RequestMetrics, failure: str) -> RequestMetrics:
    """Return a row that says why it wasn't stored when it was due."""
    if "stored late" in (row.error or ""):
        return row
    return replace(row, error="; ".join(filter(None, (row.error, f"stored late: {failure}"))))


def describe(error: BaseException) -> str:
    """Return an error's kind and message, secrets masked."""
    return redact(f"{type(error).__name__}: {error}")[:500]


def warn(text: str) -> None:
    """Warn from the caller's own line; a filter that turns warnings into errors stops nothing."""
    with suppress(HeadroomWarning):
        warnings.warn(text, HeadroomWarning, stacklevel=outside())
