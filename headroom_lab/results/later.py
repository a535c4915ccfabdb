"""A field of a record that is worked out when it is first looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Later(Generic[T]):
    """What makes a value; copies of a record share it."""

    make: Callable[[], T]

    def __deepcopy__(self, memo: dict[int, Any]) -> Later[T]:
        return self


class LaterField(Generic[T]):
    """A dataclass field that takes its value, or a Later that makes it for whoever looks first.

    ``default`` is its value where none is given; it has to be immutable.
    """

    def __init__(self, default: T) -> None:
        self._default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, record: Any, owner: type | None = None) -> T:
        if record is None:
            return self._default
        value = record.__dict__[self._name]
        if isinstance(value, Later):
            value = record.__dict__[self._name] = value.make()
        return value  # type: ignore[no-any-return]

    def __set__(self, record: Any, value: T | Later[T]) -> None:
        record.__dict__[self._name] = value
