"""Usages as LiteLLM gives them to OpenHands: writes to a cache stand beside the prompt's tokens.

Measured on recorded sessions (2026-11-28). Later versions of LiteLLM count them in and tell the
text's tokens apart, which shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from headroom_lab.providers.usage import Usage, number, usage_of, value_of


def used(found: Mapping[str, Any]) -> Usage | None:
    """Return a usage with what was written to a cache in its input."""
    usage = usage_of(found or None)
    written = number(found, "cache_creation_input_tokens") or number(
        found, "prompt_tokens_details", "cache_creation_tokens"
    )
    if usage is None or not written or value_of(found, "prompt_tokens") is None:
        return usage
    fresh = value_of(found, "prompt_tokens_details", "text_tokens")
    read = usage.cache_read_tokens
    if isinstance(fresh, int) and fresh + read + written <= usage.input_tokens:
        return usage
    whole = usage.input_tokens + written
    return replace(usage, input_tokens=whole, cache_write_tokens=written).resized(whole)
