"""What protecting costs: the same request under the same policy without it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from headroom_lab.messages import Conversation
from headroom_lab.messages.protection import holds_protected
from headroom_lab.policies.policy import Policy
from headroom_lab.policies.protecting.protect import named_in, said_of, unprotected
from headroom_lab.results.protection import Protection
from headroom_lab.tokens import Totals
from headroom_lab.transforms.base import Context, Progress


class Spent(NamedTuple):
    """How long a request is before and after a policy, and what it costs by name."""

    totals: Totals
    costs: Mapping[str, Any]


class Left(NamedTuple):
    """What a policy leaves of a request, and what that comes to."""

    progress: Progress
    spent: Spent


def protection_of(
    policy: Policy,
    given: Conversation,
    kept: Spent,
    left: Callable[[Policy], Left],
    context: Context,
) -> Protection | None:
    """Return what a policy protects of a request, None where it protects nothing.

    ``kept`` is what its request comes to; ``left`` gives what another policy leaves of it.
    """
    named = said_of(policy)
    if not named:
        return None
    indices = held(policy, given, context.shift)
    sizes = context.tokenizer.count_each(given)
    free = left(unprotected(policy)).spent
    return Protection(
        named,
        len(indices),
        sum(sizes[index] for index in indices),
        kept.totals.after - free.totals.after,
        _more(kept.costs["cost_after"], free.costs["cost_after"]),
        _more(kept.costs["cached_cost_after"], free.costs["cached_cost_after"]),
    )


def held(policy: Policy, given: Conversation, shift: int) -> list[int]:
    """Return the indices of the messages in which a policy protects anything."""
    marked = given
    for one in named_in(policy):
        marked = one.in_conversation(marked, shift)
    return [m.index for m in marked.messages if holds_protected(m)]


def _more(cost: float | None, without: float | None) -> float | None:
    """Return by how much one cost is more than another."""
    return None if cost is None or without is None else cost - without
