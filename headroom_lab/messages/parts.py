"""Plain data out of what vendors' SDKs hand over, and small readers the formats share."""

from __future__ import annotations

from collections.abc import Mapping
from operator import is_
from typing import Any

from headroom_lab.json_text.writing import dumps

_ATOMS = frozenset({str, int, float, bool, type(None)})


_DEEPEST = 100  # levels; no SDK nests its objects deeper, and Python's stack is not endless


def plain(value: Any, depth: int = 0) -> Any:
    """Return ``value`` with every SDK object in it turned into dicts.

    A value that holds none is returned itself, not a copy; so is what lies over 100 levels deep.
    """
    kind = type(value)  # the exact types first: nearly all that comes is plain already
    if kind in _ATOMS or depth > _DEEPEST:
        return value
    if kind is dict:
        return _plain_object(value, depth)
    if kind is list:
        parts = [v if type(v) in _ATOMS else plain(v, depth + 1) for v in value]
        return value if all(map(is_, parts, value)) else parts
    if isinstance(value, (str, int, float)):
        return value
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", exclude_unset=True)
    if isinstance(value, Mapping):
        return _plain_object(value, depth)
    return [plain(v, depth + 1) for v in value] if isinstance(value, (list, tuple)) else value


def _plain_object(value: Mapping[Any, Any], depth: int) -> Mapping[Any, Any]:
    """Return an object whose values are plain: itself where they are."""
    if _ATOMS.issuperset(map(type, value.values())):
        return value
    deeper = depth + 1
    changed = {
        k: p for k, v in value.items() if type(v) not in _ATOMS and (p := plain(v, deeper)) is not v
    }
    return {**value, **changed} if changed else value


def as_json(value: Any) -> str:
    """Return compact JSON of plain data, for counting what a model reads of it."""
    return dumps(value, default=str)


def text_of(value: Any) -> str:
    """Return ``value`` where it is text, the empty string for None, else its JSON."""
    if isinstance(value, str):
        return value
    return "" if value is None else as_json(value)
