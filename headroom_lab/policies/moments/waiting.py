"""Cuts that wait until they cost nothing: a cold cache, a compaction."""

from __future__ import annotations

from collections.abc import Callable

from headroom_lab.config.checks import whole
from headroom_lab.policies.moments.borders import border_of, cut_before
from headroom_lab.policies.moments.moment import Moment, steps_of
from headroom_lab.policies.moments.occasion import Occasion, Sender
from headroom_lab.policies.moments.sticky import Cutting, StickySender
from headroom_lab.policies.policy import PolicyLike
from headroom_lab.transforms.base import Context

KEEP = 3  # outputs at the end that stay as they are


def on_cold_cache(policy: PolicyLike, *, keep: int = KEEP) -> Waiting:
    """Return the policy that cuts only when nothing sent before stands in the vendor's cache.

    Then all is written to the cache anyway, so this cut costs nothing. Whether the cache is cold, a
    recorded session and its replay know, and a live client by its clock; a plain list of messages
    has no times, and nothing is cut. References to earlier outputs are left to ``at_entry``.

    Args:
        policy: what is done to the outputs, as ``simulate`` takes a policy.
        keep: how many outputs at the end stay as they are (3).

    Raises:
        ConfigError: for a policy with a moment of its own, and for what is no policy.

    Example::

        simulate(messages, "gpt-4o", policy=[at_entry("lossless"), on_cold_cache("balanced")])
    """
    return Waiting("on_cold_cache", is_cold, policy, keep)


def at_compaction(policy: PolicyLike, *, keep: int = KEEP) -> Waiting:
    """Return the policy that cuts only where the agent itself compacts its context.

    From there on all is written to the cache anyway, so this cut costs nothing.

    Args:
        policy: what is done to the outputs that the agent keeps, as ``simulate`` takes a policy.
        keep: how many outputs at the end stay as they are (3).

    Raises:
        ConfigError: for a policy with a moment of its own, and for what is no policy.

    Example::

        simulate(messages, "gpt-4o", policy=at_compaction("aggressive", keep=1))
    """
    return Waiting("at_compaction", compacts, policy, keep)


def is_cold(occasion: Occasion) -> bool:
    """Tell whether nothing that was sent before stands in the cache; another model's never does."""
    return occasion.cold or occasion.opens == "model switch"


def compacts(occasion: Occasion) -> bool:
    """Tell whether the agent has cut its context itself."""
    return occasion.opens in ("compaction", "microcompaction")


def writes_anew(occasion: Occasion) -> bool:
    """Tell whether all is written to the cache anyway, so that a cut costs nothing."""
    return is_cold(occasion) or compacts(occasion)


class Waiting(Moment):
    """See ``on_cold_cache`` and ``at_compaction``."""

    waits = True

    def __init__(
        self, name: str, is_time: Callable[[Occasion], bool], policy: PolicyLike, keep: int
    ) -> None:
        self.policy = steps_of(policy, name)
        self.keep = whole(f"{name}: keep", keep)
        self.is_time = is_time
        kept = "" if keep == KEEP else f", keep={keep}"
        super().__init__(f"{name}({self.policy.name}{kept})")

    def begin(self, context: Context) -> Sender:
        """Return what sends the requests of one stream."""
        return _WaitingSender(context, self)


class _WaitingSender(StickySender[Waiting]):
    """Cuts when the time is there."""

    def cut(self, occasion: Occasion) -> Cutting | None:
        """Return what is left where it is the moment."""
        border = border_of(self.sent, self.moment.keep) if self.moment.is_time(occasion) else 0
        if not border:
            return None
        return cut_before(self.whole(), border, self.moment.policy.pipeline, self.context)
