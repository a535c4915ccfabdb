"""What amounts come to of which some aren't known."""

from __future__ import annotations

from collections.abc import Iterable


def known_sum(amounts: Iterable[float | None]) -> float | None:
    """Return the sum of the amounts that are known, None where none is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
