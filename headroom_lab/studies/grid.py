"""A grid of settings: every combination, each with the policy, model and query it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from headroom_lab.errors import ConfigError
from headroom_lab.policies.policy import Policy, policies_of, policy_of
from headroom_lab.policies.settings import check_name, setting_types
from headroom_lab.policies.varied import LackingSetting, with_setting
from headroom_lab.results.study import Combination


@dataclass(frozen=True)
class Point:
    """One combination: its settings as shown, and what a simulation needs."""

    settings: Combination
    policy: Policy
    model: str
    query: str | None = None
    limit: int | None = None


def points_of(
    grid: Mapping[str, Any],
    policy: Any,
    model: str | None,
    query: str | None,
    max_tokens: int | None = None,
) -> tuple[tuple[Point, ...], tuple[str, ...]]:
    """Return all points of a grid, the last setting varying fastest, and a line on each left out.

    ``policy``, ``model``, ``query`` and ``max_tokens`` stand where the grid has none. A point is left
    out whose policy lacks a setting. Raises UnknownNameError for a name that is no setting,
    ConfigError for a value that won't do and where all are left out: before anything is simulated.
    """
    if not isinstance(grid, Mapping) or not grid:
        raise ConfigError(f"grid: found {grid!r}, expected settings with their values")
    if model is None and "model" not in grid:
        raise ConfigError("model: found none, expected a name, as in sweep(…, model='gpt-4o')")
    start = Point((), policy_of(policy), model or "", query)
    values = {name: _values(name, given) for name, given in grid.items()}
    if max_tokens is not None and "max_tokens" not in grid:
        start = replace(start, limit=max_tokens)
    points, missing = [], []
    for combination in product(*values.values()):
        try:
            points.append(_point(start, dict(zip(values, combination, strict=True))))
        except LackingSetting as error:
            missing.append(error)
    if not points:
        raise missing[0]
    return tuple(points), tuple(f"left out: {said}" for said in dict.fromkeys(map(str, missing)))


def _values(name: str, given: Any) -> list[Any]:
    """Return the values of a setting; a single one may stand for itself."""
    check_name(name)
    single = isinstance(given, (str, int, float)) or given is None
    if name == "policy":  # a list of points: the same policy may stand in it twice
        several = given if isinstance(given, (list, tuple)) else policies_of(given)
        return [policy_of(value) for value in several] or list(policies_of(given))
    values = [given] if single else list(given)
    if not values:
        raise ConfigError(f"grid[{name!r}]: found no values, expected at least one")
    return values


def _point(start: Point, combination: Mapping[str, Any]) -> Point:
    """Return the point of a combination: policy, model and query first, then its steps."""
    point = replace(start, settings=tuple(map(_shown, combination.items())))
    if "policy" in combination:
        point = replace(point, policy=policy_of(combination["policy"]))
    if "model" in combination:
        point = replace(point, model=_text("model", combination["model"]))
    if combination.get("query") is not None:
        point = replace(point, query=_text("query", combination["query"]))
    for name, value in combination.items():
        if name not in ("policy", "model", "query"):
            point = replace(point, policy=with_setting(point.policy, name, _number(name, value)))
    return replace(point, policy=point.policy.within(point.limit))


def _shown(setting: tuple[str, Any]) -> tuple[str, Any]:
    """Return a setting as a row shows it: a policy by its name."""
    name, value = setting
    return (name, policy_of(value).name) if name == "policy" else (name, value)


def _text(name: str, value: Any) -> str:
    """Return a model or a query."""
    if isinstance(value, str):
        return value
    raise ConfigError(f"{name}: found {value!r}, expected a text")


def _number(name: str, value: Any) -> Any:
    """Return the value of a step's setting; a whole float, as numpy's ranges give, as an int."""
    if setting_types()[name] is int and isinstance(value, float) and value.is_integer():
        return int(value)
    return value.item() if hasattr(value, "item") else value
