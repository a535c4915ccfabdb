"""JSON texts read only as deep as a walk through them may go, whatever calls it.

The standard library reads about as many levels as the interpreter's stack has left, which
depends on who calls. Here a text that is nested deeper than any real output is no JSON, always.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from headroom_lab.cache import ContentCache

DEEPEST = 100  # levels; outputs of tools seldom have ten
value_at = json.JSONDecoder().raw_decode  # the value that begins at a place, and where it ends
SPACE = " \t\r\n"  # what may stand around a JSON value
_STRING = re.compile(rb'"[^"]*(?:"|\Z)')
_OTHERS = bytes(set(range(256)) - set(b'[]{}"'))
_OPENING = ord("{")
_deep: ContentCache[str, bool] = ContentCache(32_000_000)


def loads(text: str, *, parse_float: Callable[[str], Any] | None = None) -> Any:
    """Return the value of JSON text; ValueError for any other, and for one nested too deep."""
    if is_deep(text):
        raise ValueError(f"nested deeper than {DEEPEST} levels")
    try:
        return json.loads(text, parse_float=parse_float)
    except RecursionError as error:  # the caller has used up the stack
        raise ValueError("nested deeper than the stack allows") from error


def is_json(text: str) -> bool:
    """Tell whether a text is a JSON value that is nested no deeper than that."""
    try:
        loads(text)
    except ValueError:
        return False
    return True


def stands_as_json(text: str) -> bool:
    """Tell whether a text is a JSON value; of one that is nested too deep to be read, its ends tell."""
    core = text.strip(SPACE)
    return is_json(core) or (core[:1] + core[-1:] in ("{}", "[]") and is_deep(core))


def value_of(data: Any) -> Any:
    """Return the value of JSON text, of JSON lines a list; any other text, and value, itself."""
    if not isinstance(data, str):
        return data
    try:
        return loads(data)
    except ValueError:  # no document, so perhaps a document a line
        return _lines_of(data)


def _lines_of(text: str) -> Any:
    """Return the values of JSON lines; any other text itself."""
    try:
        return [loads(line) for line in text.split("\n") if line.strip()] or text
    except ValueError:
        return text


def is_deep(text: str) -> bool:
    """Tell whether JSON, also such as is cut off, is nested deeper than ``DEEPEST`` levels."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return False
    found = _deep.get(text)
    if found is None:
        found = _is_deep(text)
        _deep.put(text, found, len(text) + 64)
    return found


def _is_deep(text: str) -> bool:
    """Tell so of a text that hasn't been looked at: of its brackets alone, those in no string."""
    import numpy as np

    plain = text.replace("\\\\", "").replace('\\"', "") if "\\" in text else text
    marks = plain.encode("ascii", "replace").translate(None, _OTHERS).replace(b'""', b"")
    brackets = _STRING.sub(b"", marks)
    if len(brackets) <= DEEPEST:
        return False
    opens = (np.frombuffer(brackets, np.uint8) | 0x20) == _OPENING  # of square ones too
    return bool(np.cumsum(np.where(opens, 1, -1)).max() > DEEPEST)
