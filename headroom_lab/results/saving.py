"""What two sizes in tokens come to, for the records that hold both."""

from __future__ import annotations

from headroom_lab.results.removal import Removals


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


class Ledgered(Saving):
    """The mixin of records that also say what was removed and what the markers add.

    ``tokens_before - tokens_after = tokens_removed + tokens_reencoded - tokens_markers``.
    """

    __slots__ = ()
    removals: Removals
    tokens_markers: int

    @property
    def tokens_removed(self) -> int:
        """Tokens of the removals, each text counted by itself."""
        return self.removals.tokens

    @property
    def tokens_reencoded(self) -> int:
        """Tokens that other spelling, spacing and the joins between texts saved."""
        return self.tokens_saved - self.tokens_removed + self.tokens_markers
