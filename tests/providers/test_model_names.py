"""One model, however its name is written; nothing is guessed."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, strategies

from headroom_lab.providers.model_names import model_name
from headroom_lab.providers.routes import HOSTS, MAKERS, VARIANTS

# as written -> (name, maker, host)
WRITTEN = {
    "openai/gpt-4o": ("gpt-4o", "openai", None),
    "openai:gpt-4o": ("gpt-4o", "openai", None),
    "GPT-4o": ("gpt-4o", "openai", None),
    "openrouter/openai/gpt-4o": ("gpt-4o", "openai", "openrouter"),
    "litellm_proxy/azure/gpt-4o": ("gpt-4o", "openai", "azure"),
    "azure/gpt-35-turbo": ("gpt-3.5-turbo", "openai", "azure"),
    "azure/eu/gpt-4o-2024-08-06": ("gpt-4o-2024-08-06", "openai", "azure"),
    "gpt-4-1-mini": ("gpt-4.1-mini", "openai", None),
    "gpt-4-1106-preview": ("gpt-4-1106-preview", "openai", None),
    "gpt-4-32k": ("gpt-4-32k", "openai", None),
    "openrouter/openai/gpt-5.2-20251211": ("gpt-5.2-2025-12-11", "openai", "openrouter"),
    "openai.gpt-oss-120b-1:0": ("gpt-oss-120b", "openai", "aws"),
    "anthropic/claude-sonnet-4.5": ("claude-sonnet-4-5", "anthropic", None),
    "anthropic/claude-4.5-sonnet-20250929": ("claude-sonnet-4-5-20250929", "anthropic", None),
    "Claude-Sonnet-3.7": ("claude-3-7-sonnet", "anthropic", None),
    "claude-3.7-sonnet:thinking": ("claude-3-7-sonnet", "anthropic", "openrouter"),
    "claude-opus-4-5[1m]": ("claude-opus-4-5", "anthropic", None),
    "claude-sonnet-4@default": ("claude-sonnet-4", "anthropic", None),
    "claude-3-5-sonnet-v2@20241022": ("claude-3-5-sonnet-20241022", "anthropic", None),
    "vertex_ai/claude-sonnet-4-5@20250929": ("claude-sonnet-4-5-20250929", "anthropic", "google"),
    "projects/p/locations/us-east5/publishers/anthropic/models/claude-opus-4@20250514": (
        "claude-opus-4-20250514", "anthropic", "google"),
    "us.anthropic.claude-sonnet-4-20250514-v1:0": ("claude-sonnet-4-20250514", "anthropic", "aws"),
    "us-gov.anthropic.claude-3-haiku-20240307-v1:0": ("claude-3-haiku-20240307", "anthropic", "aws"),
    "bedrock/us-east-1/anthropic.claude-v2:1": ("claude-2.1", "anthropic", "aws"),
    "bedrock/converse/eu.amazon.nova-pro-v1:0": ("nova-pro", "amazon", "aws"),
    "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-5-sonnet-20241022-v2:0": (
        "claude-3-5-sonnet-20241022", "anthropic", "aws"),
    "arn:aws:bedrock:us-west-2:123456789012:inference-profile/"
    "apac.anthropic.claude-opus-4-5-20251101-v1:0": ("claude-opus-4-5-20251101", "anthropic", "aws"),
    "models/gemini-2.5-pro": ("gemini-2.5-pro", "google", None),
    "gemini/gemini-2-5-flash": ("gemini-2.5-flash", "google", "google"),
    "google-gla:gemini-2.5-flash": ("gemini-2.5-flash", "google", "google"),
    "vertex_ai/mistral-large@2411": ("mistral-large-2411", "mistral", "google"),
    "together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo": (
        "llama-3.3-70b-instruct-turbo", "meta", "together"),
    "fireworks_ai/accounts/fireworks/models/deepseek-v3-0324": (
        "deepseek-v3-0324", "deepseek", "fireworks"),
    "groq/llama-3.3-70b-versatile": ("llama-3.3-70b-versatile", "meta", "groq"),
    "openrouter/deepseek/deepseek-r1:free": ("deepseek-r1", "deepseek", "openrouter"),
    "huggingface/together/deepseek-ai/DeepSeek-R1": (
        "deepseek-r1", "deepseek", "huggingface_together"),
    "@cf/meta/llama-3.1-8b-instruct": ("llama-3.1-8b-instruct", "meta", "cloudflare"),
    "ollama/llama3.1:8b": ("llama3.1:8b", "meta", "local"),
    "xai/grok-4": ("grok-4", "x-ai", None),
}  # fmt: skip


@pytest.mark.parametrize("written", WRITTEN)
def test_a_name_is_read_however_it_is_written(written: str) -> None:
    read = model_name(written)
    assert (read.name, read.maker, read.host) == WRITTEN[written]
    assert read.given == written


@pytest.mark.parametrize("written", ["mycompany/gpt-4o", "unsloth/llama-3.1", "a/b/c", "/", ""])
def test_a_stranger_keeps_its_path(written: str) -> None:
    read = model_name(written)
    assert read.name == written
    assert read.maker is None


def test_what_cannot_be_seen_through_has_no_maker() -> None:
    arn = "arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/ab12"
    assert model_name(arn).maker is None
    assert model_name(arn).host == "aws"
    assert model_name("my-deployment").maker is None


@pytest.mark.parametrize(
    "written",
    [
        "ft:gpt-4.1-2025-04-14:org::id",
        "openai/ft:gpt-4.1-2025-04-14:org:name:id:ckpt-step-80",
        "azure/gpt-4.1-2025-04-14.ft-0a1b",
    ],
)
def test_a_tuned_model_names_its_base(written: str) -> None:
    assert model_name(written).name == "gpt-4.1-2025-04-14"
    assert model_name(written).tuned


def test_a_variant_stands_beside_the_name() -> None:
    for variant in VARIANTS:
        read = model_name(f"openrouter/openai/gpt-4o:{variant}")
        assert (read.name, read.variant) == ("gpt-4o", variant)


names = strategies.text(string.ascii_lowercase + string.digits + "-.", min_size=1, max_size=20)


@given(names, strategies.sampled_from([*HOSTS, *MAKERS]))
def test_reading_a_read_name_changes_nothing(name: str, prefix: str) -> None:
    read = model_name(f"{prefix}/{name}")
    again = model_name(read.name)
    assert model_name(again.name).name == again.name


@given(strategies.text(max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    read = model_name(text)
    assert read.given == text
    assert read.name == read.name.lower()
