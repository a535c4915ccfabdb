"""What two sizes in tokens come to, for the records that hold both."""

from __future__ import annotations


class Saving:
    """The mixin of records with ``tokens_before`` and ``tokens_after``."""

    __slots__ = ()
    tokens_before: int
    tokens_after: int

    @property
    def tokens_saved(self) -> int:
        """Tokens saved; negative where more is sent."""
        return self.tokens_before - self.tokens_after

    @property
    def savings_percent(self) -> float:
        """Tokens saved as a share of those before, in per cent."""
        return 100.0 * self.tokens_saved / self.tokens_before if self.tokens_before else 0.0
