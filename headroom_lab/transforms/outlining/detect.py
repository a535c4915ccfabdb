"""What kind of content a tool output is, told by the content alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from headroom_lab.cache import ContentCache
from headroom_lab.transforms.encodings.sections import sections
from headroom_lab.transforms.outlining.numbers import bare, numbered
from headroom_lab.waste.html_noise import without_html

ContentKind = Literal[
    "json", "html", "diff", "source", "hits", "listing", "log", "table", "key_values", "prose",
    "unknown",
]  # fmt: skip
SAMPLE = 48  # lines looked at

_kinds: ContentCache[str, ContentKind] = ContentCache(32_000_000)

_JSON = re.compile(r'\s*(?:\{\s*"|\[\s*[\[{"]|\[\s*-?\d[\d.]*\s*[,\]])')
_REPR = re.compile(r"\s*(?:\[?\{'\w|\w+=\S+ \w+=[\[\"'])")
_DIFF = re.compile(r"diff --git |@@ -\d|--- \S|\+\+\+ \S|index [0-9a-f]{7}")
_HIT = re.compile(r"[\w./@~+-]+\.\w+[:(-]\d+|[^\s:]*[A-Za-z_][^\s:]*[:-]\d+[:-]|\d+:(?!\d)")
_REPORT = re.compile(r"\S+[:(]\d+(?:[:,]\d+)?\)?:? (?:fatal )?(?:error|warning|note)\b")
_LONG_LISTING = re.compile(r"[-dlbcps][rwxsStT-]{9}|total \d+$|[│├└|]\s*[─-]")
_PATH = re.compile(r"[\w.@~+%()-]*[/.\\][\w./\\@~+%()-]*/?")
_LOG = re.compile(
    r"(?i)\W{0,3}(?:\d{4}-\d\d-\d\d[T ]|\d\d:\d\d:\d\d|\[?(?:debug|info|warn(?:ing)?|error|fatal)\b"
    r"|(?:passed|failed|ok|pass|fail)\b|[✓✗✔✘×]|> \S|npm |error\b|warning\b|make\b|={5,}|E  |\$ )"
    r"|.*?(?:\bPASSED|\bFAILED|: error\b|: warning\b|\berror TS\d)"
)
_SOURCE_END = re.compile(r"[{};,(\[)>]\s*$|:\s*$|\*/\s*$")
_SOURCE_START = re.compile(
    r"\s*(?:def |class |import |from \S+ import|function\b|const |let |var |return\b|if\b|for\b"
    r"|while\b|else\b|elif\b|try\b|except\b|export |public |private |protected |static |#include|//"
    r"|/\*|\*|# |@\w|\}|package |func |fn |use |struct |enum |interface |type \w+ =|self\.)"
)
_KEY_VALUE = re.compile(r"\s*(?:- )?[\"']?[\w .()/-]{1,40}[\"']?\s?[:=](?:\s|$)")
_SENTENCE = re.compile(r"[a-z,]\S* [a-z].*[.!?:)]?$")


def kind_of(text: str) -> ContentKind:
    """Return the kind of a text: that of its largest section where strings are set out of it.

    A text that looks like none is "unknown".
    """
    found = _kinds.get(text)
    if found is None:
        found = _kind(text)
        _kinds.put(text, found, len(text) + 64)
    return found


def _kind(text: str) -> ContentKind:
    """Return the kind of a text that hasn't been looked at."""
    parts = sections(text)
    if parts is not None:
        return kind_of(max((string for _, string in parts.strings), key=len))
    if _JSON.match(text):
        return "json"
    if _REPR.match(text):
        return "unknown"
    lines = [line for line in text[:40_000].split("\n")[: 3 * SAMPLE] if line.strip()][:SAMPLE]
    if not lines or not text.strip():
        return "unknown"
    if "</" in text and without_html(text) != text:
        return "html"
    if len(lines) < 3:
        return "prose" if len(text) > 200 and text.count(". ") >= 2 else "unknown"
    if numbered(lines):
        inner = _of_lines(bare(lines))
        return inner if inner in ("prose", "table", "key_values") else "source"
    return _of_lines(lines)


def _of_lines(lines: list[str]) -> ContentKind:
    """Return the kind of the first test that lines pass."""
    return next((kind for kind, test in _TESTS if test(lines)), "unknown")


def _fit(lines: list[str], pattern: re.Pattern[str], share: float) -> bool:
    """Tell whether a pattern fits at least this share of the lines at their start."""
    fits = pattern.match
    size = len(lines)
    may_miss = size - next(count for count in range(size + 1) if count / size >= share)
    missed = 0
    for line in lines:
        if not fits(line):
            missed += 1
            if missed > may_miss:
                return False
    return True


def _is_diff(lines: list[str]) -> bool:
    return sum(_DIFF.match(line) is not None for line in lines) >= 2 and any(
        line.startswith(("@@ ", "+++ ")) for line in lines
    )


def _is_listing(lines: list[str]) -> bool:
    names = sum(_PATH.fullmatch(line.strip()) is not None for line in lines)
    long = sum(_LONG_LISTING.match(line) is not None for line in lines)
    return names + long >= 0.7 * len(lines)


def _is_table(lines: list[str]) -> bool:
    bars = sum(line.count("|") >= 2 for line in lines)
    tabs = {line.count("\t") for line in lines}
    commas = {line.count(",") for line in lines}
    alike = (len(tabs) == 1 and tabs != {0}) or (len(commas) == 1 and min(commas) >= 2)
    return bars >= 0.7 * len(lines) or alike


def _is_source(lines: list[str]) -> bool:
    marks = sum(
        (_SOURCE_END.search(line) is not None) + (_SOURCE_START.match(line) is not None)
        for line in lines
    )
    return marks >= 0.7 * len(lines)


def _is_prose(lines: list[str]) -> bool:
    words = sum(len(line.split()) >= 8 or line.startswith(("#", "- ", "* ")) for line in lines)
    return words >= 0.4 * len(lines)


# In this order: what is told more surely comes first.
_TESTS: tuple[tuple[ContentKind, Callable[[list[str]], bool]], ...] = (
    ("diff", _is_diff),
    ("log", lambda lines: _fit(lines, _REPORT, 0.35)),
    ("hits", lambda lines: _fit(lines, _HIT, 0.7)),
    ("listing", _is_listing),
    ("log", lambda lines: _fit(lines, _LOG, 0.35)),
    ("table", _is_table),
    ("source", _is_source),
    ("key_values", lambda lines: _fit(lines, _KEY_VALUE, 0.5)),
    ("prose", _is_prose),
    ("log", lambda lines: _fit(lines, _LOG, 0.2)),
)
