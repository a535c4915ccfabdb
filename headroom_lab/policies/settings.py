"""The settings that a sweep can vary: their names, types and choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from headroom_lab.config import (
    CacheAlignerConfig,
    IntelligentContextConfig,
    OlderConfig,
    RollingWindowConfig,
    SmartCrusherConfig,
)
from headroom_lab.errors import UnknownNameError

CONFIGS = (
    SmartCrusherConfig,
    CacheAlignerConfig,
    RollingWindowConfig,
    IntelligentContextConfig,
    OlderConfig,
)


@cache
def setting_types() -> Mapping[str, Any]:
    """Return the name and type of every setting: those of a request, then those of a step."""
    found: dict[str, Any] = {"policy": str, "model": str, "query": str | None, "max_tokens": int}
    for config in CONFIGS:
        found |= {name: kind for name, kind in _types(config).items() if name not in found}
    return MappingProxyType(found)


def choices(name: str) -> tuple[Any, ...]:
    """Return the values of a setting that has few, such as True and False; else nothing."""
    kind = setting_types().get(name)
    if kind is bool:
        return (True, False)
    return get_args(kind) if get_origin(kind) is Literal else ()


def check_name(name: str) -> None:
    """Raise UnknownNameError, with the nearest match, for a name that is no setting."""
    if name not in setting_types():
        raise UnknownNameError("setting", name, setting_types())


def _types(config: Any) -> dict[str, Any]:
    """Return name -> type of the settings of a configuration, nested ones in their place."""
    found: dict[str, Any] = {}
    for name, kind in get_type_hints(config).items():
        found |= _types(kind) if is_dataclass(kind) else {name: kind}
    return found
