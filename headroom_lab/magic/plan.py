"""How requests are to be simulated: the options of a line over the settings."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from headroom_lab.config import MODES
from headroom_lab.errors import ConfigError
from headroom_lab.magic.grids import grid_of
from headroom_lab.magic.naming import (
    chosen,
    model_of,
    policies_of,
    policy_of,
    prices_of_word,
    text_of,
    whole_number,
)
from headroom_lab.magic.settings import Settings
from headroom_lab.messages.given import Request
from headroom_lab.policies.policy import Policy
from headroom_lab.policies.presets import preset_names
from headroom_lab.policies.protecting.protect import protected


@dataclass(frozen=True)
class Plan:
    """What a line asks for; ``policies`` is None where a comparison names none."""

    model: str | None
    default_model: str
    query: str | None
    policies: tuple[Policy, ...] | None
    max_tokens: int | None = None
    redact: bool = True
    grid: Mapping[str, Any] = field(default_factory=dict)
    prices: Any = None

    def model_of(self, request: Request) -> str:
        """Return the model of a request: the line's, else its own, else the default."""
        model = self.model or request.model or self.default_model
        if not isinstance(model, str):
            raise ConfigError(f"model: found {model!r}, expected the name of a model")
        return model

    @property
    def policy(self) -> Policy:
        """The one policy, or the first of several."""
        return self.policies[0] if self.policies else policy_of("default", {})


def plan_of(
    options: argparse.Namespace, settings: Settings, names: Mapping[str, Any], *, compare: bool
) -> Plan:
    """Return the plan of parsed options; a HeadroomError says in one line what is wrong."""
    given = vars(options)
    model, query = given.get("model"), given.get("query")
    limit = given.get("max_tokens") or settings.max_tokens
    return Plan(
        model=model_of(model, names) if model else None,
        default_model=settings.model,
        query=str(text_of(query, names)) if query else settings.query,
        policies=_policies(given, settings, names, compare),
        max_tokens=None if limit is None else whole_number("--max-tokens", limit, names),
        redact=settings.redact,
        grid=_grid(given, names),
        prices=prices_of_word(given["prices"], names) if given.get("prices") else None,
    )


def _policies(
    given: Mapping[str, Any], settings: Settings, names: Mapping[str, Any], compare: bool
) -> tuple[Policy, ...] | None:
    """Return the policies a line asks for, with what it protects; None for a comparison of all."""
    named = [text_of(word, names) for word in given.get("protect") or ()]
    found = _asked(given, settings, names, compare)
    if not named:
        return found
    return tuple(protected(policy, named) for policy in found or preset_names())


def _asked(
    given: Mapping[str, Any], settings: Settings, names: Mapping[str, Any], compare: bool
) -> tuple[Policy, ...] | None:
    """Return the policies a line asks for, None where a comparison names none."""
    mode = chosen("mode", given.get("mode") or settings.mode, MODES, names)
    asked = given.get("policy")
    if mode == "off" and not compare:
        return (policy_of("off", names),)
    if compare and not asked:
        return None
    if isinstance(asked, list):
        return tuple(policy for word in asked for policy in policies_of(word, names))
    return (policy_of(asked or settings.policy, names),)


def _grid(given: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the grid a line asks for."""
    grid = grid_of(given.get("grid") or (), names)
    if "grid" in given and not grid:
        raise ConfigError("no grid: give --grid KEY=V1,V2, as in --grid max_tokens=20000,60000")
    return grid
