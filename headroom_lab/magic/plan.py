"""How requests are to be simulated: the options of a line over the settings."""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headroom_lab.config import MODES
from headroom_lab.errors import ConfigError, UnknownModelWarning
from headroom_lab.magic.naming import chosen, model_of, policy_of, text_of, whole_number
from headroom_lab.magic.request import Request
from headroom_lab.magic.settings import Settings
from headroom_lab.results import SimulationResult
from headroom_lab.transforms.presets import limited, preset, preset_names


@dataclass(frozen=True)
class Plan:
    """What a line asks for. ``policies`` are names with their pipelines, at least one."""

    model: str | None
    default_model: str
    query: str | None
    policies: tuple[tuple[str, Any], ...]
    redact: bool = True

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
    )


def _policies(
    given: Mapping[str, Any], settings: Settings, names: Mapping[str, Any], compare: bool
) -> tuple[tuple[str, Any], ...]:
    """Return the policies a line asks for; a comparison without any is one of all presets."""
    mode = chosen("mode", given.get("mode") or settings.mode, MODES, names)
    asked = given.get("policy")
    if compare:
        found = [policy_of(word, names) for word in asked or preset_names()]
    elif mode == "off":
        return (("off", preset("off")),)
    else:
        found = [policy_of(asked or settings.policy, names)]
    limit = given.get("max_tokens") or settings.max_tokens
    if limit is None:
        return tuple(found)
    tokens = whole_number("--max-tokens", limit, names)
    if given.get("max_tokens") and [name for name, _ in found] == ["off"]:
        raise ConfigError("--max-tokens: the policy 'off' cuts nothing, 'window' keeps to a limit")
    return tuple((n, p if n == "off" else limited(p, tokens)) for n, p in found)
