"""Which lines and sentences are nothing but labelled volatile values, as patterns.

They match templates: texts in which ``VALUE`` stands for each volatile text, so that what
matches never depends on the value itself.
"""

from __future__ import annotations

import re

from headroom_lab.messages.date_labels import OTHER_LABELS

VALUE = "\x00"

_IS = r"[\"'`*_\])]{0,3}[ \t]{0,3}(?:[:=]|\bis\b|\bare\b)[ \t]{0,3}[\"'`*_\[(]{0,3}[ \t]?"
_NOUN = r"(?:date[ _-]?(?:and |& ?|/ ?)?[ _-]?time|date|time|day|weekday|month|year|timestamp)"
_OWNED = r"(?:current|present|today['’]?s|system|local|server|request|user['’]?s?|session)[ _-]?"
_WHEN = r"(?: today| (?:right )?now| of (?:this )?(?:request|conversation|session))?"
_ZONE = r"(?: \([\w/ ,:+-]{1,24}\))?"
_DATE_LABEL = (
    rf"(?:(?:(?:the |this )?(?:{_OWNED}){{1,3}}{_NOUN}|the {_NOUN}|today|(?:right )?now)"
    rf"{_WHEN}{_ZONE}{_IS}|it(?:['’]?s| is)(?: now| currently)? |{OTHER_LABELS})"
)
_ID_LABEL = (
    r"(?:(?:the |this |your )?(?:current[ _-])?(?:x-)?(?:"
    r"(?:request|req|trace|span|correlation|message|msg|run|job|transaction|execution|invocation"
    r"|response|completion|user|account|customer|client|tenant|device|organi[sz]ation|org)"
    r"[ _-]?(?:id|identifier|uuid)"
    r"|(?:session|conversation|chat|thread)(?:[ _-]?(?:id|identifier|uuid|key))?"
    r"|(?:(?:access|auth|api|bearer|csrf|session|request)[ _-])?(?:token|nonce)"
    rf"|uuid)(?:{_IS}| ?#)(?:bearer )?)"
)
_FILL = (
    r"(?:[ \t\r,;.()|*_。，、；（）`'\"/\[\]-]|(?:UTC|GMT|[ECMP][SD]T|CES?T|[A-Z][a-z]{2,12}/[A-Z][a-z]{2,12}"
    r"|(?i:at|on|and|in|local|time|zone|timezone|now|today|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri"
    r"|uhr|um|à|às|a las|h|です|입니다|sat(?:ur)?|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day))(?![\w/]))*"
)
_STRONG = rf"(?=[*_`]{{0,3}}[^\W\d_])[*_`]{{0,3}}(?i:{_DATE_LABEL}|{_ID_LABEL}){VALUE}"
_WEAK = rf"(?=[*_`]{{0,3}}[A-Za-z])[*_`]{{0,3}}(?i:{_NOUN}{_ZONE}{_IS}){VALUE}"
_MORE = rf"{_FILL}(?:(?:{_STRONG}|{_WEAK}|{VALUE}){_FILL})*"
_OWNER = (
    r"(?:current|todays?|system|local|session|request|trace|conversation|chat|user|message"
    r"|correlation|run|now)"
)
_TAG = (
    rf"<(?P<tag>(?i:(?:{_OWNER}[_:-]?){{1,2}}"
    r"(?:date|time|date_?time|day|timestamp|id|uuid|token)?|timestamp))>"
    rf"[ ]?{VALUE}{_FILL}</(?P=tag)>"
)

# A whole line; a sentence of one; a whole line whose label doesn't say whose date it is. All
# without white space at their end.
LINE = re.compile(rf"[ \t]*(?:[-*+•][ \t]+)?(?:{_STRONG}{_MORE}[!]?|{_TAG})")
SENTENCE = re.compile(rf"{_STRONG}{_MORE}[!]?")
WEAK_LINE = re.compile(rf"{_WEAK}{_MORE}")

# A label that is a clause ("today is") rather than a heading ("Today:").
CLAUSE = re.compile(
    rf"[^:={VALUE}]*(?:\bis\b|\bare\b|\b[Ii]t['’]?s\b)[^:={VALUE}]*{VALUE}", re.DOTALL
)
# Beside one of these a line "Date: …" belongs to a letter or a document, not to the request.
DOCUMENT = re.compile(
    r"[ \t]*(?:from|to|cc|bcc|subject|author|title|event|invoice|order|venue|location)[ \t]*:[ \t]*\S",
    re.IGNORECASE,
)
