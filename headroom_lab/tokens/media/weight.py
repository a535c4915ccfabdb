"""What a part that is no text weighs in tokens, and how far that can be off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weight:
    """Tokens of one image, document, recording or sealed item.

    ``low`` and ``high`` are the band of an estimate; where both equal ``tokens`` the figure is
    the vendor's own rule on a known size. ``what`` names the kind in the singular.
    """

    what: str
    tokens: int
    low: int
    high: int

    @property
    def exact(self) -> bool:
        """Whether the figure follows from a published rule and a known size."""
        return self.low == self.tokens == self.high


def known(what: str, tokens: int) -> Weight:
    """Return a weight that a published rule gives for a known size."""
    return Weight(what, tokens, tokens, tokens)


def between(what: str, low: float, tokens: float, high: float) -> Weight:
    """Return an estimate with its band; the band is kept open even where all three are alike."""
    middle = max(0, round(tokens))
    return Weight(what, middle, min(round(low), middle - 1), max(round(high), middle + 1))


def described(weights: Iterable[Weight]) -> str:
    """Return what is estimated among the weights and how, "" where all are exact."""
    guessed = [weight for weight in weights if not weight.exact]
    if not guessed:
        return ""
    kinds = Counter(weight.what for weight in guessed)
    named = ", ".join(f"{n} {what}{'s' if n > 1 else ''}" for what, n in kinds.items())
    tokens, low, high = (
        sum(getattr(weight, name) for weight in guessed) for name in ("tokens", "low", "high")
    )
    return f"{named} estimated at {tokens:,} tokens ({max(0, low):,} to {high:,})"
