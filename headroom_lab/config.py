"""Every settings record of the API. Each is frozen and checks itself when it is made."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields, replace
from functools import wraps
from typing import Any, Literal, TypeVar

from headroom_lab.errors import ConfigError, UnknownNameError
from headroom_lab.redact import masked_repr

OutputFormat = Literal["json", "compact", "table"]
ScorerType = Literal["bm25", "embedding", "hybrid"]
Mode = Literal["audit", "optimize", "off"]
MODES: tuple[Mode, ...] = ("audit", "optimize", "off")
T = TypeVar("T")


def settings(cls: type[T]) -> type[T]:
    """Return a settings record that answers an unknown setting with the nearest one."""
    record: Any = cls
    made = record.__init__

    @wraps(made)
    def __init__(self: T, *args: Any, **given: Any) -> None:
        known = record.__dataclass_fields__
        unknown = next((name for name in given if name not in known), None)
        if unknown is not None:
            raise UnknownNameError(f"setting of {cls.__name__}", unknown, known)
        made(self, *args, **given)

    record.__init__ = __init__
    return cls


def config_of(kind: type[T], given: T | None, owner: str) -> T:
    """Return the settings given to a step, its defaults for None; ConfigError for other things."""
    if given is None:
        return kind()
    if not isinstance(given, kind):
        found, name = type(given).__name__, kind.__name__
        raise ConfigError(f"{owner}: found a {found}, expected a {name}, as in {name}()")
    return given


def _check(owner: object, name: str, low: float, high: float = math.inf) -> None:
    """Raise ConfigError unless the field ``name`` is a number within [low, high]."""
    value = getattr(owner, name)
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or math.isnan(value) or not low <= value <= high:
        span = f"at least {low:g}" if high == math.inf else f"from {low:g} to {high:g}"
        raise ConfigError(
            f"{type(owner).__name__}.{name}: found {value!r}, expected a number {span}"
        )


def _check_whole(owner: object, *names: str, low: int = 0) -> None:
    """Raise ConfigError unless each field is a whole number of at least ``low``."""
    for name in names:
        value = getattr(owner, name)
        if not isinstance(value, int) or isinstance(value, bool) or value < low:
            raise ConfigError(
                f"{type(owner).__name__}.{name}: found {value!r}, "
                f"expected a whole number of at least {low}"
            )


def _check_flags(owner: object, *names: str) -> None:
    """Raise ConfigError unless each field is True or False."""
    for name in names:
        value = getattr(owner, name)
        if not isinstance(value, bool):
            raise ConfigError(
                f"{type(owner).__name__}.{name}: found {value!r}, expected True or False"
            )


def _check_choice(owner: object, name: str, choices: tuple[str, ...]) -> None:
    """Raise ConfigError unless the field is one of ``choices``."""
    value = getattr(owner, name)
    if value not in choices:
        raise ConfigError(
            f"{type(owner).__name__}.{name}: found {value!r}, expected one of {', '.join(choices)}"
        )


@settings
@masked_repr
@dataclass(frozen=True, kw_only=True)
class RelevanceScorerConfig:
    """Which scorer tells how much an item has to do with a query."""

    scorer_type: ScorerType = "bm25"
    embedding_model: str | None = None
    hybrid_alpha: float = 0.5

    def __post_init__(self) -> None:
        _check_choice(self, "scorer_type", ("bm25", "embedding", "hybrid"))
        _check(self, "hybrid_alpha", 0, 1)


@settings
@masked_repr
@dataclass(frozen=True, kw_only=True)
class SmartCrusherConfig:
    """How JSON tool outputs are crushed; sizes in tokens and items."""

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
        _check_whole(self, "min_tokens_to_crush", "keep_first", "keep_last")
        _check_whole(self, "max_items_after_crush", low=1)
        _check(self, "relevance_threshold", 0, 1)
        _check(self, "anomaly_std_threshold", 0)
        _check_flags(self, "preserve_errors")
        _check_choice(self, "output_format", ("json", "compact", "table"))
        config_of(RelevanceScorerConfig, self.relevance, "SmartCrusherConfig.relevance")


@settings
@masked_repr
@dataclass(frozen=True, kw_only=True)
class CacheAlignerConfig:
    """How the system prompt is made cacheable."""

    extract_dates: bool = True
    normalize_whitespace: bool = True
    stable_prefix_min_tokens: int = 100

    def __post_init__(self) -> None:
        _check_flags(self, "extract_dates", "normalize_whitespace")
        _check_whole(self, "stable_prefix_min_tokens")


@settings
@masked_repr
@dataclass(frozen=True, kw_only=True)
class RollingWindowConfig:
    """What the sliding window keeps.

    ``max_tokens`` is the limit in tokens; None is the model's own less the output buffer, and
    100,000 where the model is unknown.
    """

    max_tokens: int | None = None
    preserve_system: bool = True
    preserve_recent_turns: int = 5
    drop_oldest_first: bool = True

    def __post_init__(self) -> None:
        if self.max_tokens is not None:
            _check_whole(self, "max_tokens", low=1)
        _check_whole(self, "preserve_recent_turns")
        _check_flags(self, "preserve_system", "drop_oldest_first")


@settings
@dataclass(frozen=True, kw_only=True)
class ScoringWeights:
    """How much each of the six factors counts in a message's importance."""

    recency: float = 0.20
    semantic_similarity: float = 0.20
    toin_importance: float = 0.25
    error_indicator: float = 0.15
    forward_reference: float = 0.15
    token_density: float = 0.05

    def __post_init__(self) -> None:
        for item in fields(self):
            _check(self, item.name, 0)
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
    """How a conversation over the model's limit is brought within it."""

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
        _check_flags(self, "enabled", "keep_system", "use_importance_scoring", "toin_integration")
        _check_whole(self, "keep_last_turns", "output_buffer_tokens")
        _check(self, "recency_decay_rate", 0)
        _check(self, "compress_threshold", 0, 1)
        config_of(ScoringWeights, self.scoring_weights, "IntelligentContextConfig.scoring_weights")


@settings
@dataclass(frozen=True, kw_only=True)
class OlderConfig:
    """What of a tool output may be reduced, once it was answered and lies far enough back.

    The last ``keep_recent`` messages stay as they are. The border moves in steps of ``stride``
    messages: between two steps what was done to the older ones stays the same, and so does a
    cached prefix; with a step the outputs that crossed the border change once and for all.
    ``index`` is how many characters of facts may stand for a character that went, 0 for no
    index. ``facts_only`` leaves of JSON only fields that hold facts. ``keep_used`` lets the lines
    and records stay whose values were used before the border passed them.
    """

    keep_recent: int = 8
    stride: int = 4
    index: float = 1.0
    facts_only: bool = False
    keep_used: bool = True

    def __post_init__(self) -> None:
        _check_whole(self, "keep_recent")
        _check_whole(self, "stride", low=1)
        _check(self, "index", 0, 1)
        _check_flags(self, "facts_only", "keep_used")


def as_dict(config: Any) -> dict[str, Any]:
    """Return a settings record as plain data, nested ones included."""
    return {
        item.name: as_dict(value) if hasattr(value, "__dataclass_fields__") else value
        for item in fields(config)
        for value in [getattr(config, item.name)]
    }
