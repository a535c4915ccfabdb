"""Compact JSON of data, however deep it is nested."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Default = Callable[[Any], Any]


def dumps(value: Any, *, ascii: bool = False, default: Default | None = None) -> str:
    """Return a value's JSON without white space, letters beyond ASCII escaped where ``ascii``.

    ``default`` returns what stands for a value that has no JSON. Raises TypeError without it,
    ValueError for a value that holds itself.
    """
    encoder = json.JSONEncoder(ensure_ascii=ascii, separators=(",", ":"), default=default)
    try:
        return encoder.encode(value)
    except RecursionError:
        return _level_by_level(value, encoder)


def _level_by_level(value: Any, encoder: json.JSONEncoder) -> str:
    """Return the JSON of a value that is nested deeper than the stack: containers are opened
    here, what they hold besides is the encoder's."""
    keys: dict[Any, _Written] = {}
    out: list[str] = []
    todo: list[Any] = [value]
    while todo:
        item = todo.pop()
        if type(item) is _Written:
            out.append(item)
        elif isinstance(item, dict):
            todo.append(_Written("}"))
            for number, (key, inner) in enumerate(reversed(item.items())):
                todo += (_COMMA, inner) if number else (inner,)
                todo.append(_key(key, keys, encoder))
            out.append("{")
        elif isinstance(item, (list, tuple)):
            todo.append(_Written("]"))
            for number, inner in enumerate(reversed(item)):
                todo += (_COMMA, inner) if number else (inner,)
            out.append("[")
        else:
            out.append(encoder.encode(item))
    return "".join(out)


class _Written(str):
    """A piece of JSON, as it is to stand."""

    __slots__ = ()


_COMMA = _Written(",")


def _key(key: Any, known: dict[Any, _Written], encoder: json.JSONEncoder) -> _Written:
    """Return a key with its colon, written as that of a member: 1 becomes "1"."""
    found = known.get((type(key), key))
    if found is None:
        found = known[type(key), key] = _Written(encoder.encode({key: 0})[1:-2])
    return found
