"""Every settings record of the API. Each is frozen and checks itself when it is made."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from headroom_lab.config.checks import (
    check,
    check_choice,
    check_flags,
    check_whole,
    config_of,
    settings,
)
from headroom_lab.errors import ConfigError
from headroom_lab.redact import masked_repr

OutputFormat = Literal["json", "compact", "table"]
ScorerType = Literal["bm25", "embedding", "hybrid"]
Mode = Literal["audit", "optimize", "off"]
MODES: tuple[Mode, ...] = ("audit", "optimize", "off")


@settings
@masked_repr
@dataclass(frozen=True, kw_only=True)
class RelevanceScorerConfig:
    """Which scorer tells how much an item has to do with a query.

    Args:
        scorer_type: "bm25" (keywords, the default), "embedding" (meaning) or "hybrid".
        embedding_model: a model that sentence-transformers knows, or a folder; None for all-MiniLM-L6-v2.
        hybrid_alpha: the weight of keywords in a hybrid, from 0 to 1 (0.5).

    Raises:
        ConfigError: for a value out of its range; UnknownNameError for an unknown setting.

    Example::

        SmartCrusher(SmartCrusherConfig(relevance=RelevanceScorerConfig(scorer_type="bm25")))
    """

    scorer_type: ScorerType = "bm25"
    embedding_model: str | None = None
    hybrid_alpha: float = 0.5

    def __post_init__(self) -> None:
        check_choice(self, "scorer_type", ("bm25", "embedding", "hybrid"))
        check(self, "hybrid_alpha", 0, 1)


@settings
@masked_repr
@dataclass(frozen=True, kw_only=True)
class SmartCrusherConfig:
    """How JSON tool outputs are crushed.

    Args:
        min_tokens_to_crush: smaller outputs stay as they are, in tokens (200).
        max_items_after_crush: items that stay of a list (50).
        keep_first, keep_last: items that always stay at its ends (3 and 2).
        relevance_threshold: from which relevance, 0 to 1, an item stays for the query (0.3).
        anomaly_std_threshold: from how many standard deviations a number stands out (2.0).
        preserve_errors: whether items that tell of an error always stay (True).
        output_format: "json" (kept items byte for byte, the default), "compact" or "table".
        relevance: which scorer measures relevance: a RelevanceScorerConfig.

    Raises:
        ConfigError: for a value out of its range; UnknownNameError for an unknown setting.

    Example::

        SmartCrusher(SmartCrusherConfig(max_items_after_crush=20, keep_last=5)).apply(messages)
    """

    min_tokens_to_crush: int = 200
    max_items_after_crush: int = 50
    keep_first: int = 3
    keep_last: int = 2
    relevance_threshold: float = 0.3
    anomaly_std_threshold: float = 2.0
    preserve_errors: bool = True
    output_format: OutputFormat = "json"
    relevance: RelevanceScorerConfig = field(default_factory=RelevanceScorerConfig)

    def __post_init__(self) -> None:
        check_whole(self, "min_tokens_to_crush", "keep_first", "keep_last")
        check_whole(self, "max_items_after_crush", low=1)
        check(self, "relevance_threshold", 0, 1)
        check(self, "anomaly_std_threshold", 0)
        check_flags(self, "preserve_errors")
        check_choice(self, "output_format", ("json", "compact", "table"))
        config_of(RelevanceScorerConfig, self.relevance, "SmartCrusherConfig.relevance")


@settings
@masked_repr
@dataclass(frozen=True, kw_only=True)
class CacheAlignerConfig:
    """How the system prompt is made cacheable.

    Args:
        extract_dates: whether dates, ids and the like move behind what stays (True).
        normalize_whitespace: whether white space of system messages is put in order (True).
        stable_prefix_min_tokens: the least that must stay before what moves, in tokens (100).

    Raises:
        ConfigError: for a value out of its range; UnknownNameError for an unknown setting.

    Example::

        CacheAligner(CacheAlignerConfig(normalize_whitespace=False)).apply(messages)
    """

    extract_dates: bool = True
    normalize_whitespace: bool = True
    stable_prefix_min_tokens: int = 100

    def __post_init__(self) -> None:
        check_flags(self, "extract_dates", "normalize_whitespace")
        check_whole(self, "stable_prefix_min_tokens")


@settings
@masked_repr
@dataclass(frozen=True, kw_only=True)
class RollingWindowConfig:
    """What the sliding window keeps.

    Args:
        max_tokens: the limit in tokens; None is the model's own less the output buffer, and 100,000 where
            the model is unknown.
        preserve_system: whether system messages stay to the last (True).
        preserve_recent_turns: turns at the end that are cut only where it must be (5).
        drop_oldest_first: False drops the largest first (True).

    Raises:
        ConfigError: for a value out of its range; UnknownNameError for an unknown setting.

    Example::

        RollingWindow(RollingWindowConfig(max_tokens=20_000, preserve_recent_turns=2)).apply(messages)
    """

    max_tokens: int | None = None
    preserve_system: bool = True
    preserve_recent_turns: int = 5
    drop_oldest_first: bool = True

    def __post_init__(self) -> None:
        if self.max_tokens is not None:
            check_whole(self, "max_tokens", low=1)
        check_whole(self, "preserve_recent_turns")
        check_flags(self, "preserve_system", "drop_oldest_first")


@settings
@dataclass(frozen=True, kw_only=True)
class ScoringWeights:
    """How much each of the six factors counts in a message's importance.

    They need not sum to 1: ``normalized`` sees to that.

    Args:
        recency: how new it is (0.20).
        semantic_similarity: how near to what was said last (0.20).
        toin_importance: how often its like was looked into again (0.25).
        error_indicator: whether it tells of an error (0.15).
        forward_reference: how often later messages use it (0.15).
        token_density: how much it says per token (0.05).

    Raises:
        ConfigError: for a negative weight and where all are 0; UnknownNameError for an unknown one.

    Example::

        score_messages(messages, "gpt-4o", weights=ScoringWeights(recency=1.0, toin_importance=0))
    """

    recency: float = 0.20
    semantic_similarity: float = 0.20
    toin_importance: float = 0.25
    error_indicator: float = 0.15
    forward_reference: float = 0.15
    token_density: float = 0.05

    def __post_init__(self) -> None:
        for item in fields(self):
            check(self, item.name, 0)
            if math.isinf(getattr(self, item.name)):
                raise ConfigError(
                    f"ScoringWeights.{item.name}: found inf, expected a finite number"
                )
        if self.total == 0:
            raise ConfigError("ScoringWeights: all six are 0, expected at least one above 0")

    @property
    def total(self) -> float:
        """The sum of the six weights."""
        return math.fsum(self.to_dict().values())

    def normalized(self) -> ScoringWeights:
        """Return the weights scaled to sum to 1."""
        total = self.total
        return replace(self, **{name: value / total for name, value in self.to_dict().items()})

    def to_dict(self) -> dict[str, float]:
        """Return factor name -> weight, in the order of declaration."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


