"""Quotes as texts hold them: plain, in JSON within JSON, as escapes, in URLs and in HTML."""

from __future__ import annotations

import re
from functools import cache

from headroom_lab.redact.lazy import lazy

QUOTE = r"\"\"\"|'\'\'|\\*[\"'`]|\\+u002[27]|%22|%27|&quot;|&apos;|&\#34;|&\#39;|[“”„«»「」]|\\+u201[cdeCDE]|\\+u00[aAbB][bB]"
_PAIRS = {"“": "”", "„": "“”", "«": "»", "»": "«", "”": "”", "「": "」"}
_MOST = 16_000  # characters of a quoted value
_LINE_BREAK = lazy(r"\r?\n")
_ENCODED = lazy(r"[A-Za-z0-9+/=_.\-\s\\]*")


def closing(text: str, start: int, opening: str) -> int:
    """Return where the value ends that began at ``start`` behind the quote ``opening``.

    A quote inside JSON inside JSON has backslashes of its own: one with more of them stands
    within the value. A value that isn't closed ends with its line; one over several lines is
    taken whole only where it is an encoded one, or in quotes made for that.
    """
    end = _closed(text, start, opening)
    if opening in ('"""', "'''", "`") and end is not None:
        return end
    line = _LINE_BREAK.search(text, start, end if end is not None else start + _MOST)
    if line is None:
        return end if end is not None else min(len(text), start + _MOST)
    whole = end is not None and _ENCODED.fullmatch(text, start, end)
    return end if whole and end is not None else line.start()


def _closed(text: str, start: int, opening: str) -> int | None:
    """Return where the closing quote begins, or None where there is none near."""
    if opening in _PAIRS:
        places = (text.find(char, start, start + _MOST) for char in _PAIRS[opening])
        return min((place for place in places if place >= 0), default=None)
    if opening in ('"""', "'''") or opening[-1] not in "\"'`":
        closing_quotes = (opening, opening.replace("201c", "201d").replace("00ab", "00bb"))
        places = (text.find(quote, start, start + _MOST) for quote in closing_quotes)
        return min((place for place in places if place >= 0), default=None)
    depth = len(opening) - 1
    for match in _quotes(opening[-1]).finditer(text, start, start + _MOST):
        more = match.end() - match.start() - 1 - depth
        if more < 0:
            return match.start()
        if more // (depth + 1) % 2 == 0:
            return match.start() + more
    return None


@cache
def _quotes(char: str) -> re.Pattern[str]:
    """Return the pattern of a quote with the backslashes before it."""
    return re.compile(rf"(?<!\\)\\*{char}")
