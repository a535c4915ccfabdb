"""Values computed once per content, within a bound."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from threading import Lock
from typing import Any, Generic, TypeVar

from headroom_lab.forks import hold_while_forking

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class ContentCache(Generic[K, V]):
    """A least-recently-used map from a content to what was computed of it.

    ``limit`` bounds the sum of the weights given with each entry (characters, say).
    An entry heavier than the limit is not kept. ``let_go`` is called with each value that goes
    to keep the bound. Safe to use from several threads.
    """

    fork_rank = 3

    def __init__(self, limit: int, let_go: Callable[[V], None] | None = None) -> None:
        self.limit = limit
        self._let_go = let_go
        self.weight = 0
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = Lock()
        hold_while_forking(self)

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy, also in another process, begins empty: what was kept is worked out anew."""
        return type(self), (self.limit, self._let_go)

    def get(self, key: K) -> V | None:
        """Return the value kept for ``key``, or None."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def get_many(self, keys: Iterable[K]) -> dict[K, V]:
        """Return the values kept, by key; what isn't kept is left out."""
        entries, found = self._entries, {}
        with self._lock:
            for key in keys:
                entry = entries.get(key)
                if entry is not None:
                    entries.move_to_end(key)
                    found[key] = entry[0]
        return found

    def put(self, key: K, value: V, weight: int = 1) -> None:
        """Keep ``value`` for ``key``, letting go of the least recently used over the limit."""
        self.put_many([(key, value, weight)])

    def put_many(self, rows: Iterable[tuple[K, V, int]]) -> None:
        """Keep the values given with key and weight, as ``put`` does with one."""
        with self._lock:
            for key, value, weight in rows:
                if weight > self.limit:
                    continue
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
