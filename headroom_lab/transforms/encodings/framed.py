"""Where JSON stands within other text, and Python data: behind lines of prose, in a fenced block,
in a string of Python."""

from __future__ import annotations

import re
from ast import literal_eval
from itertools import count
from math import isfinite
from typing import Any, NamedTuple

from headroom_lab.cache import ContentCache
from headroom_lab.json_text.nesting import is_deep, loads, value_at
from headroom_lab.transforms.encodings.sections import AS_IS, DATA, Sections
from headroom_lab.transforms.encodings.tables import compact

LEAST = 160  # characters of JSON or data worth a mark
LONGEST = 400_000  # characters of Python data that is read
_STARTS = re.compile(r"\n[ \t]*(?=[\[{])")
_TRIES = 4  # lines that begin with a bracket and are looked at
_MARKED = re.compile(r"§(\d{1,9})")
_PYTHON = re.compile(r"[\[{]+'")
_DATA = re.compile(r"[=:(\[{] ?'")
_STRING = re.compile(r"'[\[{][^'\\\n]*+(?:\\.[^'\\\n]*+)*+'")


class Framed(NamedTuple):
    """JSON at ``text[start:stop]``, as JSON by itself, and what ends the mark that stands for it."""

    start: int
    stop: int
    said: str
    style: str

    def apart(self, text: str, number: int, said: str) -> str:
        """Return a text with ``said`` set apart in place of the JSON in it."""
        mark = f"§{number}{self.style}"
        stands = f'"{mark}"' if self.style else mark  # the quotes of a string stand around it
        envelope = f"{text[: self.start]}{stands}{text[self.stop :]}"
        return Sections(envelope, ((mark, said),)).joined()


_known: ContentCache[str, tuple[Framed | None]] = ContentCache(32_000_000)


def numbers_after(text: str) -> count[int]:
    """Return numbers for marks, beyond those that stand in a text."""
    return count(1 + max(map(int, _MARKED.findall(text)), default=0))


def framed(part: str) -> Framed | None:
    """Return the JSON or Python data within a text, None where it holds none or is JSON itself."""
    if len(part) < LEAST or "§" in part or ("[" not in part and "{" not in part):
        return None
    known = _known.get(part)
    if known is None:
        known = (_json_in(part) or _string(part) or _data(part),)
        _known.put(part, known, len(part) + 64)
    return known[0]


def _json_in(part: str) -> Framed | None:
    """Return where JSON stands whose lines stand between others, and how it reads."""
    if is_deep(part):
        return None
    for match, _ in zip(_STARTS.finditer(f"\n{part}"), range(_TRIES), strict=False):
        start = match.end() - 1
        try:
            _, stop = value_at(part, start)
        except (ValueError, RecursionError):
            continue
        if not part[:start].strip() and not part[stop:].strip():
            return None  # JSON by itself
        if stop - start >= LEAST and part[stop : stop + 1] in ("", "\n", "\r"):
            return Framed(start, stop, part[start:stop], AS_IS)
    return None


def _string(part: str) -> Framed | None:
    """Return where JSON stands in a string of Python data, the longest, and how it reads."""
    if ("'[" not in part and "'{" not in part) or not _DATA.search(part, 0, LONGEST):
        return None
    found = (m for m in _STRING.finditer(part) if len(m[0]) >= LEAST)
    match = max(found, key=lambda m: len(m[0]), default=None)
    if match is None:
        return None
    try:
        said = str(literal_eval(match[0]))
        loads(said)
    except (ValueError, SyntaxError, MemoryError):
        return None
    return Framed(match.start() + 1, match.end() - 1, said, "")


def _data(part: str) -> Framed | None:
    """Return where Python data stands, and the same as JSON; None unless it is the whole part."""
    start = len(part) - len(part.lstrip())
    core = part.strip()
    if not LEAST <= len(core) <= LONGEST or not _PYTHON.match(core) or "\\u" in core:
        return None
    try:
        value = literal_eval(core)
        if not _is_plain(value) or repr(value) != core:
            return None
        return Framed(start, start + len(core), compact(value), DATA)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _is_plain(value: Any) -> bool:
    """Tell whether JSON holds a value of Python as it is."""
    if type(value) is dict:
        return all(type(key) is str for key in value) and all(map(_is_plain, value.values()))
    if type(value) is list:
        return all(map(_is_plain, value))
    return (type(value) is float and isfinite(value)) or type(value) in (str, int, bool, type(None))
