"""Values computed once per content, within a bound."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any, Generic, TypeAlias, TypeVar

from headroom_lab.forks import hold_while_forking

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class ContentCache(Generic[K, V]):
    """A least-recently-used map from a content to what was computed of it.

    ``limit`` bounds the sum of the weights given with each entry (characters, say).
    An entry heavier than the limit is not kept. ``let_go`` is called with each value that goes
    to keep the bound. What ``lasts`` is kept in ``nothing_known()`` too: what a server was asked.
    Safe to use from several threads.
    """

    fork_rank = 3

    def __init__(
        self, limit: int, let_go: Callable[[V], None] | None = None, *, lasts: bool = False
    ) -> None:
        self.limit = limit
        self.lasts = lasts
        self._let_go = let_go
        self.weight = 0
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = Lock()
        hold_while_forking(self)

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy, also in another process, begins empty: what was kept is worked out anew."""
        return _empty, (self.limit, self._let_go, self.lasts)

    def _here(self) -> ContentCache[K, V]:
        """Return the cache that holds here: another one in ``nothing_known()``."""
        fresh = _fresh.get()
        if fresh is None or self.lasts:
            return self
        if self not in fresh:
            fresh[self] = _empty(self.limit, self._let_go, lasts=True)
        return fresh[self]

    def get(self, key: K) -> V | None:
        """Return the value kept for ``key``, or None."""
        here = self if _fresh.get() is None else self._here()
        with here._lock:
            entry = here._entries.get(key)
            if entry is None:
                return None
            here._entries.move_to_end(key)
            return entry[0]

    def get_many(self, keys: Iterable[K]) -> dict[K, V]:
        """Return the values kept, by key; what isn't kept is left out."""
        here = self._here()
        entries, found = here._entries, {}
        with here._lock:
            for key in keys:
                entry = entries.get(key)
                if entry is not None:
                    entries.move_to_end(key)
                    found[key] = entry[0]
        return found

    def put(self, key: K, value: V, weight: int = 1) -> None:
        """Keep ``value`` for ``key``, letting go of the least recently used over the limit."""
        here = self if _fresh.get() is None else self._here()
        with here._lock:
            here._put(key, value, weight)

    def put_many(self, rows: Iterable[tuple[K, V, int]]) -> None:
        """Keep the values given with key and weight, as ``put`` does with one."""
        here = self._here()
        with here._lock:
            for key, value, weight in rows:
                here._put(key, value, weight)

    def _put(self, key: K, value: V, weight: int) -> None:
        """Keep a value; the lock is held."""
        if weight > self.limit:
            return
        old = self._entries.pop(key, None)
        self.weight += weight - (old[1] if old else 0)
        self._entries[key] = (value, weight)
        while self.weight > self.limit:
            _, (gone, dropped) = self._entries.popitem(last=False)
            self.weight -= dropped
            if self._let_go:
                self._let_go(gone)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self.weight = 0

    def after_fork(self) -> None:
        """Get a lock of its own in a forked child."""
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._entries)


_Cache: TypeAlias = ContentCache[Any, Any]
_fresh: ContextVar[dict[_Cache, _Cache] | None] = ContextVar("_fresh", default=None)


@contextmanager
def nothing_known() -> Iterator[None]:
    """Let every cache be empty inside, for this thread alone: for measuring what is new to all."""
    token = _fresh.set({})
    try:
        yield
    finally:
        _fresh.reset(token)


def _empty(limit: int, let_go: Callable[[Any], None] | None, lasts: bool) -> _Cache:
    """Return a cache that holds nothing yet."""
    return ContentCache(limit, let_go, lasts=lasts)
