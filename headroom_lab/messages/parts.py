"""Plain data out of what vendors' SDKs hand over, and small readers the formats share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom_lab.json_text.nesting import DEEPEST
from headroom_lab.json_text.writing import dumps

_ATOMS = frozenset({str, int, float, bool, type(None)})


def plain(value: Any, depth: int = 0) -> Any:
    """Return ``value`` with every SDK object in it turned into dicts.

    A value that holds none is returned itself, not a copy. What lies deeper than any object of
    an SDK is left as it is.
    """
    if depth > DEEPEST:
        return value
    if type(value) in _ATOMS or isinstance(value, (str, int, float)):
        return value
    if type(value) is dict and _ATOMS.issuperset(map(type, value.values())):
        return value
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", exclude_unset=True)
    if isinstance(value, dict) or isinstance(value, Mapping):  # noqa: SIM101 the fast test first
        changed = {
            k: p for k, v in value.items() if type(v) not in _ATOMS and (p := plain(v)) is not v
        }
        return {**value, **changed} if changed else value
    if isinstance(value, (list, tuple)):
        parts = [plain(v) for v in value]
        same = isinstance(value, list) and all(a is b for a, b in zip(parts, value, strict=True))
        return value if same else parts
    return value


def as_json(value: Any) -> str:
    """Return compact JSON of plain data, for counting what a model reads of it."""
    return dumps(value, default=str)


def text_of(value: Any) -> str:
    """Return ``value`` where it is text, the empty string for None, else its JSON."""
    if isinstance(value, str):
        return value
    return "" if value is None else as_json(value)
