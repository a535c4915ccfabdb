"""Tokens become money in one place: amounts by hand, and what holds of every bill."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab.providers.bill import bill, warm_usage
from headroom_lab.providers.prompt_cache import cache_rules
from headroom_lab.providers.usage import Usage

MODELS = (
    "gpt-4o", "gpt-5.4", "gpt-5.6-sol", "o3", "claude-opus-4-5", "claude-sonnet-4-5",
    "claude-haiku-4-5", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "gemini-2.5-pro",
    "mistral-large-latest", "deepseek-chat", "grok-4.5",
)  # fmt: skip
MILLION = 1_000_000
# model, usage, USD by hand
AMOUNTS: list[tuple[str, Usage, float]] = [
    # 100,000 written for one hour at $10; for five minutes at $6.25
    ("claude-opus-4-5", Usage(100_000, 0, 0, 100_000, 100_000), 1.00),
    ("claude-opus-4-5", Usage(100_000, 0, 0, 100_000), 0.625),
    ("claude-opus-4-5", Usage(100_000, 0, 0, 100_000, 40_000), 0.4 + 0.375),
    # Bedrock lists no price of an hour for Sonnet 4: twice the input's
    ("us.anthropic.claude-sonnet-4-20250514-v1:0", Usage(100_000, 0, 0, 100_000, 100_000), 0.60),
    # 1,000 uncached at $3, 6,000 read at $0.30, 2,000 output at $15
    ("claude-sonnet-4-5", Usage(7_000, 2_000, 6_000), 0.003 + 0.0018 + 0.03),
    # over 200,000: input at $6, output at $22.50
    ("claude-sonnet-4-5", Usage(200_001, 1_000), 200_001 * 6 / MILLION + 0.0225),
    ("claude-sonnet-4-5", Usage(200_000, 1_000), 0.6 + 0.015),
    ("gemini-2.5-pro", Usage(300_000, 1_000), 300_000 * 2.5 / MILLION + 0.015),
    ("gpt-5.4", Usage(300_000, 1_000), 300_000 * 5 / MILLION + 0.0225),
    # three searches at $10 a thousand
    ("claude-sonnet-4-5", Usage(1_000, 0, web_searches=3), 0.003 + 0.03),
    ("gpt-4o", Usage(1_000, 0, web_searches=2, file_searches=4), 0.0025 + 0.02 + 0.01),
    # a batch is at half, its searches are not
    ("claude-opus-4-5", Usage(100_000, 10_000, tier="batch"), 0.25 + 0.125),
    ("claude-opus-4-5", Usage(0, 0, web_searches=100, tier="batch"), 1.00),
    ("claude-opus-4-5", Usage(100_000, 0, 0, 100_000, 100_000, tier="batch"), 0.50),
    ("claude-3-5-sonnet-latest", Usage(100_000, 0, tier="batch"), 0.15),
    ("gpt-4o", Usage(100_000, 10_000, tier="batch"), 0.125 + 0.05),
    ("gpt-4o", Usage(100_000, 10_000, tier="flex"), 0.125 + 0.05),
    ("o3", Usage(100_000, 10_000, 40_000, tier="flex"), 0.06 + 0.01 + 0.04),
    ("o3", Usage(100_000, 10_000, 40_000, tier="priority"), 0.21 + 0.035 + 0.14),
    ("gpt-4o", Usage(100_000, 10_000, tier="priority"), 0.425 + 0.17),
    # a faster mode at twice the price
    ("claude-opus-5", Usage(100_000, 10_000, fast=True), 1.00 + 0.50),
    # kept in the US at 1.1 times
    ("claude-opus-5", Usage(100_000, 10_000, geo="us"), (0.50 + 0.25) * 1.1),
    # 1,000 of text at $2.50, 4,000 of audio at $40; 100 at $10, 500 at $80
    (
        "gpt-4o-audio-preview",
        Usage(5_000, 600, input_audio_tokens=4_000, output_audio_tokens=500),
        0.0025 + 0.16 + 0.001 + 0.04,
    ),
    ("gpt-audio", Usage(2_000, 0, input_audio_tokens=1_000), 0.0025 + 0.032),
    # reasoning is in the output and not billed again
    ("o3", Usage(0, 1_000, reasoning_tokens=800), 0.008),
    # a fine-tuned model at its own price, cached part too
    ("ft:gpt-4.1-2025-04-14:org::id", Usage(100_000, 10_000, 60_000), 0.12 + 0.045 + 0.12),
]


@pytest.mark.parametrize(("model", "usage", "usd"), AMOUNTS)
def test_amounts_by_hand(model: str, usage: Usage, usd: float) -> None:
    made = bill(model, usage)
    assert made.gaps == ()
    assert made.total == pytest.approx(usd, abs=1e-12)


@pytest.mark.parametrize(
    ("model", "usage", "said"),
    [
        ("no-such-model", Usage(10), "price of 'no-such-model'"),
        ("claude-opus-4-5", Usage(10, tier="priority"), "priority tier"),
        ("gpt-4o", Usage(10, tier="scale"), "scale tier"),
        ("gpt-4.1", Usage(1_000, input_audio_tokens=10), "price of audio in"),
        ("mistral-large-latest", Usage(1_000, web_searches=1), "price of web searches"),
        ("claude-opus-4-5", Usage(10, fast=True), "fast tier"),
    ],
)
def test_what_has_no_price_is_said(model: str, usage: Usage, said: str) -> None:
    made = bill(model, usage)
    assert made.total is None
    assert said in str(made.note)


def test_a_note_tells_the_part_that_is_known() -> None:
    made = bill("mistral-large-latest", Usage(100_000, web_searches=1))
    assert made.known == pytest.approx(0.2)
    assert "0.200000 USD" in str(made.note)
    assert bill("gpt-4o", Usage(10)).note is None


@pytest.mark.parametrize("model", MODELS)
def test_a_warm_cache_saves_nothing_below_the_least_length(model: str) -> None:
    rules = cache_rules("openai", model)
    short = (rules.min_tokens or 2048) - 1
    warm = warm_usage(rules, short, short)
    assert warm == Usage(short)
    assert bill(model, warm).total == bill(model, Usage(short)).total


def test_openai_reads_in_steps_from_the_least_length() -> None:
    rules = cache_rules("openai", "openai/gpt-4o")
    read = [warm_usage(rules, 5000, n).cache_read_tokens for n in (1023, 1024, 1151, 1152, 4999)]
    assert read == [0, 1024, 1024, 1152, 4992]
    assert warm_usage(rules, 5000, 2000).cache_write_tokens == 0


def test_rules_follow_the_model_however_it_is_written() -> None:
    assert cache_rules("openai", "anthropic/claude-opus-4.5").min_tokens == 4096
    assert cache_rules("openai", "us.anthropic.claude-opus-4-5-20251101-v1:0").breakpoints == 4
    assert cache_rules("openai", "claude-opus-4-8").min_tokens == 1024
    assert cache_rules("openai", "claude-opus-5").min_tokens == 512
    assert cache_rules("openai", "gpt-5.6-sol").write_factor == pytest.approx(1.25)
    assert cache_rules("openai", "gpt-5.4").charges_writes is False
    assert cache_rules("openai", "groq/llama-3.3-70b-versatile").readable(10**6) == 0
    assert cache_rules("openai", "my-own").readable(2000) == 1920


counts = st.integers(0, 400_000)


@st.composite
def usages(draw: st.DrawFn) -> Usage:
    """Return what a request may have used, every part within its whole."""
    read, written, fresh = draw(counts), draw(counts), draw(counts)
    return Usage(
        read + written + fresh,
        draw(counts),
        read,
        written,
        draw(st.integers(0, written)),
        web_searches=draw(st.integers(0, 50)) if draw(st.booleans()) else 0,
        tier=draw(st.sampled_from([None, "batch"])),
    )


models = st.sampled_from([m for m in MODELS if m not in ("deepseek-chat", "grok-4.5")])


@given(st.sampled_from(MODELS), usages())
def test_parts_add_up_and_none_is_negative(model: str, usage: Usage) -> None:
    made = bill(model, usage)
    assert all(part.usd is None or part.usd >= 0 for part in made.parts)
    assert made.known == float(sum((part.usd or Decimal(0) for part in made.parts), Decimal(0)))
    tokens = sum(part.count for part in made.parts if "searches" not in part.name)
    assert tokens == usage.input_tokens + (usage.output_tokens or 0)


@given(models, usages(), st.sampled_from(["input_tokens", "output_tokens"]), counts)
def test_more_of_anything_never_costs_less(model: str, usage: Usage, name: str, more: int) -> None:
    usage = replace(usage, web_searches=0)
    grown: dict[str, Any] = {name: getattr(usage, name) + more}
    assert (bill(model, replace(usage, **grown)).total or 0) >= (bill(model, usage).total or 0)


@given(models, st.integers(0, 300_000), st.integers(0, 300_000), st.integers(0, 300_000))
def test_the_longer_the_shared_beginning_the_cheaper(
    model: str, tokens: int, one: int, other: int
) -> None:
    rules = cache_rules("openai", model)
    less, more = (bill(model, warm_usage(rules, tokens, n)).known for n in sorted((one, other)))
    cold = bill(model, Usage(tokens)).known
    assert more <= less <= cold * rules.write_factor + 1e-12
    if not rules.charges_writes:
        assert less <= cold
    all_read = bill(model, Usage(tokens, 0, tokens)).known
    assert more >= all_read - 1e-12


@settings(max_examples=50)
@given(usages(), counts)
def test_a_resized_usage_is_sound(usage: Usage, tokens: int) -> None:
    resized = usage.resized(tokens)
    assert resized.input_tokens == tokens
    assert resized.cache_read_tokens + resized.cache_write_tokens <= tokens
    assert resized.cache_write_1h_tokens <= resized.cache_write_tokens
    assert usage.resized(usage.input_tokens) == usage
