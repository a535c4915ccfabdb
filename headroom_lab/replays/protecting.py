"""What protecting costs over a session: the same policies replayed without it beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from headroom_lab.policies.foreign.compressor import Compressor
from headroom_lab.policies.order import each_step
from headroom_lab.policies.policy import Policy
from headroom_lab.policies.protecting.protect import said_of, unprotected
from headroom_lab.results.protection import ProtectionCost
from headroom_lab.results.replay_rows import ReplayRow
from headroom_lab.results.replay_totals import summed

_FREE = "\0without protection"  # behind a policy's name: no policy of a person's is called so


def with_free(policies: Iterable[Policy]) -> list[Policy]:
    """Return policies, and behind them without protection those of which that is told."""
    every = list(policies)
    free = (unprotected(policy) for policy in every if _is_told(policy))
    return [*every, *(replace(policy, name=f"{policy.name}{_FREE}") for policy in free)]


def is_free(name: str) -> bool:
    """Tell whether a name is that of a policy without its protection."""
    return name.endswith(_FREE)


def protection_costs(
    policies: Iterable[Policy], rows: Sequence[ReplayRow]
) -> dict[str, ProtectionCost]:
    """Return by policy what protecting costs, from the rows with and without it."""
    by_name: dict[str, list[ReplayRow]] = {}
    for row in rows:
        by_name.setdefault(row.policy, []).append(row)
    return {
        policy.name: _cost(said_of(policy), by_name[policy.name], by_name[f"{policy.name}{_FREE}"])
        for policy in policies
        if _is_told(policy) and policy.name in by_name
    }


def _is_told(policy: Policy) -> bool:
    """Tell whether a policy protects something and can be run twice: a compressor's work is paid."""
    paid = any(isinstance(step, Compressor) for step in each_step(policy.pipeline))
    return bool(said_of(policy)) and not paid


def _cost(named: str, kept: Sequence[ReplayRow], free: Sequence[ReplayRow]) -> ProtectionCost:
    """Return by how much rows with protection are more than those without."""
    costs = [summed(row.cost for row in rows) for rows in (kept, free)]
    more = None if costs[0] is None or costs[1] is None else costs[0] - costs[1]
    tokens = sum(row.tokens_after for row in kept) - sum(row.tokens_after for row in free)
    return ProtectionCost(named, tokens, more)
