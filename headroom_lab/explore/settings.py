"""The settings of the explorer, and the policy they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from headroom_lab.config import RollingWindowConfig, SmartCrusherConfig
from headroom_lab.explore.controls import Setting
from headroom_lab.policies.pipeline import TransformPipeline
from headroom_lab.policies.policy import Policy
from headroom_lab.transforms.prompts.cache_aligner import CacheAligner
from headroom_lab.transforms.smart_crusher import SmartCrusher
from headroom_lab.transforms.windows.rolling_window import RollingWindow

_CRUSH, _WINDOW = SmartCrusherConfig(), RollingWindowConfig()

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
        Setting("max_tokens", "limit (0 = model's)", "whole", _WINDOW.max_tokens or 0),
        Setting("preserve_recent_turns", "last turns kept", "whole", _WINDOW.preserve_recent_turns),
    ),
}
CRUSHER = tuple(
    s.name for s in SETTINGS["Crush tool outputs"] if hasattr(_CRUSH, s.name)
)  # the names that SmartCrusherConfig has too
WINDOW = tuple(s.name for s in SETTINGS["Window"] if hasattr(_WINDOW, s.name))
SWITCHES: dict[str, type] = {
    "crush": SmartCrusher,
    "align": CacheAligner,
    "window": RollingWindow,
}


def settings_of(policy: Policy) -> dict[str, Any]:
    """Return the settings that a policy's steps have; a step that it lacks is switched off."""
    found = {setting.name: setting.value for group in SETTINGS.values() for setting in group}
    steps = {type(step): step for step in policy.pipeline}
    found |= {name: kind in steps for name, kind in SWITCHES.items()}
    for kind, names in ((SmartCrusher, CRUSHER), (RollingWindow, WINDOW)):
        if kind in steps:
            found |= {name: getattr(steps[kind].config, name) for name in names}
    return {**found, "max_tokens": found["max_tokens"] or 0}


def policy_with(policy: Policy, settings: Mapping[str, Any]) -> Policy:
    """Return a policy with other settings; ConfigError where one is out of its range.

    What no setting speaks of stays as it is, steps of other kinds among them; a step that is
    switched on where there was none comes last. Where nothing differs it is the policy itself.
    """
    if all(
        settings[name] == value for name, value in settings_of(policy).items() if name in settings
    ):
        return policy
    steps = [step for step in policy.pipeline if not isinstance(step, tuple(SWITCHES.values()))]
    held = {type(step): step for step in policy.pipeline}
    for name, kind in SWITCHES.items():
        if settings[name]:
            place = _place(policy, kind, steps)
            steps.insert(place, _step(kind, held.get(kind), settings))
    return Policy(f"{policy.name}, changed", TransformPipeline(steps))


def _place(policy: Policy, kind: type, steps: list[Any]) -> int:
    """Return where a step of a kind stands among the others: where it stood, else last."""
    order = [type(step) for step in policy.pipeline]
    if kind not in order:
        return len(steps)
    before = set(order[: order.index(kind)])
    return sum(type(step) in before for step in steps)


def _step(kind: type, held: Any, settings: Mapping[str, Any]) -> Any:
    """Return a step with the settings that speak of it; ``held`` is the policy's own, or None."""
    if kind is SmartCrusher:
        config = held.config if held else SmartCrusherConfig()
        return SmartCrusher(replace(config, **{name: settings[name] for name in CRUSHER}))
    if kind is RollingWindow:
        config = held.config if held else RollingWindowConfig()
        limit = {name: settings[name] for name in WINDOW}
        limit["max_tokens"] = limit["max_tokens"] or None  # 0 stands for the model's own
        return RollingWindow(replace(config, **limit))
    return held or CacheAligner()
