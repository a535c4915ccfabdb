"""Which items report an error: by their fields' meanings, never by a word in a key alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache
from typing import Any

from headroom_lab.relevance.terms import word_set
from headroom_lab.transforms.outlining.error_words import FOREIGN, LEVELS, OUTAGES
from headroom_lab.transforms.outlining.errors import in_other_languages
from headroom_lab.transforms.smart_crusher.columns import Column

_ERROR_NAMES = word_set(
    """error errors err errormessage errormsg errortext errordetail errordetails errortype
    errorclass errorcode errorreason errordescription errorcount exception exceptions excinfo
    traceback stacktrace failure failures failurereason failreason failed iserror haserror fault
    crashed lasterror failurecount failedcount"""
)
_STATUS_NAMES = word_set(
    """status state level severity result outcome conclusion loglevel lvl type kind event
    statuscode httpstatus responsecode code"""
)
_PROSE_NAMES = word_set(
    """summary description title name subject keywords path file filename url href query"""
)
_LEVEL_NAMES = word_set("level lvl loglevel severity")
_BAD_LEVELS = (50, 60)  # of pino and bunyan
_EXIT_NAMES = word_set("exit exitcode returncode exitstatus retcode rc")
_SUCCESS_NAMES = word_set("success ok succeeded successful passed issuccess isok")
_NO_ERROR = word_set(
    "none null nil no false ok okay 0 n/a na - success successful undefined {} [] ''"
) | {"", "no error", "no errors"}
_BAD_STATES = word_set(
    """error err failed failure fail fatal critical crit emerg emergency alert panic exception
    crashed aborted timeout timedout denied unhealthy broken"""
) | frozenset(LEVELS | FOREIGN | OUTAGES)
_STEMS = ("error", "fail", "exception", "fatal", "panic", "traceback", "crash", "segfault",
          "timed out", "refused", "denied", "unreachable", "abort", "unhandled")  # fmt: skip
_REPORTS = re.compile(
    r"(?<![\w/.\-])(?<!\bno )(?<!\b0 )(?<!\bzero )(?<!\bwithout )(?<!\bnot )"
    r"(?:errors?|exceptions?|fatal|failed|failures?|panic|traceback|crash(?:ed)?|segfault"
    r"|timed out|refused|denied|unreachable|abort(?:ed)?|unhandled)"
    r"(?![\w/\-]|\.\w)(?!\s*[:=]\s*(?:0|none|null|no|false)\b)",
    re.IGNORECASE,
).search
_CLASS = re.compile(
    r"(?<![\w/\-])(?:\w{1,80}\.){0,8}[A-Z]\w{0,80}(?:Error|Exception)(?![\w/\-]|\.\w)"
).search
_PLAIN = frozenset({str, int, float, bool, type(None)})
_NOT_LETTERS = re.compile(r"[^a-z]")


def error_rows(column: Column) -> list[int]:
    """Return the items in which a field reports an error, ascending."""
    test, prose = _meaning(column.name)
    values = column.values
    reads = test in (_is_bad_state, _is_bad_level) or (
        test is None
        and not prose
        and not column.types.isdisjoint({str, list})
        and column.kind not in ("time", "identifier")
    )
    if test is None and not reads:
        return []
    if column.types <= _PLAIN and (test or reads):  # each distinct value is looked at once
        distinct = column.counts
        bad = set(filter(test, distinct)) if test else set()
        bad |= _reports(distinct) if reads else set()
        return [row for row, v in zip(column.rows, values, strict=True) if v in bad] if bad else []
    if test is None:
        bad = _reports({text for v in values for text in _texts(v)})
        pairs = zip(column.rows, values, strict=True) if bad else ()
        return [row for row, value in pairs if not bad.isdisjoint(_texts(value))]
    return [row for row, value in zip(column.rows, values, strict=True) if test(value)]


def is_error_document(value: Any) -> bool:
    """Tell whether a whole output is one error: what it holds is then kept verbatim."""
    if type(value) is not dict:
        return False
    for key, name in _speaking(tuple(value)):
        member = value[key]
        if name in _ERROR_NAMES and type(member) in (str, dict) and _is_meant(member):
            return True
        if name in _SUCCESS_NAMES and member is False:
            return True
        if name in _STATUS_NAMES and type(member) is str and member.lower() == "error":
            return True
    return False


def reports_error(name: str, value: Any) -> bool:
    """Tell whether a field with such a name reports an error by its value."""
    test, _ = _meaning(name)
    return test is not None and test(value)


def is_error_field(name: str, value: Any) -> bool:
    """Tell whether a field is one for errors, and there is one."""
    return _plain_parts(name)[-1] in _ERROR_NAMES and _is_meant(value)


@lru_cache(maxsize=1024)
def _speaking(keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the keys of a record that can tell of an error, each with its bare name."""
    named = ((key, _plain_parts(key)[-1]) for key in keys)
    telling = _ERROR_NAMES | _SUCCESS_NAMES | _STATUS_NAMES
    return tuple((key, name) for key, name in named if name in telling)


