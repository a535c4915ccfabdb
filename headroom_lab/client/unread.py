"""Streams that nobody reads to their end leave a row too.

The garbage collector may come at any moment, amidst the store's own work as well. So a stream it
takes is only put down, and its row is stored with the next request, the next look at the
metrics or the end of the process.
"""

from __future__ import annotations

import atexit
import weakref
from collections import deque
from typing import Any

from headroom_lab.client.flight import Flight
from headroom_lab.forks import after_fork_in_child

UNREAD = "never read to its end"

_open: weakref.WeakSet[Flight] = weakref.WeakSet()
_left: deque[Flight] = deque()


def expect(stream: Any, flight: Flight) -> None:
    """Have the row stored if the stream is dropped before its end."""
    _open.add(flight)
    weakref.finalize(stream, _left.append, flight).atexit = False


def settle() -> None:
    """Store the rows of the streams that were dropped."""
    while _left:
        _left.popleft().finish(UNREAD)


def _leave_to_parent() -> None:
    """Leave, in a forked child, the rows of the parent's streams to the parent."""
    for flight in tuple(_open):
        flight.done = True
    _open.clear()
    _left.clear()


after_fork_in_child(_leave_to_parent)


@atexit.register
def _settle_all() -> None:
    """Store the rows of the streams that are still open."""
    for flight in tuple(_open):
        flight.finish(UNREAD)
