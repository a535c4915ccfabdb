"""A page without secrets, whatever its cells, notes and headlines were made of."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from headroom_lab.redact import redact

T = TypeVar("T")


def masked_page(page: T) -> T:
    """Return a page, or a part of one, with the secrets in all its texts masked."""
    if isinstance(page, str):
        return redact(page)  # type: ignore[return-value]
    if isinstance(page, tuple):
        return tuple(map(masked_page, page))  # type: ignore[return-value]
    if not is_dataclass(page) or isinstance(page, type):
        return page
    parts = {item.name: getattr(page, item.name) for item in fields(page)}
    changed = {
        name: masked
        for name, part in parts.items()
        if isinstance(part, (str, tuple)) and (masked := masked_page(part)) != part
    }
    return replace(page, **changed) if changed else page
