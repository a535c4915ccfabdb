"""The functions whose results can be made again from a manifest, and what they were given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import Parameter, signature
from typing import Any

from headroom_lab.errors import ConfigError, HeadroomError, UnknownNameError
from headroom_lab.policies.foreign.calling import is_command
from headroom_lab.policies.policy import policy_of
from headroom_lab.redact import redact_data
from headroom_lab.replays.replay import replay
from headroom_lab.report.bundles.trusting import trusted
from headroom_lab.results.call import Call
from headroom_lab.simulation import compare, simulate
from headroom_lab.simulation.calls import OPTIONS
from headroom_lab.studies.sweep import sweep
from headroom_lab.traces.reading import read_trace

FUNCTIONS: dict[str, Callable[..., Any]] = {
    function.__name__: function for function in (simulate, compare, replay, sweep, read_trace)
}
_PLAIN = (str, int, float, bool, type(None))
# How a result comes about, not what it is.
_ASIDE = ("progress", "engine", "workers", "keep")


def function_named(name: Any) -> Callable[..., Any]:
    """Return a function by the name that a manifest gives; UnknownNameError for another."""
    if name not in FUNCTIONS:
        raise UnknownNameError("function", str(name), list(FUNCTIONS))
    return FUNCTIONS[name]


def parameters_of(name: str) -> tuple[str, ...]:
    """Return what a function takes beside what its result is about."""
    _, *others = signature(function_named(name)).parameters.values()
    named = [one.name for one in others if one.kind is not Parameter.VAR_KEYWORD]
    return (*named, *(OPTIONS if len(named) < len(others) else ()))


def described(call: Call) -> tuple[Any, dict[str, Any], list[str]]:
    """Return what a call is about, its other arguments as plain data, and which aren't.

    What isn't plain, such as a tokenizer of one's own, has to be given again.
    """
    if call.name not in FUNCTIONS:
        raise HeadroomError(f"a result of {call.name} can't be made again from a manifest")
    (_, about), *others = call.arguments.items()
    plain: dict[str, Any] = {}
    missing = []
    for name, value in others:
        if name in _ASIDE:
            continue
        try:
            found = redact_data(as_plain(value, is_policy=name in ("policy", "policies")))
            trusted(name, found)
            plain[name] = found
        except ConfigError:
            missing.append(name)
    return about, plain, missing


def as_plain(value: Any, *, is_policy: bool = False) -> Any:
    """Return an argument as plain data; ConfigError for what has no such form.

    A policy is spelled by its name where that name gives the same policy again.
    """
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, Mapping):
        return {str(k): as_plain(v, is_policy=is_policy or k == "policy") for k, v in value.items()}
    if is_policy and is_command(value):
        raise ConfigError("policy: found a command, expected plain data")
    if isinstance(value, (list, tuple)):
        return [as_plain(item, is_policy=is_policy) for item in value]
    if not is_policy and not callable(getattr(value, "apply", None)):
        raise ConfigError(f"found a {type(value).__name__}, expected plain data")
    return _spelled(value)


def _spelled(policy: Any) -> Any:
    """Return a policy in words; ConfigError where no words give it again."""
    made = policy_of(policy)
    for words in (made.name, made.name.split("+")):
        try:
            again = policy_of(words)
        except HeadroomError:
            continue
        if again.pipeline.settings() == made.pipeline.settings():
            return words
    raise ConfigError(f"policy: {made.name!r} has no spelling that gives it again")
