"""How a settings record checks itself, and what is said where it won't do."""

from __future__ import annotations

import math
from functools import wraps
from typing import Any, TypeVar

from headroom_lab.errors import ConfigError, UnknownNameError

T = TypeVar("T")


def settings(cls: type[T]) -> type[T]:
    """Return a settings record that answers an unknown setting with the nearest one."""
    record: Any = cls
    made = record.__init__

    @wraps(made)
    def __init__(self: T, *args: Any, **given: Any) -> None:
        known = record.__dataclass_fields__
        unknown = next((name for name in given if name not in known), None)
        if unknown is not None:
            raise UnknownNameError(f"setting of {cls.__name__}", unknown, known)
        made(self, *args, **given)

    record.__init__ = __init__
    return cls


def config_of(kind: type[T], given: T | None, owner: str) -> T:
    """Return the settings given to a step, its defaults for None; ConfigError for other things."""
    if given is None:
        return kind()
    if not isinstance(given, kind):
        found, name = type(given).__name__, kind.__name__
        raise ConfigError(f"{owner}: found a {found}, expected a {name}, as in {name}()")
    return given


def check(owner: object, name: str, low: float, high: float = math.inf) -> None:
    """Raise ConfigError unless the field ``name`` is a number within [low, high]."""
    value = getattr(owner, name)
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or math.isnan(value) or not low <= value <= high:
        span = f"at least {low:g}" if high == math.inf else f"from {low:g} to {high:g}"
        raise ConfigError(
            f"{type(owner).__name__}.{name}: found {value!r}, expected a number {span}"
        )


def check_whole(owner: object, *names: str, low: int = 0) -> None:
    """Raise ConfigError unless each field is a whole number of at least ``low``."""
    for name in names:
        whole(f"{type(owner).__name__}.{name}", getattr(owner, name), low)


def check_flags(owner: object, *names: str) -> None:
    """Raise ConfigError unless each field is True or False."""
    for name in names:
        value = getattr(owner, name)
        if not isinstance(value, bool):
            raise ConfigError(
                f"{type(owner).__name__}.{name}: found {value!r}, expected True or False"
            )


def check_choice(owner: object, name: str, choices: tuple[str, ...]) -> None:
    """Raise ConfigError unless the field is one of ``choices``."""
    value = getattr(owner, name)
    if value not in choices:
        raise ConfigError(
            f"{type(owner).__name__}.{name}: found {value!r}, expected one of {', '.join(choices)}"
        )


def whole(name: str, value: Any, low: int = 0) -> int:
    """Return a whole number of at least ``low``, or raise ConfigError that names it."""
    if not isinstance(value, int) or isinstance(value, bool) or value < low:
        raise ConfigError(f"{name}: found {value!r}, expected a whole number of at least {low}")
    return value


def number(name: str, value: Any, low: float = 0.0) -> float:
    """Return a finite number of at least ``low``, or raise ConfigError that names it."""
    if (
        not isinstance(value, (int, float))
        or isinstance(value, bool)
        or not low <= value < math.inf
    ):
        raise ConfigError(f"{name}: found {value!r}, expected a finite number of at least {low:g}")
    return float(value)
