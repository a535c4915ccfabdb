"""A policy as the Python code that makes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from importlib import import_module
from typing import Any

from headroom_lab.policies.policy import Policy
from headroom_lab.policies.presets import preset_names
from headroom_lab.policies.protecting.named import Named


def simulation_code(
    policy: Policy, model: str, query: str | None, named: Named | None = None
) -> str:
    """Return Python that simulates ``messages`` under a policy that protects what is named.

    Defaults are left out.
    """
    asked = f", query={query!r}" if query else ""
    what = f", {', '.join(_changes(named))}" if named else ""
    if policy.name in preset_names():
        chosen = f"protect({policy.name!r}{what})" if named else repr(policy.name)
        return "\n".join(
            [
                f"from headroom_lab import {'protect, ' if named else ''}simulate",
                "",
                f"simulate(messages, model={model!r}, policy={chosen}{asked})",
            ]
        )
    chosen = f"protect(policy{what})" if named else "policy"
    steps = list(policy.pipeline)
    return "\n".join(
        [
            *_imports(steps, named),
            "",
            "policy = [",
            *(f"    {_code(step)}," for step in steps),
            "]",
            f"simulate(messages, model={model!r}, policy={chosen}{asked})",
        ]
    )


def _imports(steps: list[Any], named: Named | None) -> list[str]:
    """Return the imports that the steps need, those of the package first."""
    own = {"simulate", "protect"} if named else {"simulate"}
    held: dict[str, set[str]] = {"headroom_lab": own}
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
    held = [(f.name, getattr(config, f.name), _default(f)) for f in fields(config)]
    return [f"{name}={value!r}" for name, value, other in held if value != other]


def _default(field: Field[Any]) -> Any:
    """Return what a field holds where nothing is given."""
    return field.default if field.default_factory is MISSING else field.default_factory()
