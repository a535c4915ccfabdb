"""What is protected in a request, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass

from headroom_lab.redact import masked_repr


@masked_repr
@dataclass(frozen=True, slots=True)
class Protection:
    """What a policy had to leave as it was, and what it would have saved there.

    ``named`` says what was named, ``messages`` and ``tokens`` how much of the request that is.
    ``cost_tokens`` are the tokens that the policy would have saved without protection, ``cost`` and
    ``cached_cost`` the USD for the input, with an empty cache and a warm one; None where unknown.
    """

    named: str
    messages: int
    tokens: int
    cost_tokens: int
    cost: float | None = None
    cached_cost: float | None = None


@masked_repr
@dataclass(frozen=True, slots=True)
class ProtectionCost:
    """What protecting costs over all requests of a session.

    ``named`` says what was named; ``tokens`` and ``cost`` (USD of the bill, output included, None where
    unknown) are what the policy would have saved besides without protection. Negative where it would
    have saved less, as it would have rewritten more of what the vendor's cache holds.
    """

    named: str
    tokens: int
    cost: float | None = None
