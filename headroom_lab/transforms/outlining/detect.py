"""What kind of content a tool output is, told by the content alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from headroom_lab.cache import ContentCache
from headroom_lab.transforms.encodings.framed import Framed, framed
from headroom_lab.transforms.encodings.sections import DATA, sections
from headroom_lab.transforms.outlining.numbers import bare, numbered
from headroom_lab.transforms.outlining.stamps import served, stamped
from headroom_lab.waste.html_noise import without_html

ContentKind = Literal[
    "json", "html", "diff", "source", "hits", "listing", "log", "table", "plan", "key_values",
    "prose", "unknown",
]  # fmt: skip
SAMPLE = 48  # lines looked at
_MOST = 0.5  # share of a text that is JSON in a frame

_kinds: ContentCache[str, ContentKind] = ContentCache(32_000_000)

_JSON = re.compile(r'\s*(?:\{\s*"|\[\s*[\[{"]|\[\s*-?\d[\d.]*\s*[,\]])')
_REPR = re.compile(r"\s*(?:\[?\{'\w|\w+=\S+ \w+=[\[\"'])")
_DIFF = re.compile(r"diff --git |@@ -\d|--- \S|\+\+\+ \S|index [0-9a-f]{7}")
_HIT = re.compile(r"[\w./@~+-]+\.\w+[:(-]\d+|[^\s:]*[A-Za-z_][^\s:]*[:-]\d+[:-]|\d+:(?!\d)")
_REPORT = re.compile(r"\S+[:(]\d+(?:[:,]\d+)?\)?:? (?:fatal )?(?:error|warning|note)\b")
_AROUND = re.compile(r"\d+[:-]|--$")
_LONG_LISTING = re.compile(r"[-dlbcps][rwxsStT-]{9}|total \d+$|[│├└|]\s*[─-]")
_PATH = re.compile(r"[\w.@~+%()-]*[/.\\][\w./\\@~+%()-]*/?")
_LOG = re.compile(
    r"(?i)\W{0,3}(?:\d{4}-\d\d-\d\d[T ]|\d\d:\d\d:\d\d|\[?(?:debug|info|warn(?:ing)?|error|fatal)\b"
    r"|(?:passed|failed|ok|pass|fail)\b|[✓✗✔✘×]|> \S|npm |error\b|warning\b|make\b|={5,}|E  |\$ )"
    r"|=== (?:run|pause|cont|name) |\s*--- (?:pass|fail|skip|bench)\b"  # go test
    r"|\[\w+(?:[:/-][\w.-]+)+\] \S|[\w.-]+-\d+ +\| "  # a task's or a container's name before each
    r"|(?=\w*\d)(?:[\da-f]{7,10}|[\da-f]{40}) [^\d\s]"  # commits, a line each
)
_OUTCOME = re.compile(r"\b(?:passed|failed)|: (?:error|warning)\b|\berror ts\d")  # in lower case
_OUTCOMES = ("passed", "failed", ": error", ": warning", "error ts")
_SOURCE_END = (*"{};,([)>:", "*/")
_SOURCE_START = re.compile(
    r"\s*(?:def |class |import |from \S+ import|function\b|const |let |var |return\b|if\b|for\b"
    r"|while\b|else\b|elif\b|try\b|except\b|export |public |private |protected |static |#include|//"
    r"|/\*|\*|# |@\w|\}|package |func |fn |use |struct |enum |interface |type \w+ =|self\.)"
)
# A tool's own wrapper around what a command printed; no element of HTML.
_WRAPPER = re.compile(
    r"\s*</?(?:std(?:out|err)|output|result|returncode|exit_?code|error|tool_\w+|function_\w+"
    r"|command[\w-]*|bash-\w+|response|system|warning)\b[^<>]{0,80}>(?:[\d\s]*</\w+>)?\s*$"
    r"|```\w*\s*$|(?:Std(?:out|err)|Output|Exit code|Wall time|Chunk ID|Process exited)\b.{0,40}$",
    re.IGNORECASE,
)
_PLAN = re.compile(
    r"\s*(?:[-+~]|-/\+|\+/-|<=)\s(?:resource\s|data\s|[\w\".-]+\s+(?:=|\{)|[\"\]}\[])|\s*# \S+ (?:will|must) be "
    r"|\s*\(\w.*\)$|\s*[\]}]|\s+# \("
)
_COLUMNS = re.compile(r"\S(?: {2,}|\t+)(?=\S)")
_TEST = re.compile(r"\S.*?(?:\.\.\. \w+|\[\s*\d+%\]|\((?:\d+ ?m?s|\d+\.\d+s)\))\s*$")
_KEY_VALUE = re.compile(
    r"\s*(?:- )?[\"']?[\w .()/-]{1,40}[\"']?\s?[:=](?:\s|$)|[\w./-]{2,80}=(?!=)"
)


def kind_of(text: str) -> ContentKind:
    """Return the kind of a text: that of its largest section where strings are set out of it.

    A text most of which is JSON is "json", one that looks like none "unknown".
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
    if _JSON.match(text) and not served(text):
        return "json"
    if framed_most(text) is not None:
        return "json"
    if _REPR.match(text):
        return "unknown"
    lines = [line for line in text[:40_000].split("\n")[: 3 * SAMPLE] if line.strip()][:SAMPLE]
    if not lines or not text.strip():
        return "unknown"
    lines = [line for line in lines if not _WRAPPER.match(line)] or lines
    if _shows_log(lines):
        return "log"
    if "</" in text and without_html(text) != text:
        return "html"
    if len(lines) < 3:
        return "prose" if len(text) > 200 and text.count(". ") >= 2 else "unknown"
    if numbered(lines) and not _has_tabs(lines):
        inside = bare(lines)
        inner = "log" if _shows_log(inside) else _of_lines(inside)
        marks = {line[len(m[0]) - 1] for line in lines if (m := _AROUND.match(line))}
        if _fit(lines, _AROUND.match, 0.9) and len(marks) > 1:
            return "hits"  # of grep with the lines around them
        return inner if inner in ("prose", "table", "key_values", "log") else "source"
    return _of_lines(lines)


