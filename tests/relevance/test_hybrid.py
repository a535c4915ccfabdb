"""HybridScorer: the mixture, and the recorded fall-back."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.errors import ConfigError, EmbeddingModelError, HeadroomWarning
from headroom_lab.relevance.bm25 import BM25Scorer
from headroom_lab.relevance.embedding import EmbeddingScorer
from headroom_lab.relevance.hybrid import HybridScorer

ITEMS = ["the cat sat on the mat", "error E42 in shard 7", "a kitten lies on the rug"]


class Fixed:
    """A scorer with scores given beforehand."""

    def __init__(self, scores: Sequence[float]) -> None:
        self.scores = list(scores)

    def score_items(self, items: Sequence[str], query: str) -> list[float]:
        return self.scores[: len(items)]


class Broken:
    """A scorer whose model isn't there."""

    asked = 0

    def score_items(self, items: Sequence[str], query: str) -> list[float]:
        self.asked += 1
        raise EmbeddingModelError("no model here")


UNIT = st.floats(0, 1)


@given(st.lists(st.tuples(UNIT, UNIT), min_size=1), UNIT)
def test_a_weighted_mean(pairs: list[tuple[float, float]], alpha: float) -> None:
    words, meaning = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    scorer = HybridScorer(alpha, bm25=Fixed(words), embedding=Fixed(meaning))
    scores = scorer.score_items(["item"] * len(pairs), "query")
    for score, (word, mean) in zip(scores, pairs, strict=True):
        assert score == pytest.approx(alpha * word + (1 - alpha) * mean)
        assert 0 <= score <= 1


def test_with_the_real_model(embedding_model: str) -> None:
    query = "E42 about a cat"
    by_words = BM25Scorer().score_items(ITEMS, query)
    by_meaning = EmbeddingScorer(embedding_model).score_items(ITEMS, query)
    scorer = HybridScorer(alpha=0.7, model=embedding_model)
    expected = [0.7 * w + 0.3 * m for w, m in zip(by_words, by_meaning, strict=True)]
    assert scorer.score_items(ITEMS, query) == pytest.approx(expected)
    assert scorer.fallback_reason is None


def test_without_a_model_bm25_alone_one_warning_and_the_reason() -> None:
    broken = Broken()
    scorer = HybridScorer(embedding=broken)
    with pytest.warns(HeadroomWarning, match="falls back to BM25: no model here") as caught:
        scores = scorer.score_items(ITEMS, "shard 7")
    assert len(caught) == 1
    assert scores == BM25Scorer().score_items(ITEMS, "shard 7")
    assert scorer.fallback_reason == "no model here"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert scorer.score_items(ITEMS, "shard 7") == scores
    assert broken.asked == 1


def test_words_alone_ask_for_no_model() -> None:
    broken = Broken()
    scorer = HybridScorer(1.0, embedding=broken)
    assert scorer.score_items(ITEMS, "cat") == BM25Scorer().score_items(ITEMS, "cat")
    assert broken.asked == 0


def test_a_bug_of_a_scorer_is_no_reason_to_fall_back() -> None:
    class Buggy:
        def score_items(self, items: Sequence[str], query: str) -> list[float]:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        HybridScorer(embedding=Buggy()).score_items(ITEMS, "cat")


@pytest.mark.parametrize("alpha", [-0.1, 1.1, float("nan"), "half"])
def test_an_alpha_outside_0_to_1_is_refused(alpha: float) -> None:
    with pytest.raises(ConfigError, match="hybrid_alpha"):
        HybridScorer(alpha)
