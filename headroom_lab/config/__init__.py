"""The settings of the API: records, and what they check."""

from headroom_lab.config.checks import config_of
from headroom_lab.config.older import OlderConfig
from headroom_lab.config.records import (
    MODES,
    CacheAlignerConfig,
    IntelligentContextConfig,
    Mode,
    OutputFormat,
    RelevanceScorerConfig,
    RollingWindowConfig,
    ScorerType,
    ScoringWeights,
    SmartCrusherConfig,
    as_dict,
)

__all__ = [
    "CacheAlignerConfig",
    "IntelligentContextConfig",
    "MODES",
    "Mode",
    "OlderConfig",
    "OutputFormat",
    "RelevanceScorerConfig",
    "RollingWindowConfig",
    "ScorerType",
    "ScoringWeights",
    "SmartCrusherConfig",
    "as_dict",
    "config_of",
]
