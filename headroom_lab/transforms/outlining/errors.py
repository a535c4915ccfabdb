"""Which lines of a text speak of an error: the one place that knows.

Levels, words and forms are data (``error_words``, ``error_marks``). What fires on most lines is no
signal, so the lines of each word and of each form are counted before they are believed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from headroom_lab.transforms.outlining.error_marks import LETTER, MARKS, PRIORITY, SIGNS
from headroom_lab.transforms.outlining.error_words import (
    FOREIGN,
    LEVELS,
    PHRASES,
    UNSPACED,
)
from headroom_lab.transforms.outlining.held_words import HeldWords, places_of, words_of
from headroom_lab.transforms.outlining.stamps import STAMP
from headroom_lab.transforms.outlining.tracebacks import continued, frames, tracebacks

FEW = 3  # lines that a signal may always fire on
MOST = 0.5  # share of the lines from which a signal tells nothing
# The same for words that plain speech has too, by the kind of text.
PLAIN = {"log": 0.5, "prose": 0.02, "hits": 0.01}
PLAIN_ELSE = 0.1
CODE = frozenset(("source", "diff", "hits"))  # what they say of errors didn't happen
WITHOUT_LETTERS = CODE | {"prose", "listing"}  # in which a lone E is no level

_NO = re.compile(
    r"(?i)(?:(?<![\d.,])0|\b(?:no|zero|without|non|not an?|never|kein|keine|sans|sin|sem|senza|geen"
    r"|inga|ingen|bez|без|нет|if|on|for|any|ignore|handle|catch|or|no such))[ _-]$"
)
_NONE = re.compile(
    r"(?i)[\"']?s?(?:\(s\))?\s?[:=]>?\s?(?:[\"']{2}|[\"']?(?:0+(?:\.0+)?(?![\w.])"
    r"|(?:none|null|nil|no|false|off|undefined|ok|n/a|-)(?!\w))|\[\]|\{\}|(?=[,;}\])|]|\Z))"
)
_BESIDE = "./\\$@-#"  # parts of names: error.log, /errors/, $error, --error
_HEAD = re.compile(
    rf"[\s\[(<*\"]{{0,4}}(?:[\w.-]{{1,40}}\s{{0,20}}\|\s)?(?:{STAMP}[\])\",:]?\s{{0,4}}){{0,2}}[\[(<*]{{0,3}}"
)
_CODE_AFTER = re.compile(r"\s?[=.,{(\"'`]|\s?\W{0,3}$|[\])]\s?[=.(]")
_HIT = re.compile(r"[^\s:]+[:-]\d+[:-]|[+ -]|\s*\d+[:-]")
_PASSED = re.compile(r"\s*(?:--- PASS|PASS\b|✓|✔|√|ok \d|\[ +OK)|.*(?:\bPASSED\b|\.\.\. ok$)")
_SCRIPT_LINE = re.compile(
    r"\becho\s+[\"']|\breturn\b|\bexcept\b.*:$|\bcatch \(|\braise \w|\bthrow new\b"
)
_CODE_LINE = re.compile(
    rf"{_SCRIPT_LINE.pattern}|[;{{}}(]|[=!:]=|//|\b(?:err|nil|null|func|def|if)\b|[:-]\s*[#*]"
)
_REACH = 24  # characters beside a word that are looked at

Places = dict[str, set[int]]


def error_lines(lines: Sequence[str], kind: str) -> set[int]:
    """Return the numbers (from 0) of the lines that speak of an error, with their stack frames.

    ``kind`` is the kind of content the lines are. Code speaks of errors that didn't happen: of
    it only lines count that begin as no code does.
    """
    text = HeldWords(lines, kind)
    found: set[int] = set()
    for most, places in _signals(text):
        for numbers in places.values():
            if len(numbers) <= most:
                found |= numbers
    found = {number for number in found if not _PASSED.match(lines[number])}
    if kind != "table":
        below = set() if kind in WITHOUT_LETTERS else continued(lines, found)
        found |= frames(lines, found) | below
    return found | tracebacks(lines) if "traceback" in text.words else found


def in_other_languages(texts: Collection[str]) -> set[str]:
    """Return the texts that speak of an error in a language that isn't English."""
    held = "\n".join(texts)
    words = {word for word in words_of(held) if word.lower() in FOREIGN}
    words |= set() if held.isascii() else {word for word in UNSPACED if word in held}
    if not words:
        return set()
    return {text for text in texts if any(word in text for word in words)}


def _signals(text: HeldWords) -> Iterator[tuple[float, Places]]:
    """Yield the lines of signals, and on how many lines one may fire to be believed."""
    count, code = len(text.lines), text.kind in CODE
    telling = max(FEW, MOST * count)
    share = PLAIN.get(text.kind, PLAIN_ELSE)
    plain = max(2, share * count) if code or text.kind == "prose" else max(FEW, share * count)
    surely, perhaps = _spoken(text)
    yield telling, surely
    yield telling, _marked(text)
    if text.kind not in ("source", "diff"):
        for places in (perhaps, _phrased(text)):
            yield plain, _told(text, places) if text.kind != "log" else places
    if text.kind not in WITHOUT_LETTERS:
        yield telling, _levels(text)


