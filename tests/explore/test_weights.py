"""The explorer of weights: ranking and drops follow the six inputs."""

from __future__ import annotations

import pytest

from headroom_lab import explore_weights, load_example
from headroom_lab.config import IntelligentContextConfig, ScoringWeights
from headroom_lab.explore import WeightsExplorer
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.windows.intelligent_context import IntelligentContextManager


@pytest.fixture
def explorer() -> WeightsExplorer:
    return explore_weights(load_example("log_hunt"), limit=9000)


def test_the_ranking_is_by_total(explorer: WeightsExplorer) -> None:
    totals = [score.total_score for score in explorer.scores]
    assert totals == sorted(totals, reverse=True)


def test_what_a_limit_drops_is_what_the_manager_drops(explorer: WeightsExplorer) -> None:
    explorer.controls["recency"].value = 3.0
    config = IntelligentContextConfig(
        scoring_weights=ScoringWeights(recency=3.0), output_buffer_tokens=0
    )
    result = IntelligentContextManager(config).apply(
        load_example("log_hunt"), Tokenizer(model="gpt-4o"), model_limit=9000
    )
    kept = set(result.origins)
    assert explorer.dropped == tuple(i for i in range(27) if i not in kept)
    assert f"{result.tokens_after:,}" in explorer.summary.value


def test_no_limit_reached_drops_nothing(explorer: WeightsExplorer) -> None:
    explorer.limit.value = 1_000_000
    assert explorer.dropped == ()
    assert "none" in explorer.summary.value


def test_all_weights_at_zero_is_said_in_words(explorer: WeightsExplorer) -> None:
    for box in explorer.controls.values():
        box.value = 0
    assert 'role="alert"' in explorer.summary.value
