"""How requests are to be simulated: the options of a line over the settings."""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from headroom_lab.config import MODES
from headroom_lab.errors import ConfigError, UnknownModelWarning
from headroom_lab.magic.grids import grid_of
from headroom_lab.magic.naming import chosen, model_of, policy_of, text_of, whole_number
from headroom_lab.magic.request import Request
from headroom_lab.magic.settings import Settings
from headroom_lab.policies.presets import limited, preset, preset_names
from headroom_lab.results import SimulationResult


@dataclass(frozen=True)
class Plan:
    """What a line asks for. ``policies`` are names with their pipelines, at least one."""

    model: str | None
    default_model: str
    query: str | None
    policies: tuple[tuple[str, Any], ...]
    redact: bool = True
    grid: Mapping[str, Any] = field(default_factory=dict)

    def model_of(self, request: Request) -> str:
        """Return the model of a request: the line's, else its own, else the default."""
        model = self.model or request.model or self.default_model
        if not isinstance(model, str):
            raise ConfigError(f"model: found {model!r}, expected the name of a model")
        return model

    def simulate(self, request: Request, pipeline: Any = None) -> SimulationResult:
        """Return the simulation of a request, by default under the first policy."""
        from headroom_lab.simulation import simulate

        with warnings.catch_warnings():
            # The result says itself what is unknown of its model.
            warnings.simplefilter("ignore", UnknownModelWarning)
            return simulate(
                request.messages,
                model=self.model_of(request),
                pipeline=self.policies[0][1] if pipeline is None else pipeline,
                query=self.query,
                system=request.system,
                tools=request.tools,
                redact=self.redact,
            )


def plan_of(
    options: argparse.Namespace, settings: Settings, names: Mapping[str, Any], *, compare: bool
) -> Plan:
    """Return the plan of parsed options; a HeadroomError says in one line what is wrong."""
    given = vars(options)
    model, query = given.get("model"), given.get("query")
    return Plan(
        model=model_of(model, names) if model else None,
        default_model=settings.model,
        query=str(text_of(query, names)) if query else settings.query,
        policies=_policies(given, settings, names, compare),
        redact=settings.redact,
        grid=_grid(given, settings, names),
    )


def _policies(
    given: Mapping[str, Any], settings: Settings, names: Mapping[str, Any], compare: bool
) -> tuple[tuple[str, Any], ...]:
    """Return the policies a line asks for; a comparison without any is one of all presets."""
    mode = chosen("mode", given.get("mode") or settings.mode, MODES, names)
    asked = given.get("policy")
    if mode == "off" and not compare:
        return (("off", preset("off")),)
    words = asked if isinstance(asked, list) else [asked or settings.policy]
    found = [policy_of(word, names) for word in (asked or preset_names() if compare else words)]
    tokens = _limit(given, settings, names)
    if tokens is None:
        return tuple(found)
    if given.get("max_tokens") and [name for name, _ in found] == ["off"]:
        raise ConfigError("--max-tokens: the policy 'off' cuts nothing, 'window' keeps to a limit")
    return tuple((n, p if n == "off" else limited(p, tokens)) for n, p in found)


def _limit(given: Mapping[str, Any], settings: Settings, names: Mapping[str, Any]) -> int | None:
    """Return the context limit that a line or the settings ask for."""
    limit = given.get("max_tokens") or settings.max_tokens
    return None if limit is None else whole_number("--max-tokens", limit, names)


def _grid(
    given: Mapping[str, Any], settings: Settings, names: Mapping[str, Any]
) -> dict[str, list[Any]]:
    """Return the grid a line asks for, its policies within the limit where there is one."""
    grid = grid_of(given.get("grid") or (), names)
    if "grid" in given and not grid:
        raise ConfigError("no grid: give --grid KEY=V1,V2, as in --grid max_tokens=20000,60000")
    tokens = _limit(given, settings, names)
    if tokens is not None and "policy" in grid and "max_tokens" not in grid:
        grid["policy"] = [
            p if p.name == "off" else replace(p, pipeline=limited(p.pipeline, tokens))
            for p in grid["policy"]
        ]
    return grid
