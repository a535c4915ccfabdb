"""Forks come when no thread is amidst a change: our locks are held while the process forks.

Only the thread that forks lives on in the child. A lock that another one held would never be
given back there, and what it guards might be half done.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from functools import cached_property
from threading import RLock, get_ident
from typing import Any, Protocol
from weakref import WeakSet

PATIENCE = 5.0  # seconds a fork waits for our threads altogether


class Forked(Protocol):
    """Something with a lock; who holds two at once takes the one of the lower rank first."""

    fork_rank: int
    _lock: Any

    def after_fork(self) -> None:
        """Get a new lock, in a forked child, and forget what belongs to the parent."""


_kept: WeakSet[Any] = WeakSet()
_taken: dict[int, list[Any]] = {}


def hold_while_forking(kept: Forked) -> None:
    """Hold ``kept._lock`` during each fork; ``kept.after_fork()`` is called in the child."""
    _kept.add(kept)


def before_fork(prepare: Callable[[], Any]) -> None:
    """Have a function called before each fork, where the platform forks."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=prepare)


def after_fork_in_child(renew: Callable[[], Any]) -> None:
    """Have a function called in each forked child, where the platform forks."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=renew)


def _take() -> None:
    """Take the locks; one that isn't given back in time stays with its thread."""
    until = time.monotonic() + PATIENCE
    locks = [kept._lock for kept in sorted(_kept, key=lambda kept: kept.fork_rank)]
    _taken[get_ident()] = [
        lock for lock in locks if lock.acquire(timeout=max(until - time.monotonic(), 0.0))
    ]


def _give_back() -> None:
    """Give the locks back, in the parent."""
    for lock in _taken.pop(get_ident(), ()):
        lock.release()


def _renew() -> None:
    """Make all that was kept the child's own."""
    _taken.clear()
    for kept in tuple(_kept):
        kept.after_fork()
    if sys.version_info < (3, 12):
        _renew_cached_properties()


def _renew_cached_properties() -> None:
    """Give our cached properties new locks: before Python 3.12 each has one for all objects."""
    own = [m for name, m in list(sys.modules.items()) if name.startswith("headroom_lab.")]
    classes = {c for module in own for c in vars(module).values() if isinstance(c, type)}
    for found in classes:
        for value in vars(found).values():
            if isinstance(value, cached_property):
                value.lock = RLock()  # type: ignore[attr-defined]


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_take, after_in_parent=_give_back, after_in_child=_renew)
