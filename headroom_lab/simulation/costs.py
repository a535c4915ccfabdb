"""What the input costs, with an empty prompt cache and with one that is still warm."""

from __future__ import annotations

from typing import Any

from headroom_lab.messages import Conversation
from headroom_lab.providers.base import PricedProvider
from headroom_lab.providers.bill import warm_usage
from headroom_lab.providers.usage import Usage
from headroom_lab.tokens import Measure, Totals
from headroom_lab.transforms.base import Progress


def costs(
    progress: Progress, measured: Measure, totals: Totals, vendor: PricedProvider, model: str
) -> dict[str, Any]:
    """Return what the input costs with an empty prompt cache and with one that is still warm."""
    before, after, unlisted = totals.before, totals.after, measured.unlisted + measured.beside
    sizes = measured.tokenizer.count_each(measured.given)
    rules = vendor.cache_rules(model)
    same_before = min(before, sum(sizes[:-1]) + unlisted)
    # Other tools were sent from the first request on, so that the cache holds them.
    same_after = sum(sizes[: _unchanged(measured.given, progress)]) + unlisted + progress.beside
    usages = {
        "cost_before": Usage(before),
        "cost_after": Usage(after),
        "cached_cost_before": warm_usage(rules, before, same_before),
        "cached_cost_after": warm_usage(rules, after, min(same_after, same_before, after)),
    }
    return {name: vendor.bill(model, usage).total for name, usage in usages.items()}


def _unchanged(conversation: Conversation, progress: Progress) -> int:
    """Return how many leading messages are what they were."""
    count = 0
    for message, other in zip(conversation.messages, progress.conversation.messages, strict=False):
        if other.raw is not message.raw:
            break
        count += 1
    return count
