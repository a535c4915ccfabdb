"""The presets: steps by name, each with the sentence that says what it does.

The steps are imported where they are asked for, so that the names cost nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from headroom_lab.errors import UnknownNameError

Steps = tuple[Any, ...]
# Policies that are made by a call, and may be named without one.
BY_NAME = ("clear_thinking", "superseded", "slim_tools", "defer_tools", "keep_images", "fit_images")
PresetName = Literal[
    "default", "off", "crush", "align", "window", "lossless", "balanced", "aggressive", "thrifty"
]


def _default() -> Steps:
    """Crush tool outputs, make the system prompt cacheable, drop what is over the limit."""
    return (*_crush(), *_align(), *_window())


def _off() -> Steps:
    """Cut nothing."""
    return ()


def _crush() -> Steps:
    """Crush structured tool outputs."""
    from headroom_lab.transforms.smart_crusher import SmartCrusher

    return (SmartCrusher(),)


def _align() -> Steps:
    """Make the system prompt cacheable."""
    from headroom_lab.transforms.prompts.cache_aligner import CacheAligner

    return (CacheAligner(),)


def _window() -> Steps:
    """Drop the oldest turns over the limit."""
    from headroom_lab.transforms.windows.rolling_window import RollingWindow

    return (RollingWindow(),)


def _lossless() -> Steps:
    """Say the same in fewer tokens; transforms.decode gives every text back byte for byte."""
    from headroom_lab.policies.information import lossless

    return lossless()


def _balanced() -> Steps:
    """Outline older tool outputs, eight messages at a time, and index their facts."""
    from headroom_lab.policies.information import balanced

    return balanced()


def _aggressive() -> Steps:
    """Outline every tool output once it is answered, index its foremost facts."""
    from headroom_lab.policies.information import aggressive

    return aggressive()


def _thrifty() -> Steps:
    """Encode outputs as they come in, nearly without loss; index facts on a cold cache."""
    from headroom_lab.policies.moments.thrifty import thrifty

    return thrifty()


_PRESETS: dict[PresetName, Callable[[], Steps]] = {
    "default": _default,
    "off": _off,
    "crush": _crush,
    "align": _align,
    "window": _window,
    "lossless": _lossless,
    "balanced": _balanced,
    "aggressive": _aggressive,
    "thrifty": _thrifty,
}


def preset_names() -> tuple[PresetName, ...]:
    """Return the names that ``preset_steps`` takes."""
    return tuple(_PRESETS)


def preset_summary(name: PresetName) -> str:
    """Return in one sentence what a preset does."""
    return (_PRESETS[name].__doc__ or "").strip()


def is_spelled(text: str) -> bool:
    """Tell whether a text is written as a call, as ``at_entry(lossless)`` is, or stands for one."""
    return "(" in text or text in BY_NAME


def preset_steps(name: str) -> Steps:
    """Return the steps of a preset, new ones each time; UnknownNameError says the nearest one."""
    steps = next((make for preset, make in _PRESETS.items() if preset == name), None)
    if steps is None:
        raise UnknownNameError("policy", name, _PRESETS)
    return steps()
