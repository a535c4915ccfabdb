"""What stands between a name and its value, and where the value begins and ends."""

from __future__ import annotations

from headroom_lab.redact.lazy import lazy
from headroom_lab.redact.quoted import QUOTE

_BLANK = r"(?:[ \t\xa0]|%20)"
_LINE_END = r"(?:\r?\n|(?:\\+r)?\\+n)"  # as it is, or as an escape in JSON
_BREAK = rf"{_BLANK}{{0,8}}(?:(?:\\\\?|\^)?{_LINE_END}[ \t]{{0,40}})?"
_SIGN = r"(?::=|=>|===?|:(?!:)|=|：|＝|%3[aAdD]|\\+u003[aAdD]|\\+uff1[aAdD]|&\#(?:58|61);)"
_TYPE = rf":{_BLANK}{{0,4}}[A-Za-z_][\w.\[\]|]{{0,40}}{_BLANK}{{0,4}}="
_BETWEEN = rf"""(?x:
    (?:(?P<close>{QUOTE})[ \t]{{0,2}}\]?)?
    (?:
      {_BLANK}{{0,20}}+(?:
        (?P<typed>{_TYPE}{_BLANK}{{0,4}}(?=\\*["']))
      | (?P<sign>{_SIGN}){_BREAK}
      | (?P<says>(?:(?:is|was|ist|lautet|es|est|är|это|це)\b|是|为|為|は|\\+u(?:662f|4e3a|70ba|306f)){_BLANK}{{0,2}}[:：]?{_BREAK})
      | (?P<pair>,?(?:\s|\\+n){{0,20}}(?:{QUOTE})?[Vv]alue(?:{QUOTE})?\s{{0,8}}[:=]\s{{0,8}})
      | (?P<default>\s{{0,4}}\{{(?:\s|\\+n){{0,20}}(?:(?:type|description|sensitive)\s{{0,8}}=[^{{}}\n]{{0,120}}\s{{0,20}}){{0,3}}default\s{{0,8}}=\s{{0,8}}(?=\\*"))
      | (?P<next>,\s{{0,8}}(?={QUOTE}))
      | (?P<cell>\|{_BLANK}{{0,20}})
      )
    | (?P<tag>(?:>|&gt;|\\+u003[eE])\s{{0,20}})
    | (?P<blank>{_BLANK}{{1,8}}(?:\\+{_LINE_END}\s*)?)
    ))"""
# Behind a name in Latin script its other words; behind another script nothing but a number.
BEHIND_NAME = lazy(rf"(?P<tail>[\w.\-]{{0,40}}+){_BETWEEN}")
BEHIND_WORD = lazy(rf"(?P<tail>[\d_]{{0,4}}){_BETWEEN}")
KINDS = ("typed", "sign", "says", "pair", "default", "next", "cell", "tag", "blank")

# YAML's tags and block signs, then a string's prefix and its quote.
_START = lazy(
    rf"(?:!!\w+[ \t]+|[|>][+-]?\d?[ \t]*{_LINE_END}\s*)?(?:[bBfFrRuU]{{0,2}}(?P<quote>{QUOTE}))?"
)
# An unquoted value: up to a blank, a quote, or a sign or an escape that begins something else.
_SIGN_OF_BARE = (
    r"(?:[^\s\"'`<>\\;&,|%)\]}]"
    r"|\\(?![nrtu\"'\\])"
    r"|[;,](?![\s\w.-]{0,40}=|[\s\"'\\)\]}]|$)"
    r"|&(?![\w.-]{1,40}=|amp;|quot;|[lg]t;|#|[\s&]|$)"
    r"|\|(?![\s|]|$)"
    r"|%(?!2[26cC]|0[aAdD])"
    r"|[)\]}](?=[^\s,;)\]}\"'<>\\]))"
)
# Characters that tell what a value is. No more are read at first: in what one name may be set to
# a thousand others may stand, each of which is looked at too.
LOOK = 64
_BARE = lazy(f"{_SIGN_OF_BARE}{{1,{LOOK}}}")
_BARE_WHOLE = lazy(f"{_SIGN_OF_BARE}+")
_SOLID = lazy(rf"\S{{1,{LOOK}}}")
_SOLID_WHOLE = lazy(r"\S+")
_PHRASE = lazy(rf"[^\n\\\"']{{0,{LOOK}}}")
_TAGGED = lazy(r"[^<&\\]+")
_ENV_NAME = lazy(r"[A-Z][A-Z0-9_]+")
_ENV_START = lazy(r"(?:^|\n)[ \t]*(?:export |set |ENV |ARG |-e |--env )?$")


def value_begins(text: str, place: int) -> tuple[int, str]:
    """Return where the value begins at ``place``, and the quote that it stands in or ``""``."""
    match = _START.match(text, place)
    return (match.end(), match["quote"] or "") if match else (place, "")


def bare_end(
    text: str, start: int, name: str, before: str, sign: str, *, whole: bool = False
) -> int:
    """Return where an unquoted value ends; ``before`` is the text before its name.

    What is longer than ``LOOK`` ends there unless the ``whole`` is asked for.
    """
    if sign == "=" and _ENV_NAME.fullmatch(name) and _ENV_START.search(before):
        match = (_SOLID_WHOLE if whole else _SOLID).match(text, start)
    elif name.lower().endswith(("phrase", "mnemonic")) and sign:
        match = _PHRASE.match(text, start)
    else:
        match = (_BARE_WHOLE if whole else _BARE).match(text, start)
    stop = match.end() if match else start
    return start + len(text[start:stop].rstrip(".,;: \t\r"))


def tagged(text: str, start: int) -> int:
    """Return where a value in a tag of XML ends."""
    match = _TAGGED.match(text, start, start + 4000)
    return match.end() if match else start
