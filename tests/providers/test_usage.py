"""One reading of usage, whoever reports it and in whatever words."""

from __future__ import annotations

from types import SimpleNamespace as Some
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.providers.usage import Usage, tier_of, usage_of

# reported -> understood
REPORTED: list[tuple[dict[str, Any], Usage]] = [
    # OpenAI's Chat Completions
    (
        {
            "prompt_tokens": 1000,
            "completion_tokens": 50,
            "prompt_tokens_details": {"cached_tokens": 600, "audio_tokens": 100},
            "completion_tokens_details": {"reasoning_tokens": 30, "audio_tokens": 10},
        },
        Usage(1000, 50, 600, reasoning_tokens=30, input_audio_tokens=100, output_audio_tokens=10),
    ),
    # OpenAI's Responses
    (
        {
            "input_tokens": 1000,
            "output_tokens": 50,
            "input_tokens_details": {"cached_tokens": 600, "cache_write_tokens": 300},
            "output_tokens_details": {"reasoning_tokens": 30},
        },
        Usage(1000, 50, 600, 300, reasoning_tokens=30),
    ),
    # Anthropic, by the hour and with a total only
    (
        {
            "input_tokens": 10,
            "output_tokens": 5,
            "cache_read_input_tokens": 600,
            "cache_creation_input_tokens": 300,
            "cache_creation": {"ephemeral_1h_input_tokens": 200, "ephemeral_5m_input_tokens": 100},
            "server_tool_use": {"web_search_requests": 2, "web_fetch_requests": 1},
            "service_tier": "batch",
        },
        Usage(910, 5, 600, 300, 200, web_searches=2, tier="batch"),
    ),
    ({"input_tokens": 10, "output_tokens": 5}, Usage(10, 5)),
    (
        {"input_tokens": 10, "output_tokens": 5, "cache_creation_input_tokens": None},
        Usage(10, 5),
    ),
    # a compaction's tokens stand beside the message's
    (
        {
            "input_tokens": 10,
            "output_tokens": 5,
            "iterations": [
                {
                    "type": "compaction",
                    "input_tokens": 200,
                    "output_tokens": 20,
                    "cache_read_input_tokens": 100,
                    "cache_creation_input_tokens": 50,
                },
                {"type": "message", "input_tokens": 10, "output_tokens": 5},
            ],
        },
        Usage(360, 25, 100, 50),
    ),
    # LiteLLM in front of Anthropic: cached tokens are in the prompt's, and named twice
    (
        {
            "prompt_tokens": 910,
            "completion_tokens": 5,
            "prompt_tokens_details": {"cached_tokens": 600},
            "cache_read_input_tokens": 600,
            "cache_creation_input_tokens": 300,
        },
        Usage(910, 5, 600, 300),
    ),
    # OpenRouter
    (
        {
            "prompt_tokens": 910,
            "completion_tokens": 5,
            "cost": 0.1,
            "prompt_tokens_details": {"cached_tokens": 600, "cache_write_tokens": 300},
        },
        Usage(910, 5, 600, 300),
    ),
    # DeepSeek, Moonshot
    (
        {
            "prompt_tokens": 1000,
            "completion_tokens": 5,
            "prompt_cache_hit_tokens": 640,
            "prompt_cache_miss_tokens": 360,
        },
        Usage(1000, 5, 640),
    ),
    ({"prompt_tokens": 1000, "completion_tokens": 5, "cached_tokens": 640}, Usage(1000, 5, 640)),
    # Bedrock's Converse
    (
        {
            "inputTokens": 10,
            "outputTokens": 5,
            "cacheReadInputTokens": 600,
            "cacheWriteInputTokens": 300,
            "cacheDetails": [
                {"inputTokens": 200, "ttl": "1h"},
                {"inputTokens": 100, "ttl": "5m"},
            ],
        },
        Usage(910, 5, 600, 300, 200),
    ),
    # Gemini
    (
        {
            "promptTokenCount": 1000,
            "candidatesTokenCount": 20,
            "thoughtsTokenCount": 30,
            "cachedContentTokenCount": 600,
        },
        Usage(1000, 50, 600, reasoning_tokens=30),
    ),
]


def as_object(value: Any) -> Any:
    """Return what an SDK makes of JSON."""
    if isinstance(value, dict):
        return Some(**{name: as_object(part) for name, part in value.items()})
    return [as_object(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("reported", "usage"), REPORTED)
def test_usage_is_read_from_json_and_from_objects(reported: dict[str, Any], usage: Usage) -> None:
    assert usage_of(reported) == usage
    assert usage_of(as_object(reported)) == usage


def test_nothing_is_read_from_nothing() -> None:
    assert usage_of(None) is None
    assert usage_of({}) is None
    assert usage_of(Some()) is None


def test_only_tiers_with_a_price_of_their_own_are_named() -> None:
    assert [tier_of(t) for t in (None, "default", "standard", "auto", "", 3)] == [None] * 6
    assert [tier_of(t) for t in ("flex", "Priority", "batch")] == ["flex", "priority", "batch"]


names = st.sampled_from(sorted({name for reported, _ in REPORTED for name in reported}))
details = st.dictionaries(
    st.sampled_from(["cached_tokens", "audio_tokens", "cache_write_tokens", "reasoning_tokens"]),
    st.integers(-5, 5000),
)


@given(st.dictionaries(names, st.one_of(st.integers(-5, 5000), st.none(), details)))
def test_parts_lie_within_the_whole_whatever_is_reported(reported: dict[str, Any]) -> None:
    try:
        usage = usage_of(reported)
    except (TypeError, ValueError):
        return  # a mapping where a number belongs
    if usage is None:
        return
    beside = usage.input_audio_tokens + usage.input_image_tokens
    assert usage.cache_read_tokens + usage.cache_write_tokens <= usage.input_tokens
    assert min(usage.cache_read_tokens, usage.cache_write_tokens, beside) >= 0
    assert usage.cache_write_1h_tokens <= usage.cache_write_tokens
    assert usage.reasoning_tokens <= (usage.output_tokens or 0)
    assert usage.output_audio_tokens <= (usage.output_tokens or 0)
