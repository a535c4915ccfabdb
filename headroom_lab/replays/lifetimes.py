"""How long what was written to a vendor's prompt cache stands, as data.

Anthropic, "Prompt caching" (2026-08): five minutes or one hour, each hit renews it. In 24,982
recorded requests five-minute entries were read after 290 to 310 seconds 91 % of the time, after
up to 360 seconds 29 %; one-hour entries 89 % up to 3,600 seconds, then 8 % (2026-11-28). OpenAI,
"Prompt caching" (2026-10): five to ten minutes, at most one hour; models since GPT-5.1 a day where
that is asked for. A wrong miss costs more than a wrong hit, so the longer one holds.
"""

from __future__ import annotations

from headroom_lab.providers.prompt_cache import CacheRules

FIVE_MINUTES = 310.0  # seconds
ONE_HOUR = 3600.0


def lifetime(rules: CacheRules, *, long: bool) -> float:
    """Return for how many seconds an entry is read; ``long`` ones were written for one hour."""
    return FIVE_MINUTES if rules.breakpoints and not long else ONE_HOUR


def expired(rules: CacheRules, seconds: float | None, *, long: bool) -> bool:
    """Tell whether an entry is gone after so many seconds; None is unknown: it still stands."""
    return seconds is not None and seconds > lifetime(rules, long=long)