def framed_most(text: str) -> Framed | None:
    """Return the JSON that most of a text is, in a frame of other text.

    None for Python data: its fields aren't written as JSON's are, and a ledger holds what stood.
    """
    found = framed(text)
    if found is None or found.style == DATA:
        return None
    return found if found.stop - found.start >= _MOST * len(text) else None


def _of_lines(lines: list[str]) -> ContentKind:
    """Return the kind of the first test that lines pass."""
    return next((kind for kind, test in _TESTS if test(lines)), "unknown")


def _fit(lines: list[str], fits: Callable[[str], object], share: float) -> bool:
    """Tell whether at least this share of the lines fits."""
    size = len(lines)
    fewest = int(share * size)
    if fewest / size < share:
        fewest += 1
    may_miss = size - fewest
    missed = 0
    for line in lines:
        if not fits(line):
            missed += 1
            if missed > may_miss:
                return False
    return True


def _shows_log(lines: list[str]) -> bool:
    """Tell whether most lines begin with a time, or with what web servers and kernels write.

    A table may have a column of times; its head has none.
    """
    if len(lines) < 3 or (not stamped(lines[0]) and _is_table(lines)):
        return False
    return _fit(lines, stamped, 0.6) or _fit(lines, served, 0.6)


def _reports(lines: list[str], share: float) -> bool:
    """Tell whether this share of the lines begins as a log's does, or says how something went."""
    low = "\n".join(lines).lower()
    if not any(outcome in low for outcome in _OUTCOMES):
        return _fit(lines, _LOG.match, share)
    return _fit(lines, lambda line: _LOG.match(line) or _OUTCOME.search(line.lower()), share)


def _is_plan(lines: list[str]) -> bool:
    """Tell whether lines say what will be made, changed and destroyed, as Terraform writes it."""
    heads = sum(" resource " in line or " will be " in line for line in lines)
    return heads >= 2 and _fit(lines, _PLAN.match, 0.7)


def _has_columns(lines: list[str]) -> bool:
    """Tell whether lines stand in columns, as container and process lists do, with a head."""
    if not lines[0].isupper() or not _is_row(lines[0]):
        return False
    return sum(map(_is_row, lines)) >= 0.8 * len(lines)


def _is_row(line: str) -> bool:
    """Tell whether a line has two gaps or more, as between columns."""
    return len(_COLUMNS.findall(line)) >= 2


def _is_diff(lines: list[str]) -> bool:
    return any(line.startswith(("@@ ", "+++ ")) for line in lines) and (
        sum(_DIFF.match(line) is not None for line in lines) >= 2
    )


def _is_listing(lines: list[str]) -> bool:
    names = sum(_PATH.fullmatch(line.strip()) is not None for line in lines)
    long = sum(_LONG_LISTING.match(line) is not None for line in lines)
    return names + long >= 0.7 * len(lines)


def _has_tabs(lines: list[str]) -> bool:
    """Tell whether all lines have the same two or more tabs or bars; numbers are a column then."""
    return _alike(lines, "\t", 2) or _alike(lines, "|", 2)


def _alike(lines: list[str], mark: str, least: int) -> bool:
    """Tell whether a mark stands equally often in all lines, this often or more."""
    count = lines[0].count(mark)
    return count >= least and all(line.count(mark) == count for line in lines)


def _is_table(lines: list[str]) -> bool:
    if _alike(lines, "\t", 1) or _alike(lines, ",", 2):
        return True
    return _fit(lines, lambda line: line.count("|") >= 2, 0.7)


def _is_source(lines: list[str]) -> bool:
    marks = sum(
        line.rstrip().endswith(_SOURCE_END) + (_SOURCE_START.match(line) is not None)
        for line in lines
    )
    return marks >= 0.7 * len(lines)


def _is_prose(lines: list[str]) -> bool:
    return _fit(
        lines, lambda line: line.startswith(("#", "- ", "* ")) or len(line.split()) >= 8, 0.4
    )


# In this order: what is told more surely comes first.
_TESTS: tuple[tuple[ContentKind, Callable[[list[str]], bool]], ...] = (
    ("diff", _is_diff),
    ("plan", _is_plan),
    ("log", lambda lines: _fit(lines, _REPORT.match, 0.35)),
    ("hits", lambda lines: _fit(lines, _HIT.match, 0.7)),
    ("listing", _is_listing),
    ("log", lambda lines: _reports(lines, 0.35) or _fit(lines, _TEST.match, 0.7)),
    ("table", lambda lines: _is_table(lines) or _has_columns(lines)),
    ("source", _is_source),
    ("key_values", lambda lines: _fit(lines, _KEY_VALUE.match, 0.5)),
    ("prose", _is_prose),
    ("log", lambda lines: _reports(lines, 0.2)),
)