@settings
@masked_repr
@dataclass(frozen=True, kw_only=True)
class IntelligentContextConfig:
    """How a conversation over the model's limit is brought within it.

    Args:
        enabled: False leaves it as it is (True).
        keep_system: whether system messages stay (True).
        keep_last_turns: turns at the end that stay (2).
        output_buffer_tokens: tokens that stay free for the answer (4,000).
        use_importance_scoring: False drops the oldest first (True).
        scoring_weights: of the six factors of importance.
        toin_integration: whether what was learnt about tools' outputs counts (True).
        recency_decay_rate: how fast importance fades with each message that follows (0.1).
        compress_threshold: over the limit by less than this share, outputs are crushed first (0.1).

    Raises:
        ConfigError: for a value out of its range; UnknownNameError for an unknown setting.

    Example::

        settings = IntelligentContextConfig(keep_last_turns=1, output_buffer_tokens=1_000)
        IntelligentContextManager(settings).apply(messages, model_limit=2_000)
    """

    enabled: bool = True
    keep_system: bool = True
    keep_last_turns: int = 2
    output_buffer_tokens: int = 4000
    use_importance_scoring: bool = True
    scoring_weights: ScoringWeights = field(default_factory=ScoringWeights)
    toin_integration: bool = True
    recency_decay_rate: float = 0.1
    compress_threshold: float = 0.1

    def __post_init__(self) -> None:
        check_flags(self, "enabled", "keep_system", "use_importance_scoring", "toin_integration")
        check_whole(self, "keep_last_turns", "output_buffer_tokens")
        check(self, "recency_decay_rate", 0)
        check(self, "compress_threshold", 0, 1)
        config_of(ScoringWeights, self.scoring_weights, "IntelligentContextConfig.scoring_weights")


def as_dict(config: Any) -> dict[str, Any]:
    """Return a settings record as plain data, nested ones included."""
    return {
        item.name: as_dict(value) if hasattr(value, "__dataclass_fields__") else value
        for item in fields(config)
        for value in [getattr(config, item.name)]
    }
