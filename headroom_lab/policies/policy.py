"""Policies: pipelines under comparison, each with the name that its rows carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headroom_lab.errors import ConfigError
from headroom_lab.policies.pipeline import TransformPipeline, as_pipeline
from headroom_lab.redact import masked_repr


@masked_repr
@dataclass(frozen=True)
class Policy:
    """A named pipeline."""

    name: str
    pipeline: TransformPipeline


def policy_of(given: Any, name: str = "") -> Policy:
    """Return the policy for a preset's name, a pipeline, a transform or a list of transforms.

    Without a name one made of the transforms. Raises UnknownNameError with the nearest preset.
    """
    if isinstance(given, Policy):
        return Policy(name or given.name, given.pipeline)
    if given is None:
        raise ConfigError("policy: found None, expected a preset's name, as 'default'")
    pipeline = as_pipeline(given, "policy")
    if isinstance(given, str):
        return Policy(name or given, pipeline)
    steps = " + ".join(str(getattr(step, "name", type(step).__name__)) for step in pipeline)
    return Policy(name or steps or "off", pipeline)


def policies_of(given: Any) -> tuple[Policy, ...]:
    """Return one or several policies; a mapping gives them their names.

    A list of names or pipelines is several policies, a list of transforms a single one.
    Raises ConfigError where two have the same name.
    """
    if isinstance(given, Mapping):
        found = [policy_of(value, str(name)) for name, value in given.items()]
    elif isinstance(given, (list, tuple)) and all(map(_is_policy, given)):
        found = [policy_of(value) for value in given]
    else:
        found = [policy_of(given)]
    names = [policy.name for policy in found]
    again = sorted({name for name in names if names.count(name) > 1})
    if again or not names:
        what = f"{again[0]!r} twice" if again else "none"
        raise ConfigError(f"policies: found {what}, expected policies of different names")
    return tuple(found)


def _is_policy(value: Any) -> bool:
    """Tell whether an item of a list is a policy by itself, rather than a step of one."""
    return isinstance(value, (str, Policy, TransformPipeline))
