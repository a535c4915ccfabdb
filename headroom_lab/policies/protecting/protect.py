"""protect(): what is named goes unchanged through every step of a policy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from headroom_lab.config import config_of
from headroom_lab.messages import Conversation
from headroom_lab.policies.pipeline import TransformPipeline
from headroom_lab.policies.policy import Policy, PolicyLike, policy_of
from headroom_lab.policies.protecting.named import Named, named_of
from headroom_lab.transforms.base import Context, Step, Transform, unchanged


def protect(
    policy: PolicyLike = None,
    *,
    tools: str | Iterable[str] = (),
    messages: int | Iterable[int] = (),
    paths: str | Iterable[str] = (),
    matching: str | re.Pattern[str] | None = None,
    roles: str | Iterable[str] = (),
) -> Policy:
    """Return a policy under which what is named goes unchanged through every step.

    Windows drop other messages in its place; where the limit can then not be kept, a warning says
    by how much and what protects it. In a list of steps it holds for all of them.

    Args:
        policy: which cuts, as ``simulate`` takes a policy.
        tools: patterns of tools' names (``"mcp__db__*"``): their calls and results stay.
        messages: places in the list as given, from 0; a negative one counts from its end.
        paths: JSON paths (``"$.results[*].id"``): what stands there in a tool's result goes along,
            in a line at the end where what became of the result holds it no more; where that would
            break JSON or save nothing, the result stays as it was.
        matching: a regular expression: each text in which it is found stays.
        roles: who speaks: ``"system"``, ``"user"``, ``"assistant"``, ``"tool"``.

    Raises:
        ConfigError: for what names nothing, and for what is no policy.

    Example::

        kept = protect("balanced", tools=["Edit"], messages=[0, -3])
        simulate(messages, "gpt-4o", policy=kept).protection
    """
    given = {"tools": tools, "messages": messages, "paths": paths, "roles": roles}
    return protected(policy, Named(matching=matching, **given))  # type: ignore[arg-type]


def protected(policy: PolicyLike, named: Any) -> Policy:
    """Return a policy under which what is named stays, as ``named_of`` takes it; None is nothing."""
    inner = policy_of(policy)
    if named is None:
        return inner
    found = named_of(named)
    steps = TransformPipeline([Protecting(found), *inner.pipeline])
    return Policy(f"protect({inner.name}, {found.said})", steps)


def unprotected(policy: Policy) -> Policy:
    """Return a policy without what protects."""
    steps = [step for step in policy.pipeline if not isinstance(step, Protecting)]
    return Policy(policy.name, TransformPipeline(steps))


def said_of(policy: Policy) -> str:
    """Return in a few words what a policy protects, "" where it protects nothing."""
    return "; ".join(named.said for named in named_in(policy))


def named_in(policy: Policy) -> list[Named]:
    """Return what a policy was told to protect."""
    return [step.config for step in policy.pipeline if isinstance(step, Protecting)]


class Protecting(Transform):
    """The step of ``protect``: marks what is named, so that no step after it may change it.

    Args:
        config: a Named.

    Example::

        TransformPipeline([Protecting(Named(tools=("Edit",))), SmartCrusher()])
    """

    name = "protect"
    protects = True

    def __init__(self, config: Named) -> None:
        self.config = config_of(Named, config, "Protecting")

    def step(self, conversation: Conversation, context: Context) -> Step:
        """Mark what is named."""
        return unchanged(self.config.in_conversation(conversation, context.shift))
