"""What can be cut. The public names are loaded on first use."""

from __future__ import annotations

from importlib import import_module
from typing import Any

# public name -> the module that defines it
_HOMES = {
    "CacheAligner": "transforms.cache_aligner",
    "IntelligentContextManager": "transforms.intelligent_context",
    "MessageScore": "results.scores",
    "MessageScorer": "transforms.message_scorer",
    "MessageScores": "results.scores",
    "RollingWindow": "transforms.rolling_window",
    "SmartCrusher": "transforms.smart_crusher",
    "Transform": "transforms.base",
    "TransformPipeline": "transforms.pipeline",
}

__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"headroom_lab.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
