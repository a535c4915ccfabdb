"""What is said where only tokens are asked for and the model is one that nobody knows."""

from __future__ import annotations

import warnings

from headroom_lab.errors import UnknownModelWarning, outside
from headroom_lab.tokens.methods import UNKNOWN, method_for


def told_unknown(model: str | None) -> str | None:
    """Return a model's name; warn, with the nearest known one, where nothing is known of it."""
    if isinstance(model, str) and method_for(model) is UNKNOWN:
        from headroom_lab.providers.suggestions import alike

        near = alike(model)
        hint = f"; did you mean {near!r}?" if near else ""
        text = f"the model {model!r} is unknown: {UNKNOWN.label}{hint}"
        warnings.warn(text, UnknownModelWarning, stacklevel=outside())
    return model
