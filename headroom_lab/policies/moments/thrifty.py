"""The policy we recommend: all that costs nothing, at the moments at which it costs nothing."""

from __future__ import annotations

from typing import Any

from headroom_lab.policies.information import at_once, facts_only
from headroom_lab.policies.moments.entry import at_entry
from headroom_lab.policies.moments.thinking import clear_thinking
from headroom_lab.policies.moments.waiting import on_cold_cache
from headroom_lab.policies.pipeline import TransformPipeline
from headroom_lab.policies.policy import Policy


def thrifty() -> tuple[Any, ...]:
    """Return the steps: hardly a loss at entry; facts and errors only once the cache is cold.

    Then the thinking of earlier turns goes too. Sparing what would probably be read again, by kind,
    age and length, changed neither what was saved nor what was lost (39 sessions of the choosing
    half; own measurement, 2026-11-29).
    """
    return (
        clear_thinking(),
        on_cold_cache(Policy("facts", TransformPipeline(facts_only()))),
        at_entry(Policy("at once", TransformPipeline(at_once()))),
    )
