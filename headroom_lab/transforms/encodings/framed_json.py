"""JSON that stands within other text, and Python data, written as JSON by itself is.

    Found these:                     [text of "§1r" below]
                                     Found these:
    ```json                          ```json
    [                       →        "§1r"
      {"id": 1, …},                  ```
    ]                                §1r
    ```                              {    "_columns":["id", …], …}

Python data (``[{'id': 1, 'by': None}]``) stands below "§1p".
"""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Iterator
from itertools import count
from math import isfinite
from typing import Any

from headroom_lab.json_text.nesting import is_deep, loads, value_at
from headroom_lab.transforms.encodings.json_layout import JsonLayout, decoded
from headroom_lab.transforms.encodings.sections import AS_IS, DATA, Sections, in_sections, sections
from headroom_lab.transforms.encodings.set_out import put_back
from headroom_lab.transforms.encodings.shared_reading import unshared
from headroom_lab.transforms.encodings.shared_subtrees import SharedSubtrees
from headroom_lab.transforms.encodings.tables import compact
from headroom_lab.transforms.encodings.word_for_word import Encoding
from headroom_lab.transforms.output_transform import EachOutput, Rewritten

LEAST = 160  # characters of JSON or data worth a mark
LONGEST = 400_000  # characters of Python data that is read
_STARTS = re.compile(r"\n[ \t]*(?=[\[{])")
_TRIES = 4  # lines that begin with a bracket and are looked at
_MARKED = re.compile(r"§(\d{1,9})")
_PYTHON = re.compile(r"[\[{]+'")
_DATA = re.compile(r"[=:(\[{] ?'")
_STRING = re.compile(r"'[\[{][^'\\\n]*+(?:\\.[^'\\\n]*+)*+'")
ENCODINGS = (JsonLayout(), SharedSubtrees())  # shared, so that all is made once


class FramedJson(Encoding, EachOutput):
    """Writes JSON behind lines of prose or in a fenced block, and Python data, in fewer tokens.

    ``put_back`` and the ways back of ``JsonLayout`` and ``SharedSubtrees`` give the text back byte
    for byte; where they wouldn't it stays as it is.

    Example::

        sent = transforms.FramedJson().apply(messages).messages
        decode(sent) == messages
    """

    name = "framed_json"
    least = LEAST

    def rewrite(self, text: str) -> Rewritten | None:
        """Return a text with the JSON in it set apart and written without what repeats."""
        if "§" in text and sections(text) is None:
            return None
        numbers = count(1 + max(map(int, _MARKED.findall(text)), default=0))
        out = in_sections(text, lambda part: _framed(part, numbers))
        return Rewritten(out) if out != text else None


def _framed(part: str, numbers: Iterator[int]) -> str:
    """Return one section with its JSON set apart, where that is shorter and comes back."""
    if len(part) < LEAST or "§" in part:
        return part
    found = _json_in(part) or _string(part) or _data(part)
    if found is None:
        return part
    start, stop, said, style = found
    mark = f"§{next(numbers)}{style}"
    stands = f'"{mark}"' if style else mark  # the quotes of a string stand around it
    out = Sections(f"{part[:start]}{stands}{part[stop:]}", ((mark, _short(said)),)).joined()
    in_place = ENCODINGS[1].rewritten(part) or part
    if len(out) >= len(in_place) or put_back(decoded(unshared(out))) != part:
        return part
    return out


def _short(said: str) -> str:
    """Return JSON written without what repeats."""
    for encoding in ENCODINGS:
        said = encoding.rewritten(said) or said
    return said


def _json_in(part: str) -> tuple[int, int, str, str] | None:
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
            return start, stop, part[start:stop], AS_IS
    return None


def _string(part: str) -> tuple[int, int, str, str] | None:
    """Return where JSON stands in a string of Python data, the longest, and how it reads."""
    if not _DATA.search(part, 0, LONGEST):
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
    return match.start() + 1, match.end() - 1, said, ""


def _data(part: str) -> tuple[int, int, str, str] | None:
    """Return where Python data stands, and the same as JSON; None unless it is the whole part."""
    start = len(part) - len(part.lstrip())
    core = part.strip()
    if not LEAST <= len(core) <= LONGEST or not _PYTHON.match(core) or "\\u" in core:
        return None
    try:
        value = literal_eval(core)
        if not _is_plain(value) or repr(value) != core:
            return None
        return start, start + len(core), compact(value), DATA
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _is_plain(value: Any) -> bool:
    """Tell whether JSON holds a value of Python as it is."""
    if type(value) is dict:
        return all(type(key) is str for key in value) and all(map(_is_plain, value.values()))
    if type(value) is list:
        return all(map(_is_plain, value))
    return (type(value) is float and isfinite(value)) or type(value) in (str, int, bool, type(None))
