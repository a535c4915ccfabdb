"""Policies with other values for a setting of their steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from inspect import signature
from typing import Any

from headroom_lab.errors import ConfigError
from headroom_lab.policies.pipeline import TransformPipeline
from headroom_lab.policies.policy import Policy
from headroom_lab.policies.presets import preset_names
from headroom_lab.transforms.smart_crusher import SmartCrusher


class LackingSetting(ConfigError):
    """A setting that no step of a policy has."""


def with_setting(policy: Policy, name: str, value: Any) -> Policy:
    """Return a policy with another value for a setting of its steps.

    ``max_tokens`` is the limit of ``Policy.within``. Raises ConfigError for a value out of its
    range, and where no step of the pipeline has the setting.
    """
    if name == "max_tokens":
        return policy.within(value)
    pipeline = _changed(policy.pipeline, name, value)
    if pipeline is None:
        having = [
            n
            for n in preset_names()
            if _changed(TransformPipeline.preset(n), name, value) is not None
        ]
        others = f", those of {', '.join(having)} have" if having else ""
        raise LackingSetting(f"{name}: no step of the policy {policy.name!r} has it{others}")
    return Policy(policy.name, pipeline)


def _changed(pipeline: TransformPipeline, name: str, value: Any) -> TransformPipeline | None:
    """Return a pipeline with another setting, None where no step has it."""
    configs = [_with(getattr(step, "config", None), name, value) for step in pipeline]
    if not any(config is not None for config in configs):
        return None
    return TransformPipeline(
        step if config is None else _rebuilt(step, config)
        for step, config in zip(pipeline, configs, strict=True)
    )


def _with(config: Any, name: str, value: Any) -> Any:
    """Return a configuration with another setting, a nested one too; None where it has none."""
    if not is_dataclass(config) or isinstance(config, type):
        return None
    names = [item.name for item in fields(config)]
    if name in names:
        return replace(config, **{name: value})
    for outer in names:
        inner = _with(getattr(config, outer), name, value)
        if inner is not None:
            return replace(config, **{outer: inner})
    return None


def _rebuilt(step: Any, config: Any) -> Any:
    """Return a step like another with its own configuration: the other arguments are kept."""
    make: Callable[..., Any] = type(step)
    names = [n for n in signature(make).parameters if n != "config" and hasattr(step, n)]
    kept = {name: getattr(step, name) for name in names}
    if isinstance(step, SmartCrusher) and config.relevance != step.config.relevance:
        kept["scorer"] = None
    return make(config, **kept)
