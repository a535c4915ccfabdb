"""How long work takes, to be compared within one run: never held against a clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

# What the shortest of three runs may be off by.
SLACK = 1.6


# Other work on the machine disturbs a measurement: it is taken again, up to three times. What is
# slow stays slow.
noisy = pytest.mark.flaky(reruns=3)


def seconds(work: Callable[[], Any], runs: int = 3) -> float:
    """Return the processor time of the least disturbed of some runs, all threads together."""
    return min(_once(work) for _ in range(runs))


def _once(work: Callable[[], Any]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
