"""How many tokens a message list may have."""

from __future__ import annotations

from headroom_lab.providers.choose import provider_for
from headroom_lab.providers.pricing import find_model
from headroom_lab.transforms.base import Context

UNKNOWN_MODEL = 100_000  # tokens, where neither the caller nor the table says what a model takes


def limit_of_model(model: str) -> int | None:
    """Return the context limit of a model in tokens, None (and a warning) for one that the table lacks."""
    return provider_for(model).get_context_limit(model)


def window_limit(max_tokens: int | None, context: Context) -> int:
    """Return the tokens of a window, 0 or less where the output buffer takes all.

    A number of the caller's counts, and the model's own limit less the output buffer where the
    context names one; without a number, the model's alone.
    """
    buffer = context.output_buffer or 0
    if max_tokens is not None:
        own = context.model_limit
        return max_tokens if own is None else min(max_tokens, own - buffer)
    own = context.model_limit
    if own is None and context.model is not None and _is_known(context.model):
        own = limit_of_model(context.model)
    return UNKNOWN_MODEL - buffer if own is None else own - buffer


def _is_known(model: str) -> bool:
    """Tell whether the table has a model; one that it lacks is no reason to warn here."""
    vendor = provider_for(model)
    return vendor.has_limit(model) or find_model(model) is not None
