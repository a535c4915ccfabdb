"""Limits, prices and counters of the vendors."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from headroom_lab import AnthropicProvider, OpenAIProvider
from headroom_lab.errors import ConfigError, UnknownModelWarning
from headroom_lab.providers import cache_rules, price_source


def test_limits_of_the_reference() -> None:
    assert OpenAIProvider().get_context_limit("gpt-4o") == 128000


def test_a_dated_mini_is_not_the_large_model() -> None:
    provider = OpenAIProvider()
    mini = provider.estimate_cost(1000, 0, "gpt-4o-mini-2024-07-18")
    large = provider.estimate_cost(1000, 0, "gpt-4o")
    assert mini is not None
    assert large is not None
    assert mini < large / 10


def test_an_unknown_model_has_no_price_and_no_limit() -> None:
    with pytest.warns(UnknownModelWarning, match="price of 'gpt-4o-nonsense'"):
        assert OpenAIProvider().estimate_cost(1000, 0, "gpt-4o-nonsense") is None
    with pytest.warns(UnknownModelWarning, match="context limit"):
        assert AnthropicProvider().get_context_limit("claude-opus-4-5-nonsense") is None


def test_a_limit_given_by_the_caller_wins_and_the_longest_name_first() -> None:
    limits = {"gpt-4o": 1000, "gpt-4o-mini": 2000}
    provider = OpenAIProvider(context_limits=limits)
    assert provider.get_context_limit("gpt-4o-mini-2024-07-18") == 2000
    assert provider.get_context_limit("gpt-4o-2024-08-06") == 1000
    with pytest.raises(ConfigError, match="at least 1"):
        OpenAIProvider(context_limits={"x": 0})


def test_cached_tokens_are_part_of_the_input() -> None:
    provider = AnthropicProvider()
    plain = provider.estimate_cost(10_000, 0, "claude-sonnet-4-5")
    cached = provider.estimate_cost(10_000, 0, "claude-sonnet-4-5", cache_read_tokens=10_000)
    written = provider.estimate_cost(10_000, 0, "claude-sonnet-4-5", cache_write_tokens=10_000)
    assert plain is not None
    assert cached == pytest.approx(0.1 * plain)
    assert written == pytest.approx(1.25 * plain)


@pytest.mark.parametrize("counts", [(-1, 0), (float("nan"), 0), (5, float("inf"))])
def test_impossible_counts_are_refused(counts: tuple[Any, Any]) -> None:
    with pytest.raises(ConfigError, match="at least 0"):
        OpenAIProvider().estimate_cost(*counts, "gpt-4o")


def test_more_cached_than_sent_is_refused() -> None:
    with pytest.raises(ConfigError, match="parts of the input"):
        OpenAIProvider().estimate_cost(10, 0, "gpt-4o", cache_read_tokens=11)


def test_prices_say_their_source_and_date() -> None:
    source = price_source()
    assert source.package.startswith("genai-prices ")
    assert len(source.date) == 10


def test_cache_rules_by_the_longest_name() -> None:
    assert cache_rules("anthropic", "claude-haiku-4-5-20251001").min_tokens == 4096
    assert cache_rules("anthropic", "claude-sonnet-4-5").min_tokens == 1024
    assert cache_rules("openai", "gpt-4o").readable(1300) == 1280
    assert cache_rules("openai", "gpt-4o").readable(1000) == 0


class Endpoint:
    """Stands where nothing real can run: Anthropic's count_tokens, which needs its network."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.messages = SimpleNamespace(count_tokens=self.count)

    def count(self, **request: Any) -> Any:
        self.requests.append(request)
        return SimpleNamespace(input_tokens=77)


def test_the_api_counts_each_message_list_once() -> None:
    endpoint = Endpoint()
    counter = AnthropicProvider(client=endpoint).get_token_counter("claude-3-5-sonnet-latest")
    messages = [{"role": "system", "content": "s"}, {"role": "user", "content": "hi"}]
    assert counter.count_messages(messages) == counter.count_messages(messages) == 77
    (request,) = endpoint.requests
    assert request["messages"] == [{"role": "user", "content": "hi"}]
    assert request["system"] == [{"type": "text", "text": "s"}]


def test_without_a_client_the_count_is_a_labelled_estimate() -> None:
    counter = AnthropicProvider().get_token_counter("claude-3-5-sonnet-latest")
    assert counter.count_messages([{"role": "user", "content": "hi"}]) > 0
    assert "estimate" in counter.method
