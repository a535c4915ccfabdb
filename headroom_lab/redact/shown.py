"""A dataclass whose ``repr`` masks secrets."""

from __future__ import annotations

from typing import Any, TypeVar

from headroom_lab.redact.masking import redact

T = TypeVar("T")


def masked_repr(row: type[T]) -> type[T]:
    """Return the class with the secrets in what ``repr`` says masked; decorate a dataclass."""
    plain: Any = row.__repr__

    def __repr__(self: T) -> str:
        return redact(plain(self))

    row.__repr__ = __repr__  # type: ignore[assignment]
    return row
