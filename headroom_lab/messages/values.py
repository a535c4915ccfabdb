"""Values that are worth remembering of a text: ids, numbers, paths, URLs, names, error texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from headroom_lab.json_text.nesting import loads

SHORTEST = 5  # characters; shorter values turn up anywhere by chance
LONGEST = 200

# What can begin a match stands first in each, look-behinds after it: re then skips to where one is.
_URL = re.compile(r"https?://[^\s<>\"'`)\]}\\|]+")
_ERROR = re.compile(r"(E(?:rror|xception))\b(?:: ?[^\n\"]{1,120})?")
_QUOTED = re.compile(
    r"\"(?!\s)([^\"\n]{5,80})(?<!\s)\"|`(?!\s)([^`\n]{5,80})(?<!\s)`"
    r"|\*\*(?!\s)([^*\n]{5,80})(?<!\s)\*\*|'(?<!\w')(?!\s)([^'\n]{5,80})(?<!\s)'(?!\w)"
)
_NAME = re.compile(r"[A-Z](?<!\w.)[a-z]+(?: [A-Z][a-z]+)+\b")
_CHUNK = re.compile(r"[^\s\"'`,;(){}\[\]<>|*\\]{5,}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?")
_NUMBER = re.compile(r"\+?\d[\d.]*%?")
_PATH = re.compile(r"[\w.@~+%:-]*(?:/[\w.@~+%:-]+)+/?|[\w.@~+%:-]+/")
_FLAG = re.compile(r"--[a-z][a-z\d]*(?:-[a-z\d]+)*")
_DOTTED = re.compile(r"\w+(?:\.\w+)+")
_CAMEL = re.compile(r"[a-z][A-Z]")
_DIGIT = re.compile(r"\d")
_GROUP = re.compile(r",\d{3}")
_THOUSANDS = re.compile(r"\d(?<![\w.,].)\d{0,2}(?:,\d{3})+(?:\.\d+)?(?![\w,])")
_ASSIGNED = re.compile(r"[=&]")
_EDGE = ".:!?#=&$€£¥~-"


def values(text: str) -> list[str]:
    """Return the candidate values of a text, each once, in no more than linear time.

    Those are ids, numbers, dates, paths, URLs, names, quoted passages and error texts of 5 to
    200 characters.
    """
    return list(kinds(text))


def kinds(text: str) -> dict[str, str]:
    """Return the candidate values of a text, each with its kind.

    Kinds: url, error, quoted, name, date, path, number, id, flag (of a command), dotted, camel.
    """
    found: dict[str, str] = {}
    for value, kind in (*_passages(text), *_chunks(text)):
        if SHORTEST <= len(value) <= LONGEST:
            found.setdefault(value, kind)
    return found


def holds_value(text: str) -> bool:
    """Tell whether a text holds any candidate value."""
    return any(
        SHORTEST <= len(value) <= LONGEST for value, _ in chain(_chunks(text), _passages(text))
    )


def leaf_kinds(value: Any) -> dict[str, str]:
    """Return the candidate values of a call's arguments, each with its kind.

    A short argument that stands on one line and is no plain word is a value as a whole (kind
    "argument").
    """
    found: dict[str, str] = {}
    for leaf in leaves(value):
        whole = leaf.strip()
        if SHORTEST <= len(whole) <= LONGEST and "\n" not in whole and not is_plain(whole):
            found.setdefault(whole, "url" if _URL.fullmatch(whole) else "argument")
        for inner, kind in kinds(leaf).items():
            found.setdefault(inner, kind)
    return found


def leaves(value: Any) -> list[str]:
    """Return the texts and numbers that stand in plain data, as texts, in reading order."""
    found: list[str] = []
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, dict):
            stack.extend(reversed(list(item.values())))
        elif isinstance(item, list):
            stack.extend(reversed(item))
        elif item is not None and not isinstance(item, bool):
            found.append(str(item))
    return found


def parsed(text: str) -> Any:
    """Return the JSON value of a text, or the text itself where it is none."""
    head = text.lstrip()[:1]
    if head and head in '{["':
        try:
            return loads(text)
        except ValueError:
            return text
    return text


def _passages(text: str) -> Iterator[tuple[str, str]]:
    """Yield the values that may hold blanks, and URLs."""
    if "://" in text:
        for url in _URL.findall(text):
            yield url.rstrip(".,;:!?*"), "url"
    if "Error" in text or "Exception" in text:
        for error in _errors(text):
            yield error.strip(), "error"
    for groups in _QUOTED.findall(text):
        quoted = next(group for group in groups if group).strip()
        if not is_plain(quoted):
            yield quoted, "quoted"
    for name in _NAME.findall(text):
        yield name, "name"
    if _GROUP.search(text):
        for number in _THOUSANDS.findall(text):
            yield number, "number"


def _errors(text: str) -> Iterator[str]:
    """Yield the words that end like the name of an error, each with what it says behind a colon."""
    place = 0
    while match := _ERROR.search(text, place):
        start = match.start()
        while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
            start -= 1
        if start < place:  # the rest of a word that the error before ends in
            place = match.end(1)
            continue
        place = match.end()
        yield text[start:place]


def _chunks(text: str) -> Iterator[tuple[str, str]]:
    """Yield the values without blanks; of a path or URL its telling parts as well."""
    for chunk in dict.fromkeys(_CHUNK.findall(text)):
        word = chunk.strip(_EDGE)
        if word.isalpha() and word[1:].islower() and chunk[0] != "-":  # as most chunks are
            continue
        if chunk[0] == "-":
            for flag in _FLAG.findall(chunk):
                yield flag, "flag"
            if "/-" in chunk or is_plain(word):  # "-p/--print": no path
                continue
        url = "://" in chunk
        for piece in map(_bare, _ASSIGNED.split(chunk)) if "=" in chunk else (word,):
            if not url and (kind := _kind(piece)):
                yield piece, kind
            if "/" in piece:
                for part in map(_bare, piece.split("/")):
                    if len(part) >= SHORTEST and (kind := _kind(part)):
                        yield part, kind


def _bare(text: str) -> str:
    """Return a text without what stands at its edges."""
    return text.strip(_EDGE)


def is_plain(text: str) -> bool:
    """Tell whether a text is one plain word, capitalised or not."""
    return text.isalpha() and text[1:].islower()


def _kind(chunk: str) -> str | None:
    """Return what kind of value a run of characters without blanks is, None for a plain word."""
    if chunk.isalpha():
        return None if chunk.islower() or not _CAMEL.search(chunk) else "camel"
    if "/" in chunk:
        return "path" if _PATH.fullmatch(chunk) else None
    if _DIGIT.search(chunk):
        if not (chunk[0] == "+" or chunk[0].isdecimal()):
            return "id"
        if _DATE.fullmatch(chunk):
            return "date"
        return "number" if _NUMBER.fullmatch(chunk) else "id"
    if "_" in chunk:
        return "id"
    if "." in chunk:
        return "dotted" if _DOTTED.fullmatch(chunk) else None
    return "camel" if _CAMEL.search(chunk) else None
