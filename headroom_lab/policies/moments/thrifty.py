"""The policy we recommend: all that costs nothing, at the moments at which it costs nothing."""

from __future__ import annotations

from typing import Any

from headroom_lab.policies.information import facts_only
from headroom_lab.policies.moments.entry import at_entry
from headroom_lab.policies.moments.waiting import on_cold_cache
from headroom_lab.policies.pipeline import TransformPipeline
from headroom_lab.policies.policy import Policy


def thrifty() -> tuple[Any, ...]:
    """Return the steps: without loss at entry, facts and errors only once the cache is cold."""
    return (
        on_cold_cache(Policy("facts", TransformPipeline(facts_only()))),
        at_entry("lossless"),
    )
