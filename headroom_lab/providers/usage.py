"""What one request used, in token classes that have a price each, whoever reported it.

Vendors mean different things by the same words: Anthropic's input tokens stand beside those of
the cache, OpenAI's hold them; some name the classes at the top, some in details. Routers answer
in either form and add fields of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one request as its vendor counted them; each part lies within what it is part of.

    ``input_tokens``: all that was sent, with ``cache_read_tokens`` and ``cache_write_tokens`` in
    it, of the latter ``cache_write_1h_tokens`` written for one hour; ``output_tokens``: all that
    came, ``reasoning_tokens`` in it, None where a stream has told its input only. Audio and
    image tokens are parts too. ``web_searches``, ``file_searches``: calls of the vendor's own
    tools; ``tier``: "batch", "flex", "priority" or another, None for the standard one; ``fast``:
    a faster mode at its own price; ``geo``: where the vendor was told to compute.
    """

    input_tokens: int = 0
    output_tokens: int | None = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    cache_write_1h_tokens: int = 0
    reasoning_tokens: int = 0
    input_audio_tokens: int = 0
    output_audio_tokens: int = 0
    input_image_tokens: int = 0
    web_searches: int = 0
    file_searches: int = 0
    tier: str | None = None
    fast: bool = False
    geo: str | None = None

    def answered(self, tokens: int) -> Usage:
        """Return the usage of an answer of another length; reasoning as far as it goes."""
        reasoning = min(self.reasoning_tokens, tokens)
        return replace(self, output_tokens=tokens, reasoning_tokens=reasoning)

    def resized(self, tokens: int) -> Usage:
        """Return the usage of an input of another size: what is read stays as far as it goes.

        What went is taken from the uncached tokens first, then from those written, those read.
        """
        read = min(self.cache_read_tokens, tokens)
        written = min(self.cache_write_tokens, tokens - read)
        return replace(
            self,
            input_tokens=tokens,
            cache_read_tokens=read,
            cache_write_tokens=written,
            cache_write_1h_tokens=min(self.cache_write_1h_tokens, written),
            input_audio_tokens=min(self.input_audio_tokens, tokens - read - written),
            input_image_tokens=min(self.input_image_tokens, tokens - read - written),
        )


MOST = 10**12  # more than any request holds: no count of tokens, whatever a file says
STANDARD = frozenset({"", "standard", "default", "auto", "on_demand"})


def number(source: Any, *names: str) -> int:
    """Return the whole number that a chain of fields leads to, 0 where there is none.

    Raises ValueError or TypeError for what isn't a number, or is none of tokens.
    """
    simple = type(source) is dict and len(names) == 1
    found = source.get(names[0]) if simple else value_of(source, *names)
    count = 0 if found is None else max(int(found), 0)
    if count > MOST:
        raise ValueError(f"{names[-1]}: found {count:.0e}, expected a number of tokens")
    return count


def value_of(source: Any, *names: str) -> Any:
    """Return what a chain of fields leads to, in objects and mappings; None where one lacks."""
    for name in names:
        if source is None:
            return None
        if type(source) is dict or isinstance(source, Mapping):
            source = source.get(name)
        else:
            source = getattr(source, name, None)
    return source


def _name_of(source: Any, name: str) -> str | None:
    """Return a name that a field holds, None for anything else."""
    found = value_of(source, name)
    return found if isinstance(found, str) else None


def tier_of(name: Any) -> str | None:
    """Return a service tier that has a price of its own, None for the standard one."""
    return None if not isinstance(name, str) or name.lower() in STANDARD else name.lower()


def usage_of(found: Any) -> Usage | None:
    """Return what a vendor's ``usage`` object or mapping says, None where it says nothing.

    Told apart by its fields: Chat Completions (``prompt_tokens``), Anthropic (cache fields
    beside ``input_tokens``), Responses (``input_tokens_details``), Bedrock (``inputTokens``) and
    Gemini (``promptTokenCount``).
    """
    if found is None:
        return None
    if value_of(found, "prompt_tokens") is not None:
        return chat_usage(found)
    if value_of(found, "inputTokens") is not None:
        return bedrock_usage(found)
    if value_of(found, "promptTokenCount") is not None:
        return gemini_usage(found)
    if value_of(found, "input_tokens") is None:
        return None
    details = value_of(found, "input_tokens_details") is not None
    return responses_usage(found) if details else anthropic_usage(found)


def chat_usage(found: Any) -> Usage:
    """Return the usage of Chat Completions, by OpenAI or by those who speak its protocol."""
    details = ("prompt_tokens_details",)
    read = (
        number(found, *details, "cached_tokens")
        or number(found, "prompt_cache_hit_tokens")
        or number(found, "cached_tokens")
        or number(found, "cache_read_input_tokens")
    )
    written = (
        number(found, *details, "cache_write_tokens")
        or number(found, *details, "cache_creation_tokens")
        or number(found, "cache_creation_input_tokens")
    )
    long = number(
        found, *details, "cache_creation_token_details", "ephemeral_1h_input_tokens"
    ) or number(found, "cache_creation", "ephemeral_1h_input_tokens")
    return _sound(
        input_tokens=number(found, "prompt_tokens"),
        output_tokens=number(found, "completion_tokens"),
        cache_read_tokens=read,
        cache_write_tokens=max(written, long),
        cache_write_1h_tokens=long,
        reasoning_tokens=number(found, "completion_tokens_details", "reasoning_tokens"),
        input_audio_tokens=number(found, *details, "audio_tokens"),
        output_audio_tokens=number(found, "completion_tokens_details", "audio_tokens"),
        input_image_tokens=number(found, *details, "image_tokens"),
        web_searches=number(found, "server_tool_use", "web_search_requests"),
    )


