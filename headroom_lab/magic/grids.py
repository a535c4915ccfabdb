"""A grid as typed: ``--grid KEY=V1,V2``, each value read as its setting takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Any, get_args

from headroom_lab.errors import ConfigError
from headroom_lab.magic.naming import model_of, parted, policy_of, text_of, unquoted
from headroom_lab.policies.settings import check_name, setting_types

_PART = re.compile(r"""(?:"[^"]*"|'[^']*'|\$?\{[^}]*\}|[^,"'])+""")
_FLAGS = {"on": True, "true": True, "off": False, "false": False}


def grid_of(words: Sequence[str], names: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the settings with their values; ``names`` are the user's variables.

    ``$name`` stands for what the variable holds, all of it where that is a list. Raises
    UnknownNameError with the nearest setting, ConfigError for a value that won't do.
    """
    grid: dict[str, list[Any]] = {}
    for word in map(unquoted, words):
        name, separator, text = word.partition("=")
        if not separator or not text:
            raise ConfigError(f"--grid {word}: expected KEY=V1,V2, as in max_tokens=20000,60000")
        check_name(name)
        if name in grid:
            raise ConfigError(f"--grid {name}: given twice, expected all values in one")
        parts = parted(text, ",") if name == "policy" else _PART.findall(text)
        grid[name] = [value for part in parts if part for value in _values(name, part, names)]
    return grid


def _values(name: str, part: str, names: Mapping[str, Any]) -> list[Any]:
    """Return the values that one part says: one, or those of a variable that holds several."""
    held = text_of(part, names)
    if isinstance(held, (list, tuple, range)):
        return [_value(name, item, names) for item in held]
    return [_value(name, held, names)]


def _value(name: str, given: Any, names: Mapping[str, Any]) -> Any:
    """Return one value of a setting."""
    if name == "policy" and isinstance(given, str):
        return policy_of(given, names)
    if name == "model" and isinstance(given, str):
        return model_of(given, names)
    return _read(name, given) if isinstance(given, str) else given


def _read(name: str, text: str) -> Any:
    """Return a value from its text."""
    kind = setting_types()[name]
    if kind is bool:
        if text.lower() not in _FLAGS:
            raise ConfigError(f"--grid {name}: found {text!r}, expected on or off")
        return _FLAGS[text.lower()]
    if kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            what = "a whole number" if kind is int else "a number"
            raise ConfigError(f"--grid {name}: found {text!r}, expected {what}") from None
    return None if text.lower() == "none" and NoneType in get_args(kind) else text
