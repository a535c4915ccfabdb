"""A scorer by its name or its configuration."""

from __future__ import annotations

from typing import Literal

from headroom_lab.config import RelevanceScorerConfig
from headroom_lab.errors import UnknownNameError
from headroom_lab.relevance.base import RelevanceScorer
from headroom_lab.relevance.bm25 import BM25Scorer
from headroom_lab.relevance.embedding import DEFAULT_MODEL, EmbeddingScorer
from headroom_lab.relevance.hybrid import HybridScorer

ScorerName = Literal["auto", "bm25", "embedding", "hybrid"]
SCORERS: tuple[ScorerName, ...] = ("auto", "bm25", "embedding", "hybrid")


def create_scorer(
    scorer_type: ScorerName | RelevanceScorerConfig | None = None,
    *,
    alpha: float = 0.5,
    model: str | None = None,
) -> RelevanceScorer:
    """Return the scorer of a name or of a configuration.

    Args:
        scorer_type: "bm25" (keywords), "embedding" (meaning), "hybrid", or a RelevanceScorerConfig; None and
            "auto" give the best that is at hand: the hybrid, which without sentence-transformers or the
            model is BM25 alone and says why in ``fallback_reason``.
        alpha: the weight of keywords in a hybrid, from 0 to 1 (0.5).
        model: the embedding model; None for all-MiniLM-L6-v2.

    Raises:
        UnknownNameError: for another name, with the nearest; ConfigError for an ``alpha`` out of range.

    Example::

        create_scorer("bm25").score_items(["host db-7 is down", "host db-8 is up"], "db-7")
    """
    if isinstance(scorer_type, RelevanceScorerConfig):
        return create_scorer(
            scorer_type.scorer_type,
            alpha=scorer_type.hybrid_alpha,
            model=scorer_type.embedding_model,
        )
    kind = "auto" if scorer_type is None else scorer_type
    if kind == "bm25":
        return BM25Scorer()
    if kind == "embedding":
        return EmbeddingScorer(model or DEFAULT_MODEL)
    if kind in ("hybrid", "auto"):
        return HybridScorer(alpha, model=model or DEFAULT_MODEL, warn=kind == "hybrid")
    raise UnknownNameError("scorer", kind, SCORERS)
