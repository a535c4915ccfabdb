"""What was sent of each conversation, so that what was cut of it stays cut."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock, RLock
from typing import Any

from headroom_lab.forks import hold_while_forking
from headroom_lab.messages.parts import plain
from headroom_lab.messages.prints import prints, same_beginning
from headroom_lab.policies.moments.live import has_moments, live
from headroom_lab.policies.policy import Policy

MOST_STREAMS = 64
MOST_TOKENS = 8_000_000  # of the last requests of all streams together
Key = tuple[str | None, str]  # session, mode


@dataclass(eq=False)
class Stream:
    """One conversation as far as it was sent. ``tokens`` are those of its last request."""

    key: Key
    policy: Policy | None = None
    prints: list[int] = field(default_factory=list)
    at: float | None = None
    opens: str | None = "start"
    cold: bool = False
    tokens: int = 0
    lock: Any = field(default_factory=RLock)


class Streams:
    """The conversations of a client, the least recently used let go of over a bound.

    A request goes on with the conversation of its session that it has most in common with, without a
    session's name with the one whose messages it repeats. A forked child begins anew.
    """

    fork_rank = 0

    def __init__(self, policy: Policy, clock: Callable[[], float] = time.monotonic) -> None:
        self._policy = policy
        self._clock = clock
        self._streams: OrderedDict[int, Stream] = OrderedDict()
        self._lock = Lock()
        self.needed = has_moments(policy)
        hold_while_forking(self)

    def after_fork(self) -> None:
        """Begin anew in a forked child: its parent goes on with what was sent."""
        self._lock = Lock()
        self._streams = OrderedDict()

    @contextmanager
    def turn(self, key: Key, messages: Sequence[Any], lifetime: float) -> Iterator[Stream]:
        """Give the stream of a request while its policy is applied; a failure ends the stream."""
        found = prints(messages)
        stream = self._chosen(key, found, _leading(messages))
        with stream.lock:
            now = self._clock()
            same = same_beginning(stream.prints, found)
            stream.opens = _opened(stream.prints, found, same)
            stream.cold = stream.at is not None and now - stream.at > lifetime
            try:
                yield stream
            except BaseException:
                self._forget(stream)
                raise
            stream.prints, stream.at = found, now
        self._bound()

    def _chosen(self, key: Key, found: Sequence[int], leading: int) -> Stream:
        """Return the stream that a request goes on with, or a new one."""
        with self._lock:
            best, most = None, (leading, 0)
            for stream in self._streams.values():
                if stream.key == key:
                    common = same_beginning(stream.prints, found), _shared(stream, found, key)
                    best, most = (stream, common) if common > most else (best, most)
            if best is None:
                best = Stream(key)
                best.policy = live(self._policy, lambda: (best.opens, best.cold))
                self._streams[id(best)] = best
            self._streams.move_to_end(id(best))
            return best

    def _forget(self, stream: Stream) -> None:
        """Let go of a stream."""
        with self._lock:
            self._streams.pop(id(stream), None)

    def _bound(self) -> None:
        """Let go of the streams that were used least recently, over the bounds."""
        with self._lock:
            tokens = sum(stream.tokens for stream in self._streams.values())
            while len(self._streams) > MOST_STREAMS or tokens > MOST_TOKENS:
                _, gone = self._streams.popitem(last=False)
                tokens -= gone.tokens


def _shared(stream: Stream, found: Sequence[int], key: Key) -> int:
    """Return how many messages of a named session's stream a request holds in any place."""
    return len(set(stream.prints) & set(found)) if key[0] is not None else 0


def _leading(messages: Sequence[Any]) -> int:
    """Return how many system messages stand at the head: they tell of no conversation."""
    roles = (_role(message) for message in messages)
    return next((at for at, role in enumerate(roles) if role not in ("system", "developer")), 0)


def _role(message: Any) -> Any:
    raw = plain(message)
    return raw.get("role") if isinstance(raw, Mapping) else None


def _opened(last: Sequence[int], found: Sequence[int], same: int) -> str | None:
    """Return what a request opens: where it doesn't go on, it may hold later messages again."""
    if not last:
        return "start"
    if same == len(last):
        return None
    return "compaction" if set(last[same:]).intersection(found[same:]) else "branch"


def lifetime_asked(request: Mapping[str, Any]) -> str | None:
    """Return for how long a request asks its vendor's cache to keep it: "1h", "24h" or None.

    Marks with ``ttl: "1h"`` are looked for in the system prompt, the tools and the last messages.
    """
    if request.get("prompt_cache_retention") == "24h":
        return "24h"
    parts = [request.get("system"), request.get("tools"), request.get("cache_control")]
    messages = request.get("messages")
    if isinstance(messages, list):
        parts += islice(reversed(messages), 4)
    long = any(isinstance(part, (list, Mapping)) and _is_long(part) for part in parts)
    return "1h" if long else None


def _is_long(part: Any) -> bool:
    """Tell whether a part of a request is marked to stay for an hour."""
    if isinstance(part, Mapping):
        mark = part.get("cache_control")
        if isinstance(mark, Mapping) and mark.get("ttl") == "1h":
            return True
        return part.get("ttl") == "1h" or _is_long(part.get("content"))
    return isinstance(part, list) and any(_is_long(item) for item in part)
