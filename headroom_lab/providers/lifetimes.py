"""How long what was written to a vendor's prompt cache stands, as data with source and date.

A wrong miss costs 12 to 20 times as much as a wrong hit, so an entry is taken to be gone only
where it is past the longest time; one that was not read past the shortest has run out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from headroom_lab.results.trace_requests import UsageLike


class Lifetime(NamedTuple):
    """For how many seconds an entry surely stands, and after how many it is surely gone."""

    least: int
    most: int
    source: str
    date: str


HOUR, DAY = 3600, 86_400  # seconds

# What a request asks for -> how long its entries stand, at whatever vendor takes it
ASKED: Mapping[str, Lifetime] = {
    "1h": Lifetime(
        HOUR,
        HOUR,
        "24,982 recorded requests: read after up to 3,600 seconds 89 % of the time, then 8 %",
        "2026-11-28",
    ),
    "24h": Lifetime(DAY, DAY, "OpenAI, Prompt caching: models since GPT-5.1", "2026-10"),
}
# vendor -> how long entries stand where nothing is asked; each hit renews them
USUAL: Mapping[str, Lifetime] = {
    "anthropic": Lifetime(
        300,
        310,
        "Anthropic, Prompt caching; 24,982 recorded requests: read after 290 to 310 seconds 91 % "
        "of the time, after up to 360 seconds 29 %",
        "2026-11-28",
    ),
    "openai": Lifetime(
        300, HOUR, "OpenAI, Prompt caching: five to ten minutes, at most one hour", "2026-10"
    ),
    "google": Lifetime(300, HOUR, "taken to be as OpenAI's: nothing is promised", "2026-10-13"),
    "deepseek": Lifetime(
        HOUR, HOUR, "taken to be an hour: a few hours to days are promised", "2026-10"
    ),
}


def long_share(usage: UsageLike | None, before: float) -> float:
    """Return which share of what a request left stands for one hour.

    Without writes, which tell it, that of the request ``before``.
    """
    if usage is None or not usage.cache_write_tokens:
        return before
    return usage.cache_write_1h_tokens / usage.cache_write_tokens


def asked_by(share: float) -> str | None:
    """Return the lifetime that a share of writes for one hour tells of."""
    return "1h" if share > 0.5 else None


def asked_along(usages: Iterable[UsageLike | None]) -> list[str | None]:
    """Return for each request of a stream the lifetime that holds for what it left."""
    share, found = 0.0, []
    for usage in usages:
        share = long_share(usage, share)
        found.append(asked_by(share))
    return found