def responses_usage(found: Any) -> Usage:
    """Return the usage of OpenAI's Responses."""
    return _sound(
        input_tokens=number(found, "input_tokens"),
        output_tokens=number(found, "output_tokens"),
        cache_read_tokens=number(found, "input_tokens_details", "cached_tokens"),
        cache_write_tokens=number(found, "input_tokens_details", "cache_write_tokens"),
        reasoning_tokens=number(found, "output_tokens_details", "reasoning_tokens"),
        input_audio_tokens=number(found, "input_tokens_details", "audio_tokens"),
        output_audio_tokens=number(found, "output_tokens_details", "audio_tokens"),
        input_image_tokens=number(found, "input_tokens_details", "image_tokens"),
    )


def anthropic_usage(found: Any) -> Usage:
    """Return the usage of Anthropic's Messages; compactions stand beside it and are added."""
    written_for = value_of(found, "cache_creation")
    long = number(written_for, "ephemeral_1h_input_tokens")
    short = number(written_for, "ephemeral_5m_input_tokens")
    read = number(found, "cache_read_input_tokens")
    written = max(number(found, "cache_creation_input_tokens"), long + short)
    usage = _sound(
        input_tokens=number(found, "input_tokens") + read + written,
        output_tokens=number(found, "output_tokens"),
        cache_read_tokens=read,
        cache_write_tokens=written,
        cache_write_1h_tokens=long,
        reasoning_tokens=number(found, "output_tokens_details", "thinking_tokens"),
        web_searches=number(found, "server_tool_use", "web_search_requests"),
        tier=tier_of(value_of(found, "service_tier")),
        fast=value_of(found, "speed") == "fast",
        geo=_name_of(found, "inference_geo"),
    )
    return with_compactions(usage, found)


def with_compactions(usage: Usage, found: Any) -> Usage:
    """Return a usage with that of the compactions which Anthropic reports beside it."""
    iterations = value_of(found, "iterations")
    for one in iterations if isinstance(iterations, (list, tuple)) else ():
        if value_of(one, "type") == "compaction":
            more = anthropic_usage(one)
            usage = replace(
                usage,
                **{name: (getattr(usage, name) or 0) + getattr(more, name) for name in _ADDED},
            )
    return usage


_ADDED = (
    "input_tokens",
    "output_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "cache_write_1h_tokens",
)


def bedrock_usage(found: Any) -> Usage:
    """Return the usage of Bedrock's Converse; cached tokens stand beside its input tokens."""
    read, written = number(found, "cacheReadInputTokens"), number(found, "cacheWriteInputTokens")
    details = value_of(found, "cacheDetails")
    long = sum(
        number(one, "inputTokens")
        for one in (details if isinstance(details, (list, tuple)) else ())
        if value_of(one, "ttl") == "1h"
    )
    return _sound(
        input_tokens=number(found, "inputTokens") + read + written,
        output_tokens=number(found, "outputTokens"),
        cache_read_tokens=read,
        cache_write_tokens=written,
        cache_write_1h_tokens=long,
    )


def gemini_usage(found: Any) -> Usage:
    """Return Gemini's ``usageMetadata``; thoughts stand beside its answer's tokens."""
    thoughts = number(found, "thoughtsTokenCount")
    return _sound(
        input_tokens=number(found, "promptTokenCount") + number(found, "toolUsePromptTokenCount"),
        output_tokens=number(found, "candidatesTokenCount") + thoughts,
        cache_read_tokens=number(found, "cachedContentTokenCount"),
        reasoning_tokens=thoughts,
    )


def _sound(input_tokens: int, output_tokens: int | None = 0, **parts: Any) -> Usage:
    """Return a usage whose parts lie within the whole, whatever a vendor or a router says."""
    came, left = output_tokens or 0, input_tokens
    for name in _OF_OUTPUT:
        if parts.get(name):
            parts[name] = min(parts[name], came)
    for name in ("cache_read_tokens", "cache_write_tokens"):
        if parts.get(name):
            parts[name] = min(parts[name], left)
            left -= parts[name]
    for name in _OF_UNCACHED:
        if parts.get(name):
            parts[name] = min(parts[name], left)
    if parts.get("cache_write_1h_tokens"):
        parts["cache_write_1h_tokens"] = min(
            parts["cache_write_1h_tokens"], parts["cache_write_tokens"]
        )
    return Usage(input_tokens, output_tokens, **parts)


_OF_OUTPUT = ("reasoning_tokens", "output_audio_tokens")
_OF_UNCACHED = ("input_audio_tokens", "input_image_tokens")
