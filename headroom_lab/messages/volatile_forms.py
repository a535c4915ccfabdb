"""What volatile texts look like: the patterns of dates, times and ids, and of their labels.

Each repetition is bounded and no pattern crosses a line, so that matching takes linear time.
"""

from __future__ import annotations

import re

from headroom_lab.messages.date_labels import OTHER_LABELS

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?"
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
    r"(?:(?:2[0-3]|[01]?\d):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?"
    rf"(?: ?[AaPp]\.?[Mm]\b)?{_ZONE}?)"
)
_HOUR = rf"(?:1[0-2]|[1-9]) ?[AaPp]\.?[Mm]\b{_ZONE}?"
_BEFORE = r"(?<![\w/.+-])(?=\w)"
_BEHIND = r"(?![\w/-]|[.:]\w)"

# What may stand between a label and its value.
_IS = r"[\"'`*_\])]{0,3}[ \t]{0,3}(?:[:=>]|\bis\b|\bare\b)[ \t]{0,3}[\"'`*_\[(]{0,3}[ \t]?"
_NAME_OF_DATE = (
    r"(?:today(?:['’]s(?: date)?)?|(?:right )?now"
    r"|(?:(?:current|present|system|local|server|request|(?:user|today)(?:['’]?s)?)[ _-]?){0,2}"
    r"(?:date[ _-]?(?:and |& ?|/ ?)?[ _-]?time|date|time|day|weekday|month|year|timestamp))"
    r"(?: \([\w/ ,:+-]{1,24}\))?"
)
_LABEL_OF_DATE = (
    rf"(?<![\w-])(?=[^\W\d_])(?:{_NAME_OF_DATE}{_IS}"
    rf"|(?:it(?:['’]?s| is)(?: now| currently)?|as of) |{OTHER_LABELS})"
)
DATE_LABEL = re.compile(rf"{_LABEL_OF_DATE}\Z", re.IGNORECASE)

DATE = re.compile(
    rf"(?:{_BEFORE}(?P<date>{_DATE})(?P<time>(?:T|,? (?:at )?){_CLOCK}|,? (?:at )?{_HOUR})?"
    rf"|(?<![\w/.:+-])(?=\d)(?P<clock>{_CLOCK})){_BEHIND}",
    re.IGNORECASE,
)
LABELLED_DATE = re.compile(
    rf"{_LABEL_OF_DATE}"
    rf"(?:(?P<date>{_WEEKDAY}(?!,? (?:the )?(?:\d|{_MONTH}))|{_MONTH} {_YEAR}|{_YEAR}(?:-{_MM})?"
    rf"|(?:{_WEEKDAY},? )?(?:the )?(?:{_MONTH} {_DAY}|{_DAY} (?:of )?{_MONTH})(?!,? \d)"
    rf"|{_YEAR}{_MM}{_DD}|{_DD}[/.-]{_DD}[/.-]\d\d)"
    rf"|(?P<time>{_HOUR})|(?P<datetime>\d{{10}}(?:\d{{3}})?(?:\.\d{{1,6}})?)){_BEHIND}",
    re.IGNORECASE,
)

_HEX = "[0-9a-fA-F]"
_PREFIXED = r"[_-](?=[A-Za-z]{0,64}\d)[A-Za-z0-9]{12,128}(?![\w-])"
_SECRET = (
    r"(?:eyJ[\w-]{8,4096}\.[\w-]{8,4096}\.[\w-]{4,2048}|sk-[\w-]{16,256}"
    r"|gh[pousr]_\w{20,256}|xox[abeoprs]-[\w-]{10,256})"
)
BARE_IDS = {
    "uuid": re.compile(rf"(?<![\w-])(?=\w){_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}(?![\w-])"),
    "hash": re.compile(
        r"(?<![\w-])(?=\w)(?=[a-fA-F]{0,64}\d)(?=\d{0,64}[a-fA-F])"
        rf"(?:{_HEX}{{64}}|{_HEX}{{40}}|{_HEX}{{32}})(?![\w-])"
    ),
    "request id": re.compile(rf"(?<![\w-])(?:req|request|trace|msg|resp|chatcmpl){_PREFIXED}"),
    "session id": re.compile(rf"(?<![\w-])(?:sess|session|conv|thread){_PREFIXED}"),
    "token": re.compile(rf"(?<![\w-]){_SECRET}(?![\w-])"),
}

