"""Policies that installed packages bring, by name: entry points of ``headroom_lab.policies``."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from inspect import Parameter, signature
from typing import Any

GROUP = "headroom_lab.policies"


def plugged() -> Mapping[str, EntryPoint]:
    """Return the policies that packages bring, by name."""
    return {point.name: point for point in entry_points(group=GROUP)}


def plugged_policy(point: EntryPoint) -> Any:
    """Return what an entry point stands for, as a policy is given.

    A class, and a function that needs nothing, is called for it; any other function compresses.
    """
    found = point.load()
    if callable(found) and (isinstance(found, type) or _needs_nothing(found)):
        return found()
    return found


def _needs_nothing(make: Any) -> bool:
    """Tell whether something can be called without arguments."""
    try:
        parameters = signature(make).parameters.values()
    except (TypeError, ValueError):
        return False
    needed = (p.default is Parameter.empty for p in parameters if p.kind is not p.VAR_KEYWORD)
    return not any(needed)
