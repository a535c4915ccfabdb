"""The samples of the API reference, with only the import name changed."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from tests.client.server import serving

MESSAGES: list[dict[str, Any]] = [
    {
        "role": "system",
        "content": "You are helpful.\nCurrent date: 2026-11-23\n" + "Be kind. " * 80,
    },
    {"role": "user", "content": "Which hosts are down?"},
    {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {"id": "a", "type": "function", "function": {"name": "hosts", "arguments": "{}"}}
        ],
    },
    {
        "role": "tool",
        "tool_call_id": "a",
        "content": str([{"host": f"h{i}", "up": i != 7} for i in range(100)])
        .replace("'", '"')
        .replace("True", "true")
        .replace("False", "false"),
    },
]


def test_smart_crusher_config() -> None:
    from headroom_lab import SmartCrusherConfig

    config = SmartCrusherConfig(
        min_tokens_to_crush=200,
        max_items_after_crush=50,
        keep_first=3,
        keep_last=2,
        relevance_threshold=0.3,
        anomaly_std_threshold=2.0,
        preserve_errors=True,
    )
    assert config == SmartCrusherConfig()


def test_cache_aligner_config() -> None:
    from headroom_lab import CacheAlignerConfig

    config = CacheAlignerConfig(
        extract_dates=True,
        normalize_whitespace=True,
        stable_prefix_min_tokens=100,
    )
    assert config == CacheAlignerConfig()


def test_rolling_window_config() -> None:
    from headroom_lab import RollingWindowConfig

    config = RollingWindowConfig(
        max_tokens=100000,
        preserve_system=True,
        preserve_recent_turns=5,
        drop_oldest_first=True,
    )
    assert replace(config, max_tokens=None) == RollingWindowConfig()  # None: the model's own limit


def test_intelligent_context_config() -> None:
    from headroom_lab.config import IntelligentContextConfig, ScoringWeights

    weights = ScoringWeights(
        recency=0.20,
        semantic_similarity=0.20,
        toin_importance=0.25,
        error_indicator=0.15,
        forward_reference=0.15,
        token_density=0.05,
    )

    config = IntelligentContextConfig(
        enabled=True,
        keep_system=True,
        keep_last_turns=2,
        output_buffer_tokens=4000,
        use_importance_scoring=True,
        scoring_weights=weights,
        toin_integration=True,
        recency_decay_rate=0.1,
        compress_threshold=0.1,
    )
    assert config == IntelligentContextConfig()
    normalized = weights.normalized()
    assert sum(normalized.to_dict().values()) == pytest.approx(1.0)


def test_relevance_scorer_config() -> None:
    from headroom_lab import RelevanceScorerConfig

    config = RelevanceScorerConfig(
        scorer_type="bm25",
        embedding_model=None,
        hybrid_alpha=0.5,
    )
    assert config == RelevanceScorerConfig()


def test_simulation_result_has_the_fields_of_the_reference(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from headroom_lab import SimulationResult, WasteSignals, simulate

    plan = simulate(MESSAGES, model="gpt-4o")
    assert isinstance(plan, SimulationResult)
    print(f"Tokens before: {plan.tokens_before}")
    print(f"Tokens after: {plan.tokens_after}")
    print(f"Savings: {plan.savings_percent:.1f}%")
    assert "Savings:" in capsys.readouterr().out
    assert plan.tokens_saved == plan.tokens_before - plan.tokens_after > 0
    assert isinstance(plan.transforms_applied, list)
    assert isinstance(plan.waste_signals, WasteSignals)
    names = ("tokens_before", "tokens_after", "tokens_saved", "savings_percent")
    assert {*names, "transforms_applied", "waste_signals"} <= set(plan.to_dict())
    made = SimulationResult(
        tokens_before=10,
        tokens_after=4,
        tokens_saved=6,
        savings_percent=60.0,
        transforms_applied=["smart_crush:1"],
        waste_signals=WasteSignals(),
    )
    assert made == SimulationResult(10, 4, 6, 60.0, ["smart_crush:1"], WasteSignals())
    assert (made.tokens_saved, made.to_dict()["savings_percent"]) == (6, 60.0)
    assert SimulationResult(10, 4).savings_percent == 60.0


def test_waste_signals() -> None:
    from headroom_lab import WasteSignals

    assert [f.name for f in fields(WasteSignals)][:5] == [
        "json_bloat_tokens",
        "html_noise_tokens",
        "whitespace_tokens",
        "dynamic_date_tokens",
        "repetition_tokens",
    ]


def test_openai_provider() -> None:
    from headroom_lab import OpenAIProvider

    provider = OpenAIProvider()

    counter = provider.get_token_counter("gpt-4o")
    tokens = counter.count_text("Hello, world!")
    assert tokens == 4

    limit = provider.get_context_limit("gpt-4o")  # 128000
    assert limit == 128000

    cost = provider.estimate_cost(
        input_tokens=1000,
        output_tokens=500,
        model="gpt-4o",
    )
    assert cost == pytest.approx(0.0075)


def test_bm25_scorer() -> None:
    from headroom_lab import BM25Scorer

    scorer = BM25Scorer()
    scores = scorer.score_items(
        items=["item 1", "item 2", "a search for what a query asks"],
        query="search query",
    )
    assert len(scores) == 3
    assert scores[2] == max(scores) > 0


def test_smart_crusher() -> None:
    from headroom_lab import SmartCrusher

    crusher = SmartCrusher()
    result = crusher.crush(
        data={"results": [{"id": i, "text": f"row {i} " * 5} for i in range(200)]},
        query="user query",
    )
    assert result.was_modified
    assert result.tokens_after < result.tokens_before


def test_cache_aligner() -> None:
    from headroom_lab import CacheAligner

    aligner = CacheAligner()
    result = aligner.align(MESSAGES)
    assert result.volatile
    assert result.stable_prefix_tokens


def test_rolling_window() -> None:
    from headroom_lab import RollingWindow, RollingWindowConfig

    config = RollingWindowConfig()
    window = RollingWindow(config)
    result = window.apply(MESSAGES, max_tokens=100000)
    assert result.messages == MESSAGES


def test_transform_pipeline() -> None:
    from headroom_lab import CacheAligner, RollingWindow, SmartCrusher, TransformPipeline

    pipeline = TransformPipeline(
        [
            SmartCrusher(),
            CacheAligner(),
            RollingWindow(),
        ]
    )

    result = pipeline.transform(MESSAGES)
    assert result.tokens_after < result.tokens_before


def test_tokenizer() -> None:
    from headroom_lab import Tokenizer, count_tokens_text

    tokens = count_tokens_text("Hello, world!", model="gpt-4o")
    assert tokens == 4

    tokenizer = Tokenizer(model="gpt-4o")
    tokens = tokenizer.count_text("Hello")
    assert tokens == 1
    tokens = tokenizer.count_messages(MESSAGES)
    assert tokens > 500


def test_headroom_client(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    with serving() as vendor:
        monkeypatch.setenv("OPENAI_API_KEY", "test")
        monkeypatch.setenv("OPENAI_BASE_URL", vendor.url)
        from openai import OpenAI

        from headroom_lab import HeadroomClient

        client = HeadroomClient(
            original_client=OpenAI(),
            default_mode="optimize",
        )

        response = client.chat.completions.create(
            model="gpt-4o",
            messages=MESSAGES,
            headroom_mode="optimize",  # Override default mode
        )

        plan = client.chat.completions.simulate(
            model="gpt-4o",
            messages=MESSAGES,
        )

        print(f"Tokens before: {plan.tokens_before}")
        print(f"Tokens after: {plan.tokens_after}")
        print(f"Savings: {plan.savings_percent:.1f}%")
    assert "Savings:" in capsys.readouterr().out
    assert response.choices[0].message.content
    assert [body["messages"] for body in vendor.bodies] == [plan.messages]


def test_request_metrics() -> None:
    from headroom_lab import RequestMetrics

    assert [f.name for f in fields(RequestMetrics)][:9] == [
        "request_id",
        "timestamp",
        "model",
        "tokens_input_before",
        "tokens_input_after",
        "tokens_output",
        "cost_before",
        "cost_after",
        "transforms_applied",
    ]


def test_anthropic_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    messages = [{"role": "user", "content": "Hello"}]
    with serving() as vendor:
        monkeypatch.setenv("ANTHROPIC_API_KEY", "test")
        monkeypatch.setenv("ANTHROPIC_BASE_URL", vendor.url)
        from anthropic import Anthropic

        from headroom_lab import AnthropicProvider

        provider = AnthropicProvider(client=Anthropic())

        counter = provider.get_token_counter("claude-3-5-sonnet-latest")
        tokens = counter.count_messages(messages)  # Accurate count via API
    assert tokens == vendor.counts(vendor.counted[0])
    assert len(vendor.counted) == 1
