"""Named pipelines: the policies that can be asked for by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from headroom_lab.config import RollingWindowConfig
from headroom_lab.errors import UnknownNameError

if TYPE_CHECKING:
    from headroom_lab.policies.pipeline import TransformPipeline


def _default() -> TransformPipeline:
    """Crush tool outputs, make the system prompt cacheable, drop what is over the limit."""
    from headroom_lab.policies.pipeline import TransformPipeline

    return TransformPipeline()


def _off() -> TransformPipeline:
    """Cut nothing."""
    from headroom_lab.policies.pipeline import TransformPipeline

    return TransformPipeline([])


def _crush() -> TransformPipeline:
    """Crush structured tool outputs."""
    from headroom_lab.policies.pipeline import TransformPipeline
    from headroom_lab.transforms.smart_crusher import SmartCrusher

    return TransformPipeline([SmartCrusher()])


def _align() -> TransformPipeline:
    """Make the system prompt cacheable."""
    from headroom_lab.policies.pipeline import TransformPipeline
    from headroom_lab.transforms.prompts.cache_aligner import CacheAligner

    return TransformPipeline([CacheAligner()])


def _window() -> TransformPipeline:
    """Drop the oldest turns over the limit."""
    from headroom_lab.policies.pipeline import TransformPipeline
    from headroom_lab.transforms.windows.rolling_window import RollingWindow

    return TransformPipeline([RollingWindow()])


def _lossless() -> TransformPipeline:
    """Say the same in fewer tokens; transforms.decode gives every text back byte for byte."""
    from headroom_lab.policies.information import lossless

    return lossless()


def _balanced() -> TransformPipeline:
    """Outline older tool outputs, twelve messages at a time, and index their facts."""
    from headroom_lab.policies.information import balanced

    return balanced()


def _aggressive() -> TransformPipeline:
    """Outline every tool output once it is answered, index its foremost facts."""
    from headroom_lab.policies.information import aggressive

    return aggressive()


_PRESETS: dict[str, Callable[[], TransformPipeline]] = {
    "default": _default,
    "off": _off,
    "crush": _crush,
    "align": _align,
    "window": _window,
    "lossless": _lossless,
    "balanced": _balanced,
    "aggressive": _aggressive,
}


def preset_names() -> tuple[str, ...]:
    """Return the names that ``preset`` takes."""
    return tuple(_PRESETS)


def preset_summary(name: str) -> str:
    """Return in one sentence what a preset does."""
    return (_PRESETS[name].__doc__ or "").strip()


def preset(name: str) -> TransformPipeline:
    """Return a new pipeline by its name; UnknownNameError says the nearest one."""
    if name not in _PRESETS:
        raise UnknownNameError("policy", name, _PRESETS)
    return _PRESETS[name]()


def limited(pipeline: TransformPipeline, max_tokens: int) -> TransformPipeline:
    """Return ``pipeline`` with its RollingWindow at ``max_tokens``; one is added where it has none.

    Raises ConfigError unless ``max_tokens`` is a whole number of at least 1.
    """
    from headroom_lab.policies.pipeline import TransformPipeline
    from headroom_lab.transforms.windows.rolling_window import RollingWindow

    steps = [
        RollingWindow(replace(step.config, max_tokens=max_tokens))
        if isinstance(step, RollingWindow)
        else step
        for step in pipeline
    ]
    if not any(isinstance(step, RollingWindow) for step in steps):
        steps.append(RollingWindow(RollingWindowConfig(max_tokens=max_tokens)))
    return TransformPipeline(steps)
