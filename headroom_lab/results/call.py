"""How a result was made: the function that was called and what it was given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import wraps
from inspect import Parameter, signature
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_NAME = "_made_by"


@dataclass(frozen=True, eq=False, slots=True)
class Call:
    """A call of a public function, as it was made. It stays in this process: no pickle holds it."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The function's public name."""
        return self.function.__name__

    @property
    def arguments(self) -> dict[str, Any]:
        """What was given, by parameter; the first one is what the result is about."""
        taken = signature(self.function)
        found = dict(taken.bind(*self.args, **self.kwargs).arguments)
        for name, parameter in taken.parameters.items():
            if parameter.kind is Parameter.VAR_KEYWORD:
                found |= found.pop(name, {})
        return found

    def __deepcopy__(self, memo: dict[int, Any]) -> Call:
        return self

    def __reduce__(self) -> Any:
        return _forgotten, ()


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """Let a function's results know how they were made, so that they can be made again."""

    @wraps(function)
    def made(*args: P.args, **kwargs: P.kwargs) -> T:
        result = function(*args, **kwargs)
        named = {name: _as_given(value) for name, value in kwargs.items()}
        call = Call(function, tuple(map(_as_given, args)), named)
        object.__setattr__(result, _NAME, call)
        return result

    return made


def _as_given(value: Any) -> Any:
    """Return what was given so that its list or dict may grow later without this one."""
    return copy(value) if isinstance(value, (list, dict)) else value


def call_of(record: Any) -> Call | None:
    """Return the call that made a record, None where that isn't known, as after a pickle."""
    found: Call | None = getattr(record, _NAME, None)
    return found


def _forgotten() -> None:
    """Return what a pickle holds in place of a call."""
