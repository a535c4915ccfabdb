"""What stands where in a JSON value: which fields are filled, which hold facts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from headroom_lab.transforms.text_kinds.facts import said

Path = tuple[str, ...]  # keys from the top; the items of a list share their list's path
LONG_TEXT = 160  # characters of a value from which it is a text to be shortened
_WHOLE = 0.9  # share of a cut-off JSON text that must be readable
_CLOSING = {"{": "}", "[": "]"}
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|[\[\]{},]', re.DOTALL)


def fields(value: Any) -> Iterator[tuple[Path, Any]]:
    """Yield the path and value of every value in JSON that holds no other."""
    stack: list[tuple[Path, Any]] = [((), value)]
    while stack:
        path, item = stack.pop()
        if isinstance(item, dict):
            stack.extend(((*path, key), inner) for key, inner in item.items())
        elif isinstance(item, list):
            stack.extend((path, inner) for inner in item)
        else:
            yield path, item


def filled(value: Any) -> set[Path]:
    """Return the paths at or below which some value isn't null, false or the empty text."""
    return _and_above({path for path, item in fields(value) if item or type(item) in (int, float)})


def telling(value: Any) -> set[Path]:
    """Return the paths at or below which some value is a fact or a long text.

    Of addresses, those that stand least deep are facts.
    """
    found: dict[Path, bool] = {}
    for path, item in fields(value):
        if path in found or item is None or isinstance(item, bool):
            continue
        text = str(item)
        if len(text) >= LONG_TEXT or said(text) or text[:1] in ("{", "["):
            found[path] = "://" in text[:12] and " " not in text
    depth = min((len(path) for path, address in found.items() if address), default=0)
    return _and_above({p for p, address in found.items() if not address or len(p) == depth})


def is_numbers(value: list[Any]) -> bool:
    """Tell whether a list holds numbers alone, or pairs and the like of them."""
    return all(
        type(item) in (int, float)
        or (type(item) is list and item and all(type(n) in (int, float) for n in item))
        for item in value
    )


def is_error(value: Any) -> bool:
    """Tell whether JSON as a whole reports an error."""
    if not isinstance(value, dict) or len(value) > 4:
        return False
    return any(value.get(key) for key in ("error", "errors", "isError", "is_error"))


def loaded(text: str) -> Any:
    """Return the value of JSON, also such as is cut off at its end; None where it isn't JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return _cut_off(text)


def _cut_off(text: str) -> Any:
    """Return what is complete of JSON that is cut off at its end; None where that isn't most."""
    opened: list[str] = []
    complete: list[tuple[int, str, tuple[str, ...]]] = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in _CLOSING:
            opened.append(token)
        elif token in ("}", "]"):
            if not opened:
                return None
            opened.pop()
        elif token == ",":
            complete = [*complete[-3:], (match.start(), "", tuple(opened))]
        elif match.end() == len(text) and not token.endswith('"'):
            complete.append((len(text), '"', tuple(opened)))
    for stop, quote, still in reversed(complete):
        if stop < _WHOLE * len(text):
            return None
        try:
            return json.loads(text[:stop] + quote + "".join(_CLOSING[o] for o in reversed(still)))
        except (ValueError, RecursionError):
            continue
    return None


def _and_above(paths: set[Path]) -> set[Path]:
    """Return paths with all that lead to them."""
    return {path[:length] for path in paths for length in range(1, len(path) + 1)}
