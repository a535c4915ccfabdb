"""The points of a study: what each comes to over all conversations, in sums."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from headroom_lab.redact import masked_repr
from headroom_lab.results.editable import Editable, judged, share
from headroom_lab.results.replay_totals import summed
from headroom_lab.results.saving import Saving
from headroom_lab.results.study import Combination, StudyRow, label_of, said

_SIZES = ("tokens_before", "tokens_after")
_COSTS = ("cost_before", "cost", "cached_cost_before", "cached_cost")
_COUNTS = ("dropped", "changed")
_KEPT = (
    "strict_far",
    "strict_far_kept",
    "needles",
    "kept",
    "edits",
    "edits_kept",
    "edits_far",
    "edits_far_kept",
)


@masked_repr
@dataclass(frozen=True, slots=True)
class SweepRow(Editable, Saving):
    """One point of the grid: its settings, and what they come to over all conversations.

    ``point`` counts from 0 in the order of the grid. Tokens and costs (USD, input) are sums;
    ``cached_cost`` and ``cached_cost_before`` hold where the vendor's cache still holds everything
    before each last message. ``dropped`` and ``changed`` count messages. ``strict_far`` needles are
    hard to guess and used four or more messages later; ``needles`` are all; ``…_kept`` those still
    there just before their use. ``edits`` are those of a text that stood in the context, kept where
    every line of it still does, the far ones among them. All eight are None where retention wasn't
    measured, costs where a price is unknown.
    """

    point: int
    settings: Combination
    tokens_before: int
    tokens_after: int
    cost_before: float | None
    cost: float | None
    cached_cost_before: float | None
    cached_cost: float | None
    dropped: int
    changed: int
    strict_far: int | None = None
    strict_far_kept: int | None = None
    needles: int | None = None
    kept: int | None = None
    edits: int | None = None
    edits_kept: int | None = None
    edits_far: int | None = None
    edits_far_kept: int | None = None

    @property
    def retention(self) -> float | None:
        """The share of strict far needles still there, None without any."""
        return share(self.strict_far_kept, self.strict_far)

    @property
    def all_retention(self) -> float | None:
        """The share of all needles still there, None without any."""
        return share(self.kept, self.needles)

    @property
    def judged(self) -> float | None:
        """What a point is judged by: retention of strict far needles, without any of all."""
        return judged(self.retention, self.all_retention)

    @property
    def costs_more(self) -> bool:
        """Whether fewer tokens cost more money while the vendor's cache is warm."""
        if self.cached_cost is None or self.cached_cost_before is None:
            return False
        return self.tokens_saved > 0 and self.cached_cost > self.cached_cost_before

    @property
    def label(self) -> str:
        """The settings on one line."""
        return label_of(self.settings)

    def said(self, names: Collection[str]) -> str:
        """Return the values of some settings on one line, in the order of the grid."""
        return ", ".join(said(value) for name, value in self.settings if name in names)


def points_of_cells(cells: Iterable[StudyRow]) -> tuple[SweepRow, ...]:
    """Return the sums of each point, in their order; one where all failed has none."""
    points: dict[int, list[StudyRow]] = {}
    for cell in cells:
        points.setdefault(cell.point, []).append(cell)
    return tuple(
        _point([cell for cell in points[number] if "tokens_before" in cell.numbers])
        for number in sorted(points)
        if any("tokens_before" in cell.numbers for cell in points[number])
    )


def _point(cells: Sequence[StudyRow]) -> SweepRow:
    """Return the sums of the conversations of one point."""

    def count(name: str) -> int | None:
        found = [cell.numbers[name] for cell in cells if name in cell.numbers]
        return round(sum(value or 0 for value in found)) if found else None

    def cost(name: str) -> float | None:
        return summed(cell.numbers.get(name) for cell in cells)

    return SweepRow(
        cells[0].point,
        cells[0].settings,
        *(count(name) or 0 for name in _SIZES),
        *(cost(name) for name in _COSTS),
        *(count(name) or 0 for name in _COUNTS),
        *(count(name) for name in _KEPT),
    )
