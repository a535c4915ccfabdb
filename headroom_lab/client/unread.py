"""Streams that nobody reads to their end leave a row too.

The garbage collector may come at any moment, amidst the store's own work as well. So a stream that
it takes, or a loop over one that is left, is only put down; a thread of its own stores the row.
"""

from __future__ import annotations

import atexit
import time
import weakref
from collections import deque
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any

from headroom_lab.client.flight import Flight
from headroom_lab.forks import after_fork_in_child, hold_while_forking

UNREAD = "never read to its end"
GRACE = 1.0  # seconds in which a loop that was left may be gone on with

_open: weakref.WeakSet[Flight] = weakref.WeakSet()
_dropped: deque[Flight] = deque()
_left: deque[tuple[float, int, Flight]] = deque()  # loops: when, how far they had come


class _Settling:
    """The thread that stores rows, and the lock of whoever does."""

    fork_rank = -1  # whoever stores a row takes the others' locks after it

    def __init__(self) -> None:
        self._lock = Lock()
        self._bell: SimpleQueue[None] = SimpleQueue()  # may be rung within the garbage collector
        self._thread: Thread | None = None
        self.ring = self._bell.put
        hold_while_forking(self)

    def after_fork(self) -> None:
        """Begin anew in a forked child, where no other thread lives, and leave the rest."""
        self._lock, self._bell, self._thread = Lock(), SimpleQueue(), None
        self.ring = self._bell.put

    def begin(self) -> None:
        """Start the thread where it doesn't run yet."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._listen, name="headroom-streams", daemon=True)
                self._thread.start()

    def settle(self) -> None:
        """Store the rows of streams that were dropped, and of loops that nobody goes on with."""
        with self._lock:
            while _dropped:
                _dropped.popleft().finish(UNREAD)
            until = time.monotonic() - GRACE
            while _left and _left[0][0] <= until:
                _, seen, flight = _left.popleft()
                if flight.seen == seen:
                    flight.closed()

    def _listen(self) -> None:
        """Settle whenever something was put down, and when the grace of a loop is over."""
        while True:
            with suppress(Empty):
                self._bell.get(timeout=GRACE if _left else None)
            self.settle()


_settling = _Settling()


def expect(stream: Any, flight: Flight) -> None:
    """Have the row stored if the stream is dropped before its end."""
    _open.add(flight)
    _settling.begin()
    weakref.finalize(stream, _put_down, flight).atexit = False


def expect_loop(loop: Any, flight: Flight) -> None:
    """Have the row stored if a loop over a stream is left, and nobody goes on with it in a second."""
    weakref.finalize(loop, _leave, flight).atexit = False


def settle() -> None:
    """Store the rows of the streams that were dropped."""
    _settling.settle()


def _put_down(flight: Flight) -> None:
    """Note a stream that was dropped."""
    if not flight.done:
        _dropped.append(flight)
        _settling.ring(None)


def _leave(flight: Flight) -> None:
    """Note a loop that was left."""
    if not flight.done:
        _left.append((time.monotonic(), flight.seen, flight))
        _settling.ring(None)


def _leave_to_parent() -> None:
    """Leave, in a forked child, the rows of the parent's streams to the parent."""
    for flight in tuple(_open):
        flight.done = True
    _open.clear()
    _dropped.clear()
    _left.clear()


after_fork_in_child(_leave_to_parent)


@atexit.register
def _settle_all() -> None:
    """Store the rows of the streams that are still open."""
    for flight in tuple(_open):
        flight.finish(UNREAD)
