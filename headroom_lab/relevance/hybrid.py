"""Relevance by words and by meaning, mixed."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from headroom_lab.config import RelevanceScorerConfig
from headroom_lab.errors import EmbeddingModelError, HeadroomWarning, MissingPackageError
from headroom_lab.relevance.base import RelevanceScorer
from headroom_lab.relevance.bm25 import BM25Scorer
from headroom_lab.relevance.embedding import DEFAULT_MODEL, EmbeddingScorer


class HybridScorer:
    """Scores ``alpha * bm25 + (1 - alpha) * embedding``.

    Where embeddings are not to be had the scores are BM25's alone and ``fallback_reason`` says
    why (None otherwise).

    Args:
        alpha: the weight of keywords, from 0 to 1 (0.5).
        model: the embedding model: a name or a folder.
        bm25, embedding: scorers to use instead of the usual ones.
        warn: whether a fallback is warned of, once (True).

    Raises:
        ConfigError: for an ``alpha`` out of its range.

    Example::

        HybridScorer(1.0).score_items(["host db-7 is down", "host db-8 is up"], "db-7")
    """

    def __init__(
        self,
        alpha: float = 0.5,
        *,
        model: str = DEFAULT_MODEL,
        bm25: RelevanceScorer | None = None,
        embedding: RelevanceScorer | None = None,
        warn: bool = True,
    ) -> None:
        self.alpha = RelevanceScorerConfig(scorer_type="hybrid", hybrid_alpha=alpha).hybrid_alpha
        self.bm25 = bm25 or BM25Scorer()
        self.embedding = embedding or EmbeddingScorer(model)
        self.fallback_reason: str | None = None
        self._warn = warn

    def score_items(self, items: Sequence[str], query: str) -> list[float]:
        """Return a score in [0, 1] for each item, in order.

        Args:
            items: texts.
            query: what they are measured against.
        """
        by_words = self.bm25.score_items(items, query)
        by_meaning = self._by_meaning(items, query)
        if by_meaning is None:
            return by_words
        return [
            min(1.0, self.alpha * words + (1 - self.alpha) * meaning)
            for words, meaning in zip(by_words, by_meaning, strict=True)
        ]

    def _by_meaning(self, items: Sequence[str], query: str) -> list[float] | None:
        """Return the embedding's scores, None where there are none to be had."""
        if self.alpha == 1 or self.fallback_reason is not None:
            return None
        try:
            return self.embedding.score_items(items, query)
        except (MissingPackageError, EmbeddingModelError) as error:
            self.fallback_reason = str(error)
        if self._warn:
            text = f"HybridScorer falls back to BM25: {self.fallback_reason}"
            warnings.warn(text, HeadroomWarning, stacklevel=3)
        return None
