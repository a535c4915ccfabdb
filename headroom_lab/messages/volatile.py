"""Texts that change from request to request: dates, times, ids, tokens.

A bare value counts by its form alone (a UUID, an ISO date). A value whose form says little
("Monday", "4711") counts only behind a label that says what it is ("Today is", "Request ID:").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

DATES = ("date", "time", "datetime")
IDS = ("uuid", "request id", "session id", "user id", "token", "hash")
KINDS = (*DATES, *IDS)


@dataclass(frozen=True, slots=True)
class VolatileText:
    """A volatile text, ``text == whole[start:stop]``; ``labelled`` where a label names it."""

    kind: str
    start: int
    stop: int
    text: str
    labelled: bool = False


def find_volatile(text: str) -> list[VolatileText]:
    """Return the volatile texts, ascending and without overlap; kinds are those of ``KINDS``.

    Takes time linear in the length of ``text``.
    """
    found = sorted(_candidates(text), key=lambda v: (v.start, not v.labelled, -v.stop))
    kept: list[VolatileText] = []
    for item in found:
        if not kept or item.start >= kept[-1].stop:
            kept.append(item)
    return kept


_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:Mon|Tue(?:s)?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?"
_DD = r"(?:3[01]|[12]\d|0?[1-9])"
_MM = r"(?:1[0-2]|0?[1-9])"
_DAY = rf"{_DD}(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_DATE = (
    rf"(?:{_YEAR}(?:-{_MM}-{_DD}|/{_MM}/{_DD}|\.{_MM}\.{_DD})"
    rf"|(?:{_DD}-{_DD}-|{_DD}/{_DD}/|{_DD}\.{_MM}\.){_YEAR}"
    rf"|(?:{_WEEKDAY}\.?,? )?(?:the )?"
    rf"(?:{_MONTH} {_DAY},? {_YEAR}|{_DAY}[ -](?:of )?{_MONTH},?[ -]{_YEAR})"
    rf"|{_YEAR}年\d{{1,2}}月\d{{1,2}}日)"
)
_ZONE = r"(?: ?(?:Z|UTC|GMT|CES?T|[ECMP][SD]T)\b| ?[+-]\d\d:?\d\d\b)"
_CLOCK = (
    rf"(?:(?:2[0-3]|[01]?\d):[0-5]\d(?::[0-5]\d(?:[.,]\d{{1,9}})?)?(?: ?[AaPp]\.?[Mm]\b)?{_ZONE}?)"
)
_HOUR = r"(?:1[0-2]|[1-9]) ?[AaPp]\.?[Mm]\b"
_BEFORE = r"(?<![\w/.:+=-])"
_BEHIND = r"(?![\w/-]|[.:]\w)"
_HEX = "[0-9a-fA-F]"
_PREFIXED = r"(?=[A-Za-z]{0,64}\d)[A-Za-z0-9]{12,128}"

# What a label may look like and what may stand between it and its value.
_IS = r"[\"'`*_\])]{0,3}[ \t]{0,3}(?:[:=>]|\bis\b|\bare\b)[ \t]{0,3}[\"'`*_\[(]{0,3}[ \t]?"
_DATE_LABEL = (
    r"(?:today(?:['’]s(?: date)?)?|(?:it['’]?s|it is)(?: now| currently)?|(?:right )?now|as of"
    r"|(?:(?:current|present|system|local|server|request|user['’]?s?|today['’]?s)[ _-]?){0,2}"
    r"(?:date[ _-]?(?:and|&|/)?[ _-]?time|date|time|day|weekday|month|year|timestamp))"
    r"(?: \([\w/ ,:+-]{1,24}\))?"
)
_ID = r"(?=[A-Za-z_.:+/=-]{0,255}\d)[A-Za-z0-9](?:[\w.:+/=-]{0,254}[\w=])?"
_ID_END = r"(?![\w+/=-])"

_DATES_ALONE = re.compile(
    rf"{_BEFORE}(?:(?P<date>{_DATE})(?P<time>(?:T|,? (?:at )?){_CLOCK})?|(?P<clock>{_CLOCK})){_BEHIND}",
    re.IGNORECASE,
)
_DATE_BEHIND_LABEL = re.compile(
    rf"(?<![\w-])(?:the )?{_DATE_LABEL}(?:{_IS}| (?={_YEAR}))"
    rf"(?P<value>{_WEEKDAY}(?!,? (?:\d|{_MONTH}))|{_MONTH} {_YEAR}|{_YEAR}(?:-{_MM})?"
    rf"|{_HOUR}|\d{{10}}(?:\d{{3}})?(?:\.\d{{1,6}})?){_BEHIND}",
    re.IGNORECASE,
)
_LABEL_BEFORE = re.compile(rf"(?<![\w-])(?:{_DATE_LABEL}){_IS}\Z|(?<![\w-])as of \Z", re.IGNORECASE)
_REACH = 72  # how far before a date its label may begin

_BARE_IDS = (
    ("uuid", rf"(?<![\w-]){_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}(?![\w-])"),
    (
        "hash",
        rf"(?<![\w-])(?=[a-fA-F]{{0,64}}\d)(?=\d{{0,64}}[a-fA-F])"
        rf"(?:{_HEX}{{64}}|{_HEX}{{40}}|{_HEX}{{32}})(?![\w-])",
    ),
    ("request id", rf"(?<![\w-])(?:req|request|trace|msg|resp|chatcmpl)[_-]{_PREFIXED}(?![\w-])"),
    ("session id", rf"(?<![\w-])(?:sess|session|conv|thread)[_-]{_PREFIXED}(?![\w-])"),
    (
        "token",
        r"(?<![\w-])(?:eyJ[\w-]{8,4096}\.[\w-]{8,4096}\.[\w-]{4,2048}|sk-[\w-]{16,256}"
        r"|gh[pousr]_\w{20,256}|xox[abeoprs]-[\w-]{10,256})(?![\w-])",
    ),
)
_LABELLED_IDS = (
    (
        "request id",
        r"(?:request|req|trace|span|correlation|message|msg|run|job|transaction|execution"
        rf"|invocation|response|completion)[ _-]?(?:id|identifier|uuid)(?:{_IS}| ?#)(?P<value>{_ID})",
    ),
    (
        "session id",
        r"(?:session|conversation|chat|thread)"
        rf"(?:[ _-]?(?:id|identifier|uuid|key)(?:{_IS}| ?#)(?P<value>{_ID})"
        rf"|{_IS}(?=[\w-]{{6}})(?P<loose>{_ID}))",
    ),
    (
        "user id",
        r"(?:user|account|customer|client|tenant|device|organi[sz]ation|org)[ _-]?"
        rf"(?:id|identifier|uuid)(?:{_IS}| ?#)(?P<value>{_ID})",
    ),
    (
        "token",
        rf"(?:[a-z]{{2,12}}[ _-])?(?:token|nonce|api[ _-]?key){_IS}(?:bearer )?"
        rf"(?=[\w.:+/=-]{{8}})(?=[\d_.:+/=-]{{0,255}}[A-Za-z])(?P<value>{_ID})",
    ),
    (
        "hash",
        r"(?:commit|revision|sha|sha-?1|sha-?256|md5|checksum|digest|etag|hash)"
        rf"(?:[ _-](?:hash|id|sha))?{_IS}(?=[a-fA-F]{{0,64}}\d)(?P<value>{_HEX}{{7,64}})",
    ),
)
_ID_PATTERNS = tuple(
    (kind, labelled, re.compile(pattern, re.IGNORECASE if labelled else 0))
    for labelled, patterns in (
        (False, _BARE_IDS),
        (True, tuple((kind, rf"(?<![a-z0-9]){p}{_ID_END}") for kind, p in _LABELLED_IDS)),
    )
    for kind, pattern in patterns
)


def _candidates(text: str) -> Iterator[VolatileText]:
    """Yield all that looks volatile, overlaps included."""
    for match in _DATES_ALONE.finditer(text):
        kind = "time" if match["clock"] else "datetime" if match["time"] else "date"
        start = match.start()
        labelled = _LABEL_BEFORE.search(text, max(0, start - _REACH), start) is not None
        yield VolatileText(kind, start, match.end(), match[0], labelled)
    for match in _DATE_BEHIND_LABEL.finditer(text):
        value = match["value"]
        kind = "datetime" if value.isdigit() and len(value) > 4 else "date"
        kind = "time" if value[-1:] in "mM." and ":" not in value and value[0].isdigit() else kind
        yield VolatileText(kind, *match.span("value"), value, True)
    for kind, labelled, pattern in _ID_PATTERNS:
        for match in pattern.finditer(text):
            name = next((n for n, v in match.groupdict().items() if v is not None), 0)
            yield VolatileText(kind, *match.span(name), match[name], labelled)
