"""Times as logs write them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

MILLISECONDS = 100_000_000_000  # a number from here on counts milliseconds, not seconds


def when(stamp: Any) -> datetime | None:
    """Return a time in UTC: ISO 8601, or seconds or milliseconds since 1970; None for others."""
    try:
        if isinstance(stamp, str):
            found = datetime.fromisoformat(stamp)
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        if isinstance(stamp, (int, float)) and not isinstance(stamp, bool):
            seconds = stamp / 1000 if stamp > MILLISECONDS else stamp
            return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None
