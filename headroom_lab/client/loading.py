"""What a first request needs (vocabulary, prices, the steps' modules), loaded ahead of it.

A client starts a thread when it is made; a request that comes sooner waits for the rest. The
thread reaches no network, runs steps of ours only, and stops early when the process ends. A
process forks when it is done: a child would find modules that are never loaded to their end.
"""

from __future__ import annotations

import atexit
import concurrent.futures.thread  # noqa: F401 - else it comes amidst a fork, which it can't bear
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from threading import Event, Lock, Thread, current_thread
from typing import Any

from headroom_lab.forks import PATIENCE, after_fork_in_child, before_fork
from headroom_lab.policies.policy import Policy

MODELS = {"openai": "gpt-4o", "anthropic": "claude-sonnet-4-5"}
_begun: set[tuple[str, ...]] = set()
_threads: list[Thread] = []
_ending = Event()
_lock = Lock()


def start(vendor: str, policies: Sequence[Policy]) -> None:
    """Load in a thread what the requests of a client need, unless that was begun before."""
    names = {type(step).__name__ for policy in policies for step in policy.pipeline}
    key = (vendor, *sorted(names))
    with _lock:
        if key in _begun or _ending.is_set():
            return
        _begun.add(key)
        thread = Thread(target=_load, args=(vendor, policies), name="headroom_lab", daemon=True)
        with suppress(RuntimeError):  # the interpreter is ending
            thread.start()
            _threads.append(thread)


def wait(seconds: float = 30.0) -> None:
    """Return when all is loaded that was begun, or after so many seconds."""
    for thread in tuple(_threads):
        if thread is not current_thread():
            thread.join(seconds)
            if not thread.is_alive():
                with suppress(ValueError):
                    _threads.remove(thread)


def _load(vendor: str, policies: Sequence[Policy]) -> None:
    """Load part after part until the process ends."""
    # What fails here fails again, and is told, where a request needs it.
    with suppress(Exception):
        for part in _parts(MODELS[vendor], policies):
            if _ending.is_set():
                return
            part()


def _parts(model: str, policies: Sequence[Policy]) -> Iterator[Callable[[], Any]]:
    """Yield what is to be loaded, each part by itself."""
    from headroom_lab.providers import price_source
    from headroom_lab.tokens import Tokenizer

    yield lambda: Tokenizer(model=model).count_text("warm")
    yield price_source
    from headroom_lab.policies.pipeline import TransformPipeline
    from headroom_lab.results import RequestMetrics
    from headroom_lab.simulation import simulate
    from headroom_lab.store.rows import line_of, row_of

    for policy in policies:
        steps = TransformPipeline([step for step in policy.pipeline if _is_ours(step)])
        yield partial(simulate, _asked(), model=model, policy=steps)
    now = datetime.now(UTC)
    yield lambda: line_of(row_of(RequestMetrics("warm", now, model, 1, 1, 1, None, None, [])))


def _is_ours(step: Any) -> bool:
    """Tell whether a step is the library's: what another one does on a call isn't known."""
    return type(step).__module__.startswith("headroom_lab.")


def _asked() -> list[dict[str, Any]]:
    """Return a small conversation that reaches what steps load on first use."""
    records = [{"id": n, "state": "up" if n % 7 else "down", "load": n / 8} for n in range(80)]
    call = {"id": "a", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    return [
        {"role": "system", "content": "Be brief. Today is 2026-01-01."},
        {"role": "user", "content": "Which are down?"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "a", "content": json.dumps(records)},
    ]


def _end() -> None:
    """Let no thread be cut off within a module of another language."""
    _ending.set()
    wait(PATIENCE)


def _forget() -> None:
    """Begin anew, in a forked child, what wasn't done in time."""
    global _lock
    _lock = Lock()
    if _threads:
        _threads.clear()
        _begun.clear()


atexit.register(_end)
before_fork(lambda: wait(PATIENCE))
after_fork_in_child(_forget)
