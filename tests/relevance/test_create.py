"""create_scorer: by name, by configuration, or the best at hand."""

from __future__ import annotations

import sys
import warnings

import pytest

from headroom_lab.config import RelevanceScorerConfig
from headroom_lab.errors import UnknownNameError
from headroom_lab.relevance.bm25 import BM25Scorer
from headroom_lab.relevance.create import create_scorer
from headroom_lab.relevance.embedding import DEFAULT_MODEL, EmbeddingScorer
from headroom_lab.relevance.hybrid import HybridScorer


def test_by_name() -> None:
    assert isinstance(create_scorer("bm25"), BM25Scorer)
    named = create_scorer("embedding", model="folder/of/a/model")
    assert isinstance(named, EmbeddingScorer)
    assert named.model == "folder/of/a/model"
    hybrid = create_scorer(scorer_type="hybrid", alpha=0.7)
    assert isinstance(hybrid, HybridScorer)
    assert (hybrid.alpha, hybrid.embedding.model) == (0.7, DEFAULT_MODEL)  # type: ignore[attr-defined]


def test_by_configuration() -> None:
    assert isinstance(create_scorer(RelevanceScorerConfig()), BM25Scorer)
    config = RelevanceScorerConfig(scorer_type="hybrid", hybrid_alpha=0.2, embedding_model="m")
    hybrid = create_scorer(config)
    assert isinstance(hybrid, HybridScorer)
    assert (hybrid.alpha, hybrid.embedding.model) == (0.2, "m")  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", [None, "auto"])
def test_the_best_at_hand(name: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    monkeypatch.setattr("headroom_lab.optional.available", lambda package: False)
    scorer = create_scorer(name)
    assert isinstance(scorer, HybridScorer)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # nobody asked for embeddings: nothing to warn of
        scores = scorer.score_items(["one cat", "two dogs"], "cat")
    assert scores == BM25Scorer().score_items(["one cat", "two dogs"], "cat")
    assert scorer.fallback_reason is not None
    assert "headroom-lab[embeddings]" in scorer.fallback_reason


def test_with_a_model_the_best_is_the_mixture(embedding_model: str) -> None:
    scorer = create_scorer()
    assert isinstance(scorer, HybridScorer)
    assert scorer.score_items(["a kitten"], "cat")[0] > 0.2  # no word in common
    assert scorer.fallback_reason is None


def test_an_unknown_name_says_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'hybrid'"):
        create_scorer("hybird")
