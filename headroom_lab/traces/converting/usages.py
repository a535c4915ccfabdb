"""Usages as logs spell them: token classes side by side, or with a total that tells what is in what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom_lab.providers.usage import Usage, number, value_of


def in_classes(
    found: Mapping[str, Any], fresh: str, output: str, read: str, written: str
) -> Usage | None:
    """Return a usage whose four classes stand side by side under these names; None for nothing."""
    new, came = number(found, fresh), number(found, output)
    hit, wrote = number(found, read), number(found, written)
    if not new + came + hit + wrote:
        return None
    return Usage(new + hit + wrote, came, hit, wrote)


def counted(
    sent: int,
    came: int,
    *,
    read: int = 0,
    written: int = 0,
    long: int = 0,
    reasoning: int = 0,
    total: int = 0,
) -> Usage | None:
    """Return a usage of which it is told by its total whether the input holds the cached tokens.

    Without a total that fits, the input holds them unless they are more than it. Thoughts that
    stand beside the output are added to it. None where nothing was counted.
    """
    if not sent + came + read + written:
        return None
    beside = read + written
    if (beside and _holds(total, sent + beside + came, reasoning)) or (
        beside > sent and not _holds(total, sent + came, reasoning)
    ):
        sent += beside
    if reasoning and total == sent + came + reasoning:
        came += reasoning
    written = max(written, long)
    return Usage(sent, came, read, written, long, min(reasoning, came)).resized(sent)


def _holds(total: int, sum_: int, reasoning: int) -> bool:
    """Tell whether a total is this sum, thoughts beside it or not."""
    return total > 0 and total in (sum_, sum_ + reasoning)


def first_of(found: Mapping[str, Any], *names: str) -> int:
    """Return the first whole number under one of several names, 0 for none."""
    return next((number(found, n) for n in names if value_of(found, n) is not None), 0)


def dollars(found: Any) -> float | None:
    """Return an amount of dollars, None where there is none."""
    is_number = isinstance(found, (int, float)) and not isinstance(found, bool)
    return float(found) if is_number else None
