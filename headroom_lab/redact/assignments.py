"""Names with values: in code, JSON, YAML, INI, XML, command lines, prose, escaped or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from string import ascii_letters, digits
from typing import NamedTuple
from urllib.parse import quote

from headroom_lab.redact.between import (
    BEHIND_NAME,
    BEHIND_WORD,
    KINDS,
    LOOK,
    bare_end,
    tagged,
    value_begins,
)
from headroom_lab.redact.lazy import lazy
from headroom_lab.redact.names import FOREIGN, HOOKS, LENIENT, level_of
from headroom_lab.redact.quoted import closing
from headroom_lab.redact.values import is_mixed, is_secret, is_strong

_NAME_CHARS = ascii_letters + digits + "_-.$"
_NAME_ROOM = 64
_CODE = lazy(r"[A-Za-z_][\w.]*[\[(]|\w+::")
_IDENTIFIER = lazy(r"[A-Za-z_]+")
_LETTERS = lazy(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_MORE_WORDS = lazy(r"[.:,]?[ \t]+\S")
_SECTION = lazy(r"(?<![\w\])])\[[\w .:/-]{1,60}\][ \t]*(?:\r?\n|\\+[rn])")
_ENV_NAME = lazy(r"[A-Z][A-Z0-9_]+")
_ESCAPED = lazy(r"[nrtbf]|u00[0-9a-fA-F]{2}")
_WORDS_BEFORE = lazy(r"((?:[A-Za-z]+ )?[A-Za-z]+ )$")
_TAG_OPENS = lazy(r"(?:<|&lt;|\\+u003[cC])(?:[\w.-]+:)?$")


class Name(NamedTuple):
    """A secret's name as it stands in a text: where it begins, its spelling and level."""

    start: int
    text: str
    level: int


class Value(NamedTuple):
    """What stands behind a name: its place, text, quote (``""``: none) and how it is joined."""

    start: int
    stop: int
    text: str
    quote: str
    kind: str
    sign: str


