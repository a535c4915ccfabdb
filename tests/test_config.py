"""Settings check themselves when they are made."""

from __future__ import annotations

import math
from typing import Any

import pytest

from headroom_lab.config import (
    CacheAlignerConfig,
    IntelligentContextConfig,
    RelevanceScorerConfig,
    RollingWindowConfig,
    ScoringWeights,
    SmartCrusherConfig,
)
from headroom_lab.errors import ConfigError

WRONG: list[tuple[type, str, Any]] = [
    (SmartCrusherConfig, "min_tokens_to_crush", -1),
    (SmartCrusherConfig, "max_items_after_crush", 0),
    (SmartCrusherConfig, "keep_first", 1.5),
    (SmartCrusherConfig, "relevance_threshold", 1.1),
    (SmartCrusherConfig, "relevance_threshold", math.nan),
    (SmartCrusherConfig, "anomaly_std_threshold", -0.1),
    (SmartCrusherConfig, "preserve_errors", "yes"),
    (SmartCrusherConfig, "output_format", "xml"),
    (CacheAlignerConfig, "extract_dates", 1),
    (CacheAlignerConfig, "stable_prefix_min_tokens", -1),
    (RollingWindowConfig, "max_tokens", 0),
    (RollingWindowConfig, "max_tokens", -5),
    (RollingWindowConfig, "preserve_recent_turns", True),
    (IntelligentContextConfig, "output_buffer_tokens", -1),
    (IntelligentContextConfig, "compress_threshold", 2),
    (IntelligentContextConfig, "scoring_weights", {"recency": 1}),
    (RelevanceScorerConfig, "scorer_type", "bm52"),
    (RelevanceScorerConfig, "hybrid_alpha", -0.5),
    (ScoringWeights, "recency", -0.1),
    (ScoringWeights, "recency", math.inf),
    (ScoringWeights, "recency", math.nan),
]


@pytest.mark.parametrize(("config", "field", "value"), WRONG)
def test_out_of_range_values_are_refused_by_name(config: type, field: str, value: Any) -> None:
    with pytest.raises(ConfigError, match=f"{config.__name__}.{field}: found"):
        config(**{field: value})


def test_weights_are_normalized_to_sum_to_one() -> None:
    assert ScoringWeights().total == pytest.approx(1)
    doubled = ScoringWeights(recency=2, semantic_similarity=2).normalized()
    assert doubled.total == pytest.approx(1)
    assert doubled.recency == doubled.semantic_similarity


def test_weights_that_are_all_zero_are_refused() -> None:
    with pytest.raises(ConfigError, match="all six are 0"):
        ScoringWeights(**dict.fromkeys(ScoringWeights().to_dict(), 0))
