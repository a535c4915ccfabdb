"""What a relevance scorer is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable


@runtime_checkable
class RelevanceScorer(Protocol):
    """Tells how much each item has to do with a query."""

    def score_items(self, items: Sequence[str], query: str) -> list[float]:
        """Return one relevance in [0, 1] per item, in the items' order."""
