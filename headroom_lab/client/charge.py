"""What a request cost, and what it would have cost otherwise: the money on its row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from headroom_lab.providers.base import PricedProvider
from headroom_lab.providers.model_names import model_name
from headroom_lab.providers.pricing import find_model
from headroom_lab.providers.usage import Usage
from headroom_lab.results import SimulationResult

# Fields of a request that name messages which the vendor holds.
HELD = ("previous_response_id", "conversation", "prompt")


@dataclass(frozen=True, slots=True)
class Sizes:
    """Tokens of a request's input as it came and as it would be or was cut."""

    before: int = 0
    after: int = 0
    cut: bool = False  # whether the shorter one was sent

    @property
    def sent(self) -> int:
        """The tokens of what was sent, as they were counted here."""
        return self.after if self.cut else self.before


@dataclass(frozen=True, slots=True)
class Charge:
    """USD of a request before and after the cuts, None where unknown; ``note`` says why."""

    before: float | None = None
    after: float | None = None
    note: str | None = None


def sizes_of(
    plan: SimulationResult | None, mode: str, request: Mapping[str, Any], usage: Usage | None
) -> Sizes:
    """Return the input's tokens as they stand on the row.

    They are counted here; where nothing was, and of what the vendor holds itself, by the vendor.
    """
    if plan is None:
        told = usage.input_tokens if usage else 0
        return Sizes(told, told)
    sizes = Sizes(plan.tokens_before, plan.tokens_after, mode == "optimize")
    if usage is None or not any(request.get(name) for name in HELD):
        return sizes
    unseen = max(usage.input_tokens - sizes.sent, 0)
    return Sizes(sizes.before + unseen, sizes.after + unseen, sizes.cut)


def charge(provider: PricedProvider, model: str, sizes: Sizes, usage: Usage | None) -> Charge:
    """Return what a request cost by its usage, and what the other of its two sizes would have.

    What was sent is billed by what the vendor counted, where it told that; the other size is to
    it as both are by our count.
    """
    billed = usage or Usage()
    if not billed.input_tokens:
        billed = replace(billed, input_tokens=sizes.sent)
    ratio = billed.input_tokens / sizes.sent if sizes.sent else 1.0
    sent = provider.bill(model, billed)
    other_size = round(ratio * (sizes.before if sizes.cut else sizes.after))
    other = provider.bill(model, billed.resized(other_size))
    first, last = (other, sent) if sizes.cut else (sent, other)
    return Charge(first.total, last.total, sent.note)


def priced_model(asked: str, answered: str | None) -> str:
    """Return by which name a request is priced: the one asked for, or that of what answered.

    The latter counts where the first has no price (a deployment's name, a router's choice) and
    where another model than the one asked for answered.
    """
    if not answered or answered == asked:
        return asked
    wanted, found = find_model(asked), find_model(answered)
    if wanted is None or found is None:
        return answered if wanted is None and found is not None else asked
    bare_wanted, bare_found = (find_model(model_name(name).name) for name in (asked, answered))
    same = model_name(asked).tuned or bare_wanted is None or bare_wanted is bare_found
    return asked if same else answered