def assignment_spans(text: str, lowered: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each value that stands with a secret's name.

    ``lowered`` is the text in lower case, of the same length.
    """
    done = 0
    for place, hook, foreign in sorted((*_hooks(lowered), *_foreign_names(text, lowered))):
        match = None
        if place >= done:
            match = (BEHIND_WORD if foreign else BEHIND_NAME).match(text, place + len(hook))
        if match is None:
            continue
        name = Name(place, hook, LENIENT) if foreign else _name(text, place, hook, match["tail"])
        if name is None:
            continue
        value = _value(text, name, match)
        done = match.end("tail")
        if value and _is_wanted(text, name, value, closed=match["close"] is not None):
            done = _whole(text, name, value)
            yield value.start, done


def _hooks(lowered: str) -> Iterator[tuple[int, str, bool]]:
    """Yield the places where a secret's name may stand, with what was found there."""
    for hook in HOOKS:
        place = lowered.find(hook)
        while place >= 0:
            yield place, hook, False
            place = lowered.find(hook, place + len(hook))


def _foreign_names(text: str, lowered: str) -> Iterator[tuple[int, str, bool]]:
    """Yield the places of names in other scripts, with how they are spelt there."""
    if text.isascii() and "\\u" not in text and "%" not in text:
        return
    for hints, pattern in _foreign():
        if any(hint in lowered for hint in hints):
            yield from ((match.start(), match.group(), True) for match in pattern.finditer(text))


@cache
def _foreign() -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    r"""Return hints and pattern of each name in another script: plain, ``\uXXXX``, URL-encoded."""
    found = []
    for word in FOREIGN:
        spelt = dict.fromkeys((word, word.capitalize(), word.upper()))
        forms = [form for spelling in spelt for form in _spellings(spelling)]
        first = next(char for char in word if not char.isascii())
        hints = {word, *(h for c in (first, first.upper()) for h in (f"u{ord(c):04x}", quote(c)))}
        found.append((tuple(hint.lower() for hint in hints), lazy("|".join(forms))))
    return tuple(found)


def _spellings(word: str) -> tuple[str, ...]:
    """Return the patterns of a word as it stands in texts, in JSON and in URLs."""
    escaped = "".join(
        re.escape(char) if char.isascii() else rf"\\+u(?i:{ord(char):04x})" for char in word
    )
    return re.escape(word), escaped, re.escape(quote(word))


def _name(text: str, place: int, hook: str, tail: str) -> Name | None:
    """Return the name around a hook, or None where it is no secret's."""
    before = text[max(0, place - _NAME_ROOM) : place]
    run = _unescaped(before, before[len(before.rstrip(_NAME_CHARS)) :])
    name = f"{run}{text[place : place + len(hook)]}{tail}"
    level = level_of(name)
    if level is None:
        words = _WORDS_BEFORE.search(before[: len(before) - len(run)])
        for said in (words.group(), words.group().split()[-1]) if words else ():
            level = level or level_of(f"{said} {name}")
    return None if level is None else Name(place - len(run), name, level)


def _unescaped(before: str, run: str) -> str:
    r"""Return the characters of a name without the end of an escape before it (``\n``, ``%22``)."""
    sign = before[-len(run) - 1 : -len(run)] if run else ""
    if sign == "%":
        return run[2:]
    escape = _ESCAPED.match(run) if sign == "\\" else None
    return run[escape.end() :] if escape else run


def _value(text: str, name: Name, match: re.Match[str]) -> Value | None:
    """Return what stands behind a name."""
    kind = next(kind for kind in KINDS if match[kind] is not None)
    sign = match["sign"] or ""
    if kind == "tag":
        if not _TAG_OPENS.search(text[max(0, name.start - 40) : name.start]):
            return None
        start, opening, stop = match.end(), "", tagged(text, match.end())
    else:
        start, opening = value_begins(text, match.end())
        before = text[max(0, name.start - 40) : name.start]
        if opening:
            stop = closing(text, start, opening)
        else:
            stop = bare_end(text, start, name.text, before, sign)
    return Value(start, stop, text[start:stop], opening, kind, sign)


def _whole(text: str, name: Name, value: Value) -> int:
    """Return where a value ends of which so far only as much was read as tells what it is."""
    if value.quote or value.kind == "tag" or len(value.text) < LOOK:
        return value.stop
    before = text[max(0, name.start - 40) : name.start]
    return max(value.stop, bare_end(text, value.start, name.text, before, value.sign, whole=True))


def _is_wanted(text: str, name: Name, value: Value, *, closed: bool) -> bool:
    """Return whether a value is a secret, by its name, itself and how the two are joined."""
    certain = bool(value.quote) or value.kind == "tag"
    level = LENIENT if _is_setting(name, value) else name.level
    if name.text.lower() == "pass" and not _is_pass(name, value, closed=closed):
        return False
    if name.text.lower().endswith(("sig", "signature")) and (value.quote or not value.sign):
        return False
    if not is_secret(value.text, level, quoted=certain, name=name.text):
        return False
    if value.kind in ("says", "next", "cell"):
        return " " not in value.text and is_mixed(value.text)
    if value.kind == "blank":
        return _is_spaced(text, name, value)
    if value.quote:
        return value.kind != "sign" or not _is_joined(value.text)
    return value.kind == "tag" or not _is_code(text, name, value)


def _is_setting(name: Name, value: Value) -> bool:
    """Return whether an environment's variable is set: ``API_SECRET=abc123``, whatever to."""
    environment = value.sign == "=" and not value.quote and _ENV_NAME.fullmatch(name.text)
    return bool(environment) and len(value.text) >= 6 and not value.text.isdigit()


def _is_pass(name: Name, value: Value, *, closed: bool) -> bool:
    """Return whether ``pass`` means a password and no test that passed: ``pass: 12``."""
    if value.text.isdigit() or (name.text == "PASS" and value.sign != "="):
        return False
    return closed or bool(value.quote) or value.sign == "=" or is_mixed(value.text)


def _is_spaced(text: str, name: Name, value: Value) -> bool:
    """Return whether a value may stand behind its name with a blank alone."""
    if name.text.startswith("-"):
        return not value.text.startswith("-")
    if value.quote:
        return name.level == LENIENT and " " not in value.text and is_mixed(value.text)
    before = text[max(0, name.start - 40) : name.start]
    if before.endswith(("ENV ", "setx ", "configure set ", "config set ", "login ")):
        return is_mixed(value.text) or is_strong(value.text)
    return False


def _is_joined(value: str) -> bool:
    """Return whether a quote closed a text rather than began one: ``"password=" + word``."""
    return (value[:1] in " +,)" and value.strip()[:1] in "+,).%|") or value.startswith(" . ")


def _is_code(text: str, name: Name, value: Value) -> bool:
    """Return whether an unquoted value is code or a word of a sentence, not a text itself."""
    after = text[value.stop : value.stop + 2]
    if _CODE.match(value.text) or after[:1] in ("(", "["):
        return True
    if value.text[:1] in "([{!&*" and not is_mixed(value.text):
        return True
    if _LETTERS.fullmatch(value.text) and value.sign in (":", "：", ""):
        return bool(_MORE_WORDS.match(text, value.stop)) or (
            after[:1] in (*"),;}|?<.",) and after[:1] != ""
        )
    if not _IDENTIFIER.fullmatch(value.text) or _ENV_NAME.fullmatch(name.text):
        return False
    tight = text[value.start - 1 : value.start] == "="
    if tight:
        return after[:1] in (",", ")")
    return not _SECTION.search(text[max(0, name.start - 400) : name.start])