def _spoken(text: HeldWords) -> tuple[Places, Places]:
    """Return the lines with words that surely, and with words that perhaps report an error."""
    surely: Places = defaultdict(set)
    perhaps: Places = defaultdict(set)
    for word in text.telling:
        for start in places_of(text.all, word):
            stop = start + len(word)
            if not _is_word(text.all, start, stop) or _is_denied(text.all, start, stop):
                continue
            number = text.line(start)
            sure = _is_level(text, word, start, stop, number)
            (surely if sure else perhaps)[word].add(number)
    return surely, perhaps


def _is_word(text: str, start: int, stop: int) -> bool:
    """Tell whether a word stands by itself, neither in another nor in a name."""
    before, after, next_one = (
        text[start - 1 : start],
        text[stop : stop + 1],
        text[stop + 1 : stop + 2],
    )
    classed = before == "." and not text[start:stop].islower()  # java.io.IOException
    if before and not classed and (before.isalnum() or before in _BESIDE):
        return False
    joined = after.isalnum() or (after in ("_", "/", "\\", "-") and next_one.isalnum())
    return not (after and (joined or after == "(" or (after == "." and next_one.isalnum())))


def _is_denied(text: str, start: int, stop: int) -> bool:
    """Tell whether what stands beside a word says that there was no error."""
    if _NONE.match(text[stop : stop + _REACH].split("\n", 1)[0]):
        return True
    return _NO.search(text[max(0, start - _REACH) : start]) is not None


def _is_level(text: HeldWords, word: str, start: int, stop: int, number: int) -> bool:
    """Tell whether a word is the level or the first word of a message, not one in a sentence."""
    upper = word.isupper() and len(word) > 2
    after = text.all[stop : stop + 12].split("\n", 1)[0]
    if text.kind not in CODE and text.kind != "prose":
        return upper or (word.lower() in LEVELS and after[:1] in (":", "]", "\t", '"'))
    before = text.all[text.start(number) : start]
    if len(before) > 120 or not (upper or after.startswith(": ")):
        return False
    if text.kind == "prose":
        return _HEAD.fullmatch(before) is not None
    if (found := _HIT.match(before)) is not None:
        before = before[found.end() :]
    if not upper and before[:1].isspace():
        return False
    return _HEAD.fullmatch(before) is not None and _CODE_AFTER.match(after) is None


def _phrased(text: HeldWords) -> Places:
    """Return the lines with phrases and with words of scripts that put no blanks between them."""
    places: Places = {}
    low = text.all.lower()
    if len(low) != len(text.all):
        low = text.all
    for phrase, words in _PHRASES:
        if words <= text.words:
            numbers = {text.line(place) for place in places_of(low, phrase)}
            places[phrase] = numbers
    if not text.all.isascii():
        for word in UNSPACED:
            places[word] = {text.line(place) for place in places_of(text.all, word)}
    return places


def _told(text: HeldWords, places: Places) -> Places:
    """Return the lines of signals that are no code, which speaks of what didn't happen."""
    code = _CODE_LINE if text.kind in CODE else _SCRIPT_LINE
    return {
        name: {number for number in numbers if not code.search(text.lines[number])}
        for name, numbers in places.items()
    }


def _marked(text: HeldWords) -> Places:
    """Return the lines that have the form of an error's."""
    places: Places = defaultdict(set)
    code = text.kind in CODE or text.kind == "prose"
    for mark in MARKS:
        if mark.words.isdisjoint(text.words) or (code and not mark.in_code):
            continue
        for number in text.holding(mark.words):
            match = mark.form.search(text.lines[number])
            if match is not None:
                places[f"{mark.name} {match[1] if mark.form.groups else ''}"].add(number)
    if not code and not text.all.isascii():
        for match in SIGNS.finditer(text.all):
            places[match[0].strip()].add(text.line(match.end() - 1))
    return places


def _levels(text: HeldWords) -> Places:
    """Return the lines whose level is a letter or a number."""
    places: Places = defaultdict(set)
    if not text.spelled.isdisjoint("EFC"):
        letters = [(match[1], text.line(match.end() - 1)) for match in LETTER.finditer(text.all)]
        if len(letters) >= MOST * len(text.lines):
            for letter, number in letters:
                if letter in "EFC":
                    places[letter].add(number)
    if text.all.find("<") >= 0:
        for match in PRIORITY.finditer(text.all):
            if int(match[1]) % 8 <= 3:
                places["priority"].add(text.line(match.end() - 1))
    return places


_PHRASES = [(phrase, frozenset(words_of(phrase))) for phrase in PHRASES]
