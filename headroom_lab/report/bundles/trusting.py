"""What a manifest may give to a function: plain data that names no program and no file.

A manifest comes from anyone, so what would run a program, load a model or read a file is refused;
whoever makes the result again gives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from headroom_lab.errors import ConfigError, UnknownNameError

# What each argument may be beside None. A text would be the file of prices and of tools.
_KINDS: Mapping[str, tuple[type, ...]] = {
    "model": (str,),
    "policy": (str, list),
    "policies": (str, list, dict),
    "grid": (dict,),
    "evaluators": (str, list),
    "query": (str,),
    "max_tokens": (int,),
    "system": (str, list, dict),
    "tools": (list, dict),
    "output_buffer": (int,),
    "prices": (int, float, dict),
    "redact": (bool,),
    "retention": (bool,),
    "baseline": (str,),
    "level": (int, float),
    "seed": (int,),
}
_WORDS = {str: "a text", list: "a list", dict: "a table", int: "a number", float: "a number"}
_LOADED = "embedding_model"  # a setting that may name a folder, whose code would run


def taken(known: Iterable[str], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments as they may be given; UnknownNameError, ConfigError for one that may not."""
    listed = [name for name in known if name in _KINDS]
    for name in arguments:
        if name not in listed:
            raise UnknownNameError("argument of a manifest", name, listed)
    return {name: trusted(name, value) for name, value in arguments.items()}


def trusted(name: str, value: Any) -> Any:
    """Return one argument; ConfigError where a manifest can't say it, so that it has to be given."""
    kinds = _KINDS.get(name, ())
    is_kind = value is None or isinstance(value, kinds)
    if not is_kind:
        words = " or ".join(dict.fromkeys(_WORDS.get(kind, "true or false") for kind in kinds))
        said = type(value).__name__
        raise ConfigError(
            f"{name}: found a {said} in a manifest, expected {words or 'nothing'}: give {name}=…"
        )
    if name in ("policy", "policies"):
        return _steps(name, value)
    return _grid(value) if name == "grid" and value is not None else value


def _grid(grid: Mapping[str, Any]) -> dict[str, Any]:
    """Return a grid; ConfigError for a setting that loads what it names."""
    if _LOADED in grid:
        raise ConfigError(
            f"grid: found {_LOADED!r} in a manifest, which may load code: give grid=…"
        )
    return {k: _steps("grid", v) if k == "policy" else v for k, v in grid.items()}


def _steps(name: str, value: Any) -> Any:
    """Return policies, their lists as tuples, which are never taken for a command."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list):
        return tuple(_steps(name, item) for item in value)
    if isinstance(value, Mapping):
        return {key: _steps(name, item) for key, item in value.items()}
    found = type(value).__name__
    raise ConfigError(f"{name}: found a {found} in a manifest, expected the name of a policy")
