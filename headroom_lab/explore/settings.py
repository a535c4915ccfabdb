"""The settings of the explorer, and the pipeline they make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom_lab.config import CacheAlignerConfig, RollingWindowConfig, SmartCrusherConfig
from headroom_lab.explore.controls import Setting
from headroom_lab.policies.pipeline import TransformPipeline
from headroom_lab.transforms.prompts.cache_aligner import CacheAligner
from headroom_lab.transforms.smart_crusher import SmartCrusher
from headroom_lab.transforms.windows.rolling_window import RollingWindow

_CRUSH, _ALIGN, _WINDOW = SmartCrusherConfig(), CacheAlignerConfig(), RollingWindowConfig()

SETTINGS: dict[str, tuple[Setting, ...]] = {
    "Crush tool outputs": (
        Setting("crush", "crush lists", "flag", True),
        Setting("max_items_after_crush", "items kept", "whole", _CRUSH.max_items_after_crush, 1),
        Setting("keep_first", "first items", "whole", _CRUSH.keep_first),
        Setting("keep_last", "last items", "whole", _CRUSH.keep_last),
        Setting(
            "relevance_threshold", "relevance from", "number", _CRUSH.relevance_threshold, 0, 1
        ),
        Setting(
            "anomaly_std_threshold", "outlier from (σ)", "number", _CRUSH.anomaly_std_threshold
        ),
        Setting("min_tokens_to_crush", "outputs from tokens", "whole", _CRUSH.min_tokens_to_crush),
        Setting("preserve_errors", "keep errors", "flag", _CRUSH.preserve_errors),
        Setting("query", "query", "text", ""),
    ),
    "Align the system prompt": (Setting("align", "align the prompt", "flag", True),),
    "Window": (
        Setting("window", "keep within a window", "flag", True),
        Setting("max_tokens", "tokens at most (0: the model's)", "whole", _WINDOW.max_tokens or 0),
        Setting("preserve_recent_turns", "last turns kept", "whole", _WINDOW.preserve_recent_turns),
    ),
}
CRUSHER = tuple(
    s.name for s in SETTINGS["Crush tool outputs"] if hasattr(_CRUSH, s.name)
)  # the names that SmartCrusherConfig has too
WINDOW = tuple(s.name for s in SETTINGS["Window"] if hasattr(_WINDOW, s.name))


def configured(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings as the configurations take them: a window of 0 tokens is None."""
    return {**settings, "max_tokens": settings["max_tokens"] or None}


def pipeline_of(settings: Mapping[str, Any]) -> TransformPipeline:
    """Return the pipeline of some settings; ConfigError where one is out of its range."""
    steps: list[Any] = []
    if settings["crush"]:
        steps.append(SmartCrusher(SmartCrusherConfig(**{n: settings[n] for n in CRUSHER})))
    if settings["align"]:
        steps.append(CacheAligner())
    if settings["window"]:
        window = configured(settings)
        steps.append(RollingWindow(RollingWindowConfig(**{n: window[n] for n in WINDOW})))
    return TransformPipeline(steps)
