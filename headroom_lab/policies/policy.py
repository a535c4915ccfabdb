"""A policy: which cuts, under the name that its rows carry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Protocol, SupportsIndex, TypeAlias, TypeVar

from headroom_lab.errors import ConfigError, UnknownNameError
from headroom_lab.policies.foreign.calling import is_compressor
from headroom_lab.policies.foreign.compressor import compressor
from headroom_lab.policies.foreign.plugged import plugged, plugged_policy
from headroom_lab.policies.pipeline import TransformPipeline
from headroom_lab.policies.presets import (
    BY_NAME,
    PresetName,
    is_spelled,
    preset_names,
    preset_steps,
)
from headroom_lab.redact import masked_repr


class Appliable(Protocol):
    """A transform of anyone's: messages in, a TransformResult out."""

    def apply(self, messages: Any, tokenizer: Any = None) -> Any:
        """Return what comes of the messages."""


Item = TypeVar("Item", covariant=True)


class Several(Protocol[Item]):
    """A list or a tuple, but no mapping and no text, which to type checkers is several texts."""

    def __contains__(self, value: object, /) -> bool: ...
    def __getitem__(self, index: SupportsIndex, /) -> Item: ...
    def __iter__(self) -> Iterator[Item]: ...
    def __len__(self) -> int: ...
    def __mul__(self, times: SupportsIndex, /) -> Any: ...


Compresses: TypeAlias = Callable[[Any], Any]  # a compressor of someone's

# What is taken as one policy, and as several; a list among the latter is one of several steps.
PolicyLike: TypeAlias = (
    "PresetName | Policy | TransformPipeline | Appliable | Compresses | Several[PolicyLike] | None"
)
PoliciesLike: TypeAlias = "PolicyLike | Mapping[str, PolicyLike]"

EXPECTED = (
    "a preset's name, a pipeline, a transform, a Policy, a compressor of your own, or a list of these "
    "as its steps"
)


@masked_repr
@dataclass(frozen=True)
class Policy:
    """A pipeline with a name: ``Policy("mine", TransformPipeline([…]))``.

    Taken wherever a policy is; ``policy_of`` makes one of whatever else is.

    Args:
        name: under which its rows stand.
        pipeline: a TransformPipeline.

    Raises:
        ConfigError: for another kind of pipeline.

    Example::

        mine = Policy("mine", TransformPipeline([SmartCrusher(), RollingWindow()]))
        compare(messages, [mine, "balanced"], model="gpt-4o")
    """

    name: str
    pipeline: TransformPipeline

    def __post_init__(self) -> None:
        if not isinstance(self.pipeline, TransformPipeline):
            found, name = type(self.pipeline).__name__, self.name
            raise ConfigError(f"Policy({name!r}, …): found a {found}, expected a TransformPipeline")

    def within(self, max_tokens: int | None) -> Policy:
        """Return the policy with its window at ``max_tokens``; None leaves it as it is.

        A policy without a window gets one as its last step; one without steps cuts nothing,
        whatever the limit. Raises ConfigError unless it is a whole number of at least 1.
        """
        if max_tokens is None:
            return self
        return replace(self, pipeline=self.pipeline.within(max_tokens))


def policy_of(given: Any = None, name: str = "") -> Policy:
    """Return the policy for whatever a person gives as one; None is the default.

    ``given``: a preset's name, a pipeline, a transform, a Policy, or a list of these, run in
    order. Without a ``name`` it is called by its steps, joined by ``+``. Raises UnknownNameError
    with the nearest preset, ConfigError for anything else.
    """
    if isinstance(given, Policy):
        return replace(given, name=name or given.name)
    given = "default" if given is None else given
    if isinstance(given, str) and not name and given in preset_names():
        return _preset(given)
    steps = [given] if isinstance(given, str) or not _is_steps(given) else list(given)
    parts = [part for step in steps for part in _parts(step)]
    if isinstance(given, TransformPipeline):
        pipeline = given
    else:
        pipeline = TransformPipeline(step for _, inner in parts for step in inner)
    return Policy(name or "+".join(part for part, _ in parts) or "off", pipeline)


@cache
def _preset(name: str) -> Policy:
    """Return a preset, one for all who name it: its steps can't be changed."""
    return Policy(name, TransformPipeline(preset_steps(name)))


def policies_of(given: Any) -> tuple[Policy, ...]:
    """Return several policies: of a list, or of a mapping of names to them.

    Each item is one policy, a list among them one of several steps; what is no list is a single
    policy. Raises ConfigError where two have the same name and where there is none.
    """
    if isinstance(given, Mapping):
        found = [policy_of(value, str(name)) for name, value in given.items()]
    elif isinstance(given, (list, tuple)):
        found = [policy_of(value) for value in given]
    else:
        found = [policy_of(given)]
    names = [policy.name for policy in found]
    again = sorted({name for name in names if names.count(name) > 1})
    if again:
        raise ConfigError(
            f"policies: found {again[0]!r} twice, expected different names: a dict gives them, "
            f"as {{'first': …, 'second': …}}"
        )
    if not names:
        raise ConfigError("policies: found none, expected at least one")
    return tuple(found)


def _parts(step: Any) -> Iterator[tuple[str, Iterable[Any]]]:
    """Yield the name and the transforms of each part that a step stands for."""
    if isinstance(step, str):
        yield step, _named(step)
    elif isinstance(step, Policy):
        yield step.name, step.pipeline
    elif isinstance(step, TransformPipeline):
        for transform in step:
            yield _name(transform), (transform,)
    elif isinstance(step, type):
        raise ConfigError(f"policy: found the class {step.__name__}, expected {step.__name__}()")
    elif callable(getattr(step, "apply", None)):
        yield _name(step), (step,)
    elif is_compressor(step):
        found = compressor(step)
        yield found.name, (found,)
    elif _is_steps(step):
        for inner in step:
            yield from _parts(inner)
    else:
        raise ConfigError(f"policy: found {_found(step)}, expected {EXPECTED}")


def _named(text: str) -> Iterable[Any]:
    """Return the steps that a text stands for: a call, a preset, a policy of another package."""
    if is_spelled(text):
        return _spelled(text)
    if text in preset_names():
        return preset_steps(text)
    points = plugged()
    if text in points:
        return policy_of(plugged_policy(points[text])).pipeline
    if "+" in text:  # as a magic's line has several
        raise ConfigError(f"policy: found {text!r}, expected a list of steps: {text.split('+')!r}")
    raise UnknownNameError("policy", text, (*preset_names(), *BY_NAME, *points))


def _spelled(text: str) -> Iterable[Any]:
    """Return the moment that a text spells, as a policy's steps."""
    from headroom_lab.policies.moments.spelled import spelled

    return policy_of(spelled(text, lambda name: name)).pipeline


def _is_steps(given: Any) -> bool:
    """Tell whether something is a list of steps, rather than a step by itself."""
    if isinstance(given, (str, bytes, Mapping, TransformPipeline)) or hasattr(given, "apply"):
        return False
    if is_compressor(given):
        return False
    return isinstance(given, Iterable)


def _name(transform: Any) -> str:
    """Return what a transform is called."""
    return str(getattr(transform, "name", type(transform).__name__))


def _found(step: Any) -> str:
    """Return what was given instead of a step, in a few words."""
    if step is None or isinstance(step, (bool, int, float)):
        return repr(step)
    return f"a {type(step).__name__}"
