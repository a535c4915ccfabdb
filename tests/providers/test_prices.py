"""Every model of the price table is found as it is written; no model by another's name."""

from __future__ import annotations

import string

import pytest
from genai_prices.data import providers
from hypothesis import given, strategies

from headroom_lab import simulate
from headroom_lab.providers.bill import bill
from headroom_lab.providers.pricing import context_limit, find_model
from headroom_lab.providers.suggestions import alike
from headroom_lab.providers.usage import Usage

# as written -> USD per million input tokens
INPUT = {
    "openai/gpt-4o": 2.5,
    "openrouter/openai/gpt-4o": 2.5,
    "litellm_proxy/azure/gpt-4o": 2.5,
    "azure/gpt-35-turbo": 0.5,
    "gpt-4-1-mini": 0.4,
    "ft:gpt-4.1-2025-04-14:org::id": 3.0,
    "ft:gpt-4o-mini-2024-07-18:acme:name:id": 0.3,
    "anthropic/claude-sonnet-4.5": 3.0,
    "claude-4-opus-20250514": 15.0,
    "claude-opus-4-5[1m]": 5.0,
    "us.anthropic.claude-sonnet-4-20250514-v1:0": 3.0,
    "eu.anthropic.claude-sonnet-4-5-20250929-v1:0": 3.3,  # a region of Bedrock's costs 10 % more
    "ca.anthropic.claude-sonnet-4-5-20250929-v1:0": 3.3,
    "global.anthropic.claude-sonnet-4-5-20250929-v1:0": 3.0,
    "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-5-sonnet-20241022-v2:0": 3.0,
    "vertex_ai/claude-sonnet-4-5@20250929": 3.0,
    "mistral-large-latest": 2.0,
    "mistral/mistral-large-latest": 2.0,
    "gemini-2.5-pro": 1.25,
    "models/gemini-2.5-pro": 1.25,
    "bedrock/converse/eu.amazon.nova-pro-v1:0": 0.8,
    "groq/llama-3.3-70b-versatile": 0.59,
    "together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo": 0.88,
    "accounts/fireworks/models/deepseek-v3-0324": 0.9,
    "deepseek/deepseek-r1:free": 0.0,
    "perplexity/sonar": 1.0,
    "xai/grok-4": 3.0,
    "glm-4.6": 0.6,
}
UNKNOWN = (
    "gpt-4o-mini-x", "gpt-41", "gpt-4o-2099-01-01", "mycompany/gpt-4o", "unsloth/llama-3.3-70b",
    "claude-sonnet-4-5x", "claude-opus-4-10", "claude-opus-4-5-mini", "gemini-1.5-flash-8b",
    "ollama/llama3.1:8b", "groq/gpt-4o", "deepinfra/deepseek-ai/DeepSeek-R1", "sonnet", "",
    "arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/ab12", "my-deployment",
    "azure/gpt-4.1-2025-04-14.ft-0a1b", "ft:gpt-99:org::id",
)  # fmt: skip


def input_price(model: str) -> float | None:
    """Return USD for a million input tokens, asked in parts small enough for the lowest tier."""
    cost = bill(model, Usage(1000)).total
    return None if cost is None else cost * 1000


@pytest.mark.parametrize("written", INPUT)
def test_a_model_has_its_price_however_it_is_written(written: str) -> None:
    found = [part for part in bill(written, Usage(1000)).parts if part.name == "uncached"]
    assert [float(part.usd or 0) * 1000 for part in found] == [pytest.approx(INPUT[written])]


@pytest.mark.parametrize("written", UNKNOWN)
def test_no_model_has_the_price_of_another(written: str) -> None:
    assert input_price(written) is None
    assert find_model(written) is None


def test_every_vendor_of_the_table_is_known() -> None:
    missed, count = [], 0
    for provider in providers:
        for model in provider.models:
            count += 1
            found = find_model(f"{provider.id}/{model.id}")
            if found is None or (found.id != model.id and found.prices != model.prices):
                missed.append(f"{provider.id}/{model.id}")
    assert count > 1000
    assert len(missed) < count / 100, missed


@given(
    strategies.sampled_from(["gpt-4o", "claude-sonnet-4-5", "gemini-2.5-pro", "o3", "grok-4"]),
    strategies.text(string.ascii_lowercase, min_size=1, max_size=8),
)
def test_a_name_that_goes_on_is_another_model(name: str, more: str) -> None:
    assert input_price(name + more) is None


def test_limits_are_the_models_own() -> None:
    assert context_limit("openrouter/openai/gpt-4o") == 128_000
    assert context_limit("us.anthropic.claude-sonnet-4-20250514-v1:0") == 200_000
    assert context_limit("claude-sonnet-4-5[1m]") == 1_000_000
    assert context_limit("models/gemini-2.5-pro") == 1_048_576
    assert context_limit("gpt-4o-mini-x") is None


@pytest.mark.parametrize(
    ("name", "meant"),
    [("sonnet", "sonnet"), ("opus", "opus"), ("haiku", "haiku"), ("flash", "flash")],
)
def test_an_alias_is_suggested_not_guessed(name: str, meant: str) -> None:
    assert meant in str(alike(name))
    assert find_model(name) is None
    with pytest.warns(UserWarning, match=f"did you mean '{alike(name)}'"):
        result = simulate([{"role": "user", "content": "hi"}], model=name)
    assert result.cost_before is None


def test_a_misspelled_name_suggests_the_right_one() -> None:
    assert alike("gpt4o") == "gpt-4o"
    assert alike("claude-sonet-4-5") == "claude-sonnet-4-5"
    assert alike("potato") is None