_ID = r"(?=[A-Za-z_.:+/=-]{0,255}\d)[A-Za-z0-9](?:[\w.:+/=-]{0,254}[\w=])?(?![\w+/=-])"
_IS_ID = rf"[ _-]?(?:id|identifier|uuid)(?:{_IS}| ?#)"
_REQUESTS = (
    r"(?:request|req|trace|span|correlation|message|msg|run|job|transaction|execution"
    r"|invocation|response|completion)"
)
_SESSIONS = r"(?:session|conversation|chat|thread)"
_USERS = r"(?:user|account|customer|client|tenant|device|organi[sz]ation|org)"
_HASHES = r"(?:commit|revision|sha|sha-?1|sha-?256|md5|checksum|digest|etag|hash)"


_LABELLED = (  # kind, label, value
    ("request id", rf"{_REQUESTS}{_IS_ID}", _ID),
    ("session id", rf"{_SESSIONS}{_IS_ID}", _ID),
    ("session id", rf"{_SESSIONS}{_IS}(?=[\w-]{{6}})", _ID),
    ("user id", rf"{_USERS}{_IS_ID}", _ID),
    (
        "token",
        rf"(?:token|nonce|api[ _-]?key){_IS}(?:bearer )?"
        rf"(?=[\w.:+/=-]{{8}})(?=[\d_.:+/=-]{{0,255}}[a-z])",
        _ID,
    ),
    (
        "hash",
        rf"{_HASHES}(?:[ _-](?:hash|id|sha))?{_IS}(?=[a-f]{{0,64}}\d)",
        rf"{_HEX}{{7,64}}(?![\w-])",
    ),
)
LABELLED_IDS = tuple(
    (kind, re.compile(rf"(?<![a-z0-9])(?=[a-z]){label}(?P<value>{value})", re.IGNORECASE))
    for kind, label, value in _LABELLED
)

# What a line must hold for a pattern to be worth a look: each of these is found in a fraction of
# the time. Where case is no matter, İ, ı and ſ are an i and an s as well.
HINT = re.compile(
    r"[\dmMtTwWfFsSſ](?:(?<=\d)|(?<=[mM])[oO][nN]|(?<=[tT])(?:[uU][eE]|[hH][uU])"
    r"|(?<=[wW])[eE][dD]|(?<=[fF])[rR][iIİı]|(?<=[sSſ])(?:[aA][tT]|[uU][nN]))"
)
YEAR = re.compile(_YEAR)
YEAR_OR_CLOCK = re.compile(rf"{_YEAR}|\d:[0-5]\d")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
DATE_TO_LABEL = re.compile(
    rf"(?<![a-z\d])(?:(?=\d)(?:{_YEAR}|\d{{10}}|\d\d?(?:[/.-]\d\d?[/.-]\d\d| ?[ap]\.?m\b"
    rf"|(?:st|nd|rd|th)? (?:of )?(?:{_MONTHS})))|mon|tue|wed|thu|fri|sat|sun|{_MONTHS})",
    re.IGNORECASE,
)
BARE_ID = re.compile(
    rf"(?<![\w-])(?:{_HEX}{{8}}(?:-|{_HEX}{{24}})|(?:req|request|trace|msg|resp|chatcmpl|sess"
    r"|session|conv|thread)[_-][A-Za-z0-9]{12}|eyJ|sk-|gh[pousr]_|xox)"
)
LABEL_OF_ID = re.compile(
    rf"(?<![a-z0-9])(?=[a-z])(?:{'|'.join(label for _, label, _ in _LABELLED)})", re.IGNORECASE
)
