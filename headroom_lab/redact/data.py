"""Plain data, masked: a text by what it holds, and by the key that it stands under."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from headroom_lab.redact.masking import redact
from headroom_lab.redact.names import level_of
from headroom_lab.redact.values import MASK, is_secret


def redact_data(value: Any, key: str = "", *, other: Callable[[Any], Any] | None = None) -> Any:
    """Return dicts, lists and texts with the secrets in their texts and keys masked.

    ``key`` is what the value is called: a text under the name of a secret is masked whole where
    it is no placeholder. ``other`` masks what is neither a text, a dict nor a list.
    """
    if isinstance(value, str):
        return _redact_named(value, key) if key else redact(value)
    if isinstance(value, dict):
        return {
            redact(name) if isinstance(name, str) else name: redact_data(
                item, str(name), other=other
            )
            for name, item in value.items()
        }
    if isinstance(value, (list, tuple)) and not hasattr(value, "_fields"):
        return type(value)(redact_data(item, key, other=other) for item in value)
    return other(value) if other else value


def _redact_named(value: str, key: str) -> str:
    """Return the text under a key masked."""
    level = level_of(key) if len(key) <= 64 else None
    if level is not None and is_secret(value, level, quoted=True, name=key):
        return f"{MASK}({len(value)})"
    if key.lower() in ("cookie", "set-cookie", "authorization", "proxy-authorization"):
        return redact(f"{key}: {value}")[len(key) + 2 :]
    return redact(value)
