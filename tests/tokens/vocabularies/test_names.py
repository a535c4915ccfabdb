"""A model's vocabulary is told by its name, however clouds and routers write that."""

from __future__ import annotations

import pytest

from headroom_lab import Tokenizer
from headroom_lab.tokens.vocabularies import FACTORS, TITLES, reads_with
from headroom_lab.tokens.vocabularies.packaged import PACKAGED
from headroom_lab.tokens.vocabularies.text_kind import KINDS


@pytest.mark.parametrize(
    ("model", "vocabulary", "known"),
    [
        ("llama-3.3-70b-instruct", "llama-3", True),
        ("meta-llama/Llama-3.1-8B-Instruct", "llama-3", True),
        ("groq/llama-3.3-70b-versatile", "llama-3", True),
        ("us.meta.llama3-3-70b-instruct-v1:0", "llama-3", True),
        ("together_ai/meta-llama/Llama-4-Scout-17B-16E-Instruct", "llama-4", True),
        ("llama-2-70b-chat", "mistral-v1", False),
        ("deepseek-r1-distill-llama-70b", "llama-3", True),
        ("deepseek-r1-distill-qwen-32b", "qwen", True),
        ("deepseek-chat", "deepseek", True),
        ("deepseek/deepseek-v3.1", "deepseek", True),
        ("deepseek-ai/DeepSeek-R1", "deepseek", True),
        ("deepseek-coder-33b", "deepseek", False),
        ("Qwen/Qwen2.5-72B-Instruct", "qwen", True),
        ("qwen3-coder-480b", "qwen", True),
        ("qwq-32b", "qwen", True),
        ("qwen3.5-plus", "qwen", False),
        ("qwen-max", "qwen", False),
        ("open-mistral-nemo", "tekken", True),
        ("mistral-small-2506", "tekken", True),
        ("open-mixtral-8x7b", "mistral-v1", True),
        ("open-mixtral-8x22b", "mistral-v3", True),
        ("mistral-large-latest", "tekken", False),
        ("gemini-2.5-pro", "gemini", False),
        ("vertex_ai/gemini-3-pro", "gemini", False),
    ],
)
def test_the_name_tells_the_vocabulary(model: str, vocabulary: str, known: bool) -> None:
    assert reads_with(model) == (vocabulary, known)


@pytest.mark.parametrize("model", ["gpt-4o", "o3", "claude-sonnet-4-5", "grok-4", "kimi-k2", ""])
def test_other_models_have_none_of_them(model: str) -> None:
    assert reads_with(model) is None


def test_every_vocabulary_has_a_factor_for_every_kind_of_text() -> None:
    assert set(FACTORS) == set(TITLES) == {*PACKAGED, "gemini"}
    for factors in FACTORS.values():
        assert set(factors) == set(KINDS)
        assert all(0.5 < factor < 6 and 0 < band < 1.5 for factor, band in factors.values())


@pytest.mark.parametrize("model", ["qwen-max", "gemini-2.5-pro", "mistral-large-latest"])
def test_an_estimate_names_its_factor_and_band(model: str) -> None:
    tokenizer = Tokenizer(model=model)
    assert not tokenizer.exact
    assert "estimate: o200k_base ×" in tokenizer.method
    assert "±" in tokenizer.method
