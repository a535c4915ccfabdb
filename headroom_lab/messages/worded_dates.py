"""Dates with the month as a word, in many languages, and those of East Asia.

``Samstag, 28. November 2026``, ``le 28 novembre 2026 à 15h30``, ``2026年11月28日（土）``. A pattern
finds a day, a word and a year beside each other; whether the word is a month is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from headroom_lab.messages.date_names import MONTHS, WEEKDAYS

_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_ORDINAL = r"(?:st|nd|rd|th|er|º|ª|°|\.)?"
_OF = r"(?:of |de |d['’]|del )?"
_HOUR = r"(?:2[0-3]|[01]?\d)"
_CLOCK = (
    rf"(?:{_HOUR}[:.][0-5]\d(?::[0-5]\d)?(?: ?[AaPp]\.?[Mm]\b)?(?: ?(?:h|Uhr)\b)?"
    rf"|{_HOUR} ?(?:[hH](?: ?[0-5]\d)?|Uhr|[AaPp]\.?[Mm])\b)"
)
_AT = r",? (?:at |um |à |às |ore |kl\.? |a las |alle |om |o |в |saat )?"
_ZONE = r"(?: ?(?:Z|UTC|GMT|CES?T|MESZ|MEZ|MSK)\b| ?[+-]\d\d:?\d\d\b)?"
_TIME = rf"(?P<time>{_AT}{_CLOCK}{_ZONE})?"
_MONTH = r"(?P<month>[^\W\d_]{3,14})\.?"
_END = r"(?:[ ]?(?:г\.|р\.|года|році|року))?(?![\w/-]|[.:]\w)"

_DATES = (
    re.compile(
        rf"(?<![\w/.+-]){_DAY}{_ORDINAL}[ -]{_OF}{_MONTH},?[ -]{_OF}{_YEAR}{_TIME}{_END}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w/.+-]){_YEAR}\.?[ -]{_MONTH}[ -]{_DAY}\.?{_TIME}{_END}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w/.+-])(?:ngày )?{_DAY} (?P<month>tháng) (?:1[0-2]|0?[1-9]),? năm {_YEAR}(?P<time>(?!))?",
        re.IGNORECASE,
    ),
    re.compile(  # as `date` and ctime print it
        rf"(?<=[A-Z][a-z]{{2}} )(?P<month>[A-Z][a-z]{{2}}) {{1,2}}{_DAY} "
        rf"(?P<time>(?:2[0-3]|[01]\d):[0-5]\d:[0-5]\d)(?: [A-Z]{{3,4}}| [+-]\d{{4}})? {_YEAR}(?!\w)"
    ),
)
_CJK = re.compile(
    rf"{_YEAR} ?[年년] ?\d{{1,2}} ?[月월] ?\d{{1,2}} ?[日号號일]"
    r"(?:[，、, ]?[(（]?(?:星期[一二三四五六日天]|周[一二三四五六日]|週[一二三四五六日]|禮拜[一二三四五六日天]"
    r"|礼拜[一二三四五六日天]|[月火水木金土日]曜日?|(?<=[(（])[月火水木金土日월화수목금토일](?=[)）])"
    r"|[월화수목금토일]요일)[)）]?)?"
    r"(?P<time> ?(?:上午|下午|午前|午後|오전|오후)? ?(?:2[0-3]|[01]?\d)"
    r" ?(?::[0-5]\d(?::[0-5]\d)?|[时時点點시](?: ?[0-5]?\d ?[分분])?))?"
)
_WEEKDAY = re.compile(
    r"(?:^|(?<=[\s(\[\"'`*_>]))(?P<day>[^\W\d_]+(?:-feira)?)\.?,? (?:the |le |el |den |der |il |o |dem )?\Z"
)
_ARTICLE = re.compile(r"(?:^|(?<=[\s(]))(?:le|el|den|der|the|dem) \Z", re.IGNORECASE)
_BEHIND = re.compile(r",? \(?(?P<day>[^\W\d_]{2,14}(?:-feira)?)\)?(?!\w)")
_BEFORE = 24  # characters before a date in which its weekday is looked for


def worded_dates(text: str, start: int, stop: int) -> Iterator[tuple[str, int, int]]:
    """Yield kind, start and stop of the dates in words of ``text[start:stop]``."""
    for pattern in _DATES:
        for match in pattern.finditer(text, start, stop):
            if match["month"].lower() in MONTHS or match["month"].lower() == "tháng":
                first = _with_weekday(text, max(start, match.start() - _BEFORE), match.start())
                yield _kind(match), first, _past_weekday(text, match.end())
    for match in _CJK.finditer(text, start, stop):
        yield _kind(match), match.start(), match.end()


def numeric_start(text: str, start: int, first: int) -> int:
    """Return where a date in figures that begins at ``first`` begins with its weekday."""
    return _with_weekday(text, max(start, first - _BEFORE), first)


def _kind(match: re.Match[str]) -> str:
    return "datetime" if match["time"] else "date"


def _with_weekday(text: str, start: int, first: int) -> int:
    """Return where a date begins, its weekday and article before it included."""
    before = text[start:first].rpartition("\n")[2]
    line = first - len(before)
    day = _WEEKDAY.search(before)
    if day and _is_weekday(day["day"]):
        before = before[: day.start()]
    article = _ARTICLE.search(before)
    return line + (article.start() if article else len(before))


def _past_weekday(text: str, stop: int) -> int:
    """Return where a date ends, the weekday behind it included."""
    day = _BEHIND.match(text, stop)
    return day.end() if day and _is_weekday(day["day"]) else stop


def _is_weekday(word: str) -> bool:
    return word.lower() in WEEKDAYS or f"{word.lower()}-feira" in WEEKDAYS
