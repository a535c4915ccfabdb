"""A live trial: which policy a session gets, drawn once and the same in every process."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from headroom_lab.errors import ConfigError, UnknownNameError
from headroom_lab.policies.policy import Policy, PolicyLike, policy_of
from headroom_lab.redact import masked_repr


@masked_repr
@dataclass(frozen=True)
class Trial:
    """Policies tried on live sessions: each session keeps the arm that its name draws.

    Args:
        name: under which the rows stand in the store.
        arms: how much of the sessions each arm gets, by its name; together 1. The name is the arm's
            policy, as a text is taken for one ("off", "thrifty", "at_entry(lossless)").
        seed: of the draw (0): another one draws anew.
        policies: the policies of arms whose name isn't one; none by default.

    Raises:
        ConfigError: for fewer than two arms, shares that don't sum to 1, an unknown policy.

    Example::

        Trial("thrifty-vs-off", arms={"off": 0.5, "thrifty": 0.5}, seed=7).arm_of("session-1")
    """

    name: str
    arms: Mapping[str, float]
    seed: int = 0
    policies: Mapping[str, PolicyLike] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name:
            raise ConfigError(f"Trial: found the name {self.name!r}, expected a text")
        _check_shares(self.arms)
        for arm in self.policies:
            if arm not in self.arms:
                raise UnknownNameError("arm", str(arm), list(self.arms))
        for arm in self.arms:
            self.policy_of(arm)

    def arm_of(self, session: str) -> str:
        """Return the arm of a session: the same for a name in every process, on every machine.

        Args:
            session: its name, as ``headroom_session=`` gives it.

        Example::

            Trial("t", arms={"off": 0.5, "lossless": 0.5}).arm_of("session-1")
        """
        drawn = _drawn([self.name, self.seed, session])
        reached = 0.0
        for arm in sorted(self.arms):
            reached += self.arms[arm]
            if drawn < reached:
                return arm
        return max(self.arms)

    def policy_of(self, arm: str) -> Policy:
        """Return the policy of an arm, under the arm's name.

        Args:
            arm: one of ``arms``.

        Raises:
            UnknownNameError: where the name is no policy and ``policies`` has none for it.

        Example::

            Trial("t", arms={"off": 0.5, "lossless": 0.5}).policy_of("lossless").name
        """
        return policy_of(self.policies.get(arm, arm), arm)


def _check_shares(arms: Any) -> None:
    """Raise ConfigError unless there are two arms or more, whose shares sum to 1."""
    if not isinstance(arms, Mapping) or len(arms) < 2:
        raise ConfigError(
            f"Trial: found the arms {arms!r}, expected two or more with their share of the sessions, "
            "as {'off': 0.5, 'thrifty': 0.5}"
        )
    for arm, share in arms.items():
        if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 < share < 1:
            raise ConfigError(f"Trial: arms[{arm!r}]: found {share!r}, expected a share in (0, 1)")
    total = sum(arms.values())
    if abs(total - 1) > 1e-9:
        raise ConfigError(f"Trial: found arms that sum to {total:g}, expected shares that sum to 1")


def _drawn(parts: Any) -> float:
    """Return a number in [0, 1) that hangs on nothing but what it is given."""
    digest = hashlib.sha256(json.dumps(parts).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") / 2**64
