"""A policy as the Python code that makes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from typing import Any

from headroom_lab.policies.policy import Policy
from headroom_lab.policies.presets import preset_names


def simulation_code(policy: Policy, model: str, query: str | None) -> str:
    """Return Python that simulates ``messages`` under a policy; defaults are left out."""
    asked = f", query={query!r}" if query else ""
    if policy.name in preset_names():
        return "\n".join(
            [
                "from headroom_lab import simulate",
                "",
                f"simulate(messages, model={model!r}, policy={policy.name!r}{asked})",
            ]
        )
    steps = list(policy.pipeline)
    return "\n".join(
        [
            *_imports(steps),
            "",
            "policy = [",
            *(f"    {_code(step)}," for step in steps),
            "]",
            f"simulate(messages, model={model!r}, policy=policy{asked})",
        ]
    )


def _imports(steps: list[Any]) -> list[str]:
    """Return the imports that the steps need, those of the package first."""
    held: dict[str, set[str]] = {"headroom_lab": {"simulate"}}
    for thing in (part for step in steps for part in _parts(step)):
        kind = type(thing)
        held.setdefault(_home(kind), set()).add(kind.__name__)
    return [f"from {place} import {', '.join(sorted(names))}" for place, names in held.items()]


def _home(kind: type) -> str:
    """Return the module that a class is imported from: the shortest that makes it public."""
    for place in ("headroom_lab", "headroom_lab.transforms"):
        if kind.__name__ in import_module(place).__all__:
            return place
    return kind.__module__


def _parts(step: Any) -> Iterator[Any]:
    """Yield a step, and its configuration where the code names it."""
    yield step
    if _changes(getattr(step, "config", None)):
        yield step.config


def _code(step: Any) -> str:
    """Return the code of one step with what differs from its default configuration."""
    config = getattr(step, "config", None)
    changed = _changes(config)
    inner = f"{type(config).__name__}({', '.join(changed)})" if changed else ""
    return f"{type(step).__name__}({inner})"


def _changes(config: Any) -> list[str]:
    """Return the arguments that make a configuration of what its defaults are."""
    if not is_dataclass(config) or isinstance(config, type):
        return []
    default = type(config)()
    held = [(f.name, getattr(config, f.name), getattr(default, f.name)) for f in fields(config)]
    return [f"{name}={value!r}" for name, value, other in held if value != other]