@lru_cache(maxsize=4096)
def _plain_parts(name: str) -> tuple[str, ...]:
    """Return the parts of a dotted name as bare lower-case letters."""
    return tuple(_NOT_LETTERS.sub("", part.lower()) for part in name.split("."))


@lru_cache(maxsize=4096)
def _meaning(name: str) -> tuple[Callable[[Any], bool] | None, bool]:
    """Return what tells an error by a field's name, and whether the name is one of prose."""
    names = _plain_parts(name)
    return _test(names), names[-1] in _PROSE_NAMES


def _test(names: Sequence[str]) -> Callable[[Any], bool] | None:
    """Return what tells an error by the meaning of a field's name, None for a name without."""
    if not _ERROR_NAMES.isdisjoint(names):
        return _is_meant
    if names[-1] in _SUCCESS_NAMES:
        return _is_false
    if names[-1] in _EXIT_NAMES:
        return _is_bad_exit
    if names[-1] in _LEVEL_NAMES:
        return _is_bad_level
    return _is_bad_state if names[-1] in _STATUS_NAMES else None


def _reports(values: Collection[Any]) -> set[Any]:
    """Return the texts that say that something went wrong.

    One search over all of them tells first which words they hold at all.
    """
    texts = [value for value in values if type(value) is str]
    low = "\n".join(texts).lower()
    held = [stem for stem in _STEMS if stem in low]
    abroad = in_other_languages(texts)
    if not held:
        return abroad
    suspects = (text for text in texts if any(stem in text.lower() for stem in held))
    return abroad | {text for text in suspects if _REPORTS(text) or _CLASS(text)}


def _texts(value: Any) -> list[str]:
    """Return the texts in a value."""
    if type(value) is list:
        return [leaf for leaf in _leaves(value) if type(leaf) is str]
    return [value] if type(value) is str else []


def _leaves(value: Any) -> Iterator[Any]:
    """Yield what stands in a value's lists and objects, in no order that matters."""
    stack = [value]
    while stack:
        item = stack.pop()
        if type(item) is list:
            stack.extend(item)
        elif type(item) is dict:
            stack.extend(item.values())
        else:
            yield item


def _is_meant(value: Any) -> bool:
    """Tell whether the value of an error field says that there is one."""
    return any(
        leaf.strip().lower() not in _NO_ERROR if type(leaf) is str else bool(leaf) and leaf == leaf
        for leaf in _leaves(value)
    )


def _is_false(value: Any) -> bool:
    """Tell whether a success field says no."""
    return value is False


def _is_bad_exit(value: Any) -> bool:
    """Tell whether an exit code is that of a failure."""
    return type(value) is int and value != 0


def _is_bad_level(value: Any) -> bool:
    """Tell whether the level of a log record is that of a failure."""
    return value in _BAD_LEVELS if type(value) is int else _is_bad_state(value)


def _is_bad_state(value: Any) -> bool:
    """Tell whether a status is that of a failure: a word for it, or an HTTP status over 399."""
    if type(value) is str:
        if value.isdigit() and len(value) == 3:
            return value >= "400" and value < "600"
        return _NOT_LETTERS.sub("", value.lower()) in _BAD_STATES
    return type(value) is int and 400 <= value <= 599
