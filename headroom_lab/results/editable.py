"""Shares of what was needed later and was still there; None of nothing."""

from __future__ import annotations


def share(part: int | None, whole: int | None) -> float | None:
    """Return a share, None of nothing and where the part is unknown."""
    return part / whole if whole and part is not None else None


def judged(far: float | None, all_: float | None) -> float | None:
    """Return by which share of needles is judged: strict far ones, without any of these all."""
    return all_ if far is None else far


class Editable:
    """The mixin of records that count edits, and those that are still possible."""

    __slots__ = ()
    edits: int | None
    edits_kept: int | None
    edits_far: int | None
    edits_far_kept: int | None

    @property
    def editable(self) -> float | None:
        """The share of edits that are still possible, None without any."""
        return share(self.edits_kept, self.edits)

    @property
    def editable_far(self) -> float | None:
        """The share of far edits that are still possible, None without any."""
        return share(self.edits_far_kept, self.edits_far)
