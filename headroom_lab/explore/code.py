"""Settings as the Python code that makes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom_lab.config import RollingWindowConfig, SmartCrusherConfig
from headroom_lab.explore.settings import CRUSHER, WINDOW, configured


def pipeline_code(settings: Mapping[str, Any], model: str) -> str:
    """Return Python that simulates ``messages`` with these settings; defaults are left out."""
    settings = configured(settings)
    steps, names = [], []
    if settings["crush"]:
        steps.append(
            _call("SmartCrusher", "SmartCrusherConfig", SmartCrusherConfig(), settings, CRUSHER)
        )
        names += ["SmartCrusher", "SmartCrusherConfig"]
    if settings["align"]:
        steps.append("CacheAligner()")
        names.append("CacheAligner")
    if settings["window"]:
        steps.append(
            _call("RollingWindow", "RollingWindowConfig", RollingWindowConfig(), settings, WINDOW)
        )
        names += ["RollingWindow", "RollingWindowConfig"]
    used = sorted(name for name in names if any(f"{name}(" in step for step in steps))
    query = f", query={settings['query']!r}" if settings["query"] else ""
    lines = [
        f"from headroom_lab import {', '.join([*used, 'simulate'])}",
        "",
        "pipeline = [",
        *(f"    {step}," for step in steps),
        "]",
        f"simulate(messages, model={model!r}, pipeline=pipeline{query})",
    ]
    return "\n".join(lines)


def _call(
    transform: str, config: str, default: Any, settings: Mapping[str, Any], names: tuple[str, ...]
) -> str:
    """Return the code of one transform with what differs from its default configuration."""
    changed = [
        f"{name}={settings[name]!r}" for name in names if settings[name] != getattr(default, name)
    ]
    return f"{transform}({config}({', '.join(changed)}))" if changed else f"{transform}()"
