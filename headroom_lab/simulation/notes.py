"""What is unknown of a model, not kept of a limit, or refused by a vendor: said in words."""

from __future__ import annotations

import warnings

from headroom_lab.errors import UnknownModelWarning, outside
from headroom_lab.messages import Conversation, problems
from headroom_lab.messages.unknown import notes as unknown_notes
from headroom_lab.policies.policy import Policy
from headroom_lab.providers.base import PricedProvider
from headroom_lab.providers.pricing import find_model
from headroom_lab.providers.rates import rates
from headroom_lab.providers.suggestions import alike
from headroom_lab.tokens import Totals
from headroom_lab.transforms.base import Progress


def is_unlisted(model: str, vendor: PricedProvider) -> bool:
    """Tell whether neither the table nor the caller knows a model."""
    return find_model(model) is None and not vendor.has_limit(model)


def known(model: str, vendor: PricedProvider) -> list[str]:
    """Return, and warn of, what is unknown of a model."""
    if rates(model) is not None:
        return []
    limit = "" if not is_unlisted(model, vendor) else " and context limit"
    text = f"the price{limit} of {model!r} is unknown: cost is None, tokens are an estimate"
    near = alike(model)
    text += f"; did you mean {near!r}?" if near else ""
    warnings.warn(text, UnknownModelWarning, stacklevel=outside())
    return [text]


def unkept(policy: Policy, max_tokens: int | None) -> list[str]:
    """Return that a limit is not kept by a policy that cuts nothing."""
    if max_tokens is None or policy.pipeline.transforms:
        return []
    return [f"max_tokens={max_tokens}: the policy {policy.name!r} cuts nothing, 'window' would"]


def invalid(conversation: Conversation, shift: int) -> list[str]:
    """Return what a vendor would refuse in the messages as they came, and what is unknown."""
    refused = [f"messages[{p.message - shift}]: {p.text}" for p in problems(conversation)]
    return [*refused, *unknown_notes(conversation, shift)]


def told(totals: Totals, progress: Progress) -> list[str]:
    """Return what went wrong while counting, and what the steps warned of."""
    return [*totals.warnings, *progress.warnings]
