"""What a study measures: each figure a ratio of sums over conversations, with its interval.

Data: which numbers of a conversation a figure is made of, and whether more of it is better.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from headroom_lab.intervals import (
    Interval,
    ratio_difference,
    ratio_interval,
    share_difference,
    share_interval,
)

Numbers = Mapping[str, float | None]  # what was measured of one conversation at one point


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure: ``part`` over ``whole``, summed over conversations; None is their number.

    ``kind``: "share" where values are lost or kept one by one, "ratio" else, "mean" a
    conversation. ``unit`` is the word for what the whole counts.
    """

    name: str
    label: str
    kind: Literal["share", "ratio", "mean"]
    part: str
    whole: str | None = None
    unit: str = "conversations"
    is_less_better: bool = False

    def pair(self, numbers: Numbers) -> tuple[float, float] | None:
        """Return part and whole of one conversation, None where one of them isn't known."""
        part = numbers.get(self.part)
        whole = 1.0 if self.whole is None else numbers.get(self.whole)
        return None if part is None or not whole else (float(part), float(whole))


MEASURES = (
    Measure("savings", "saved", "ratio", "tokens_saved", "tokens_before", "tokens"),
    Measure("cost_ratio", "cost", "ratio", "cost", "cost_before", "USD", True),
    Measure(
        "cached_cost_ratio", "cached", "ratio", "cached_cost", "cached_cost_before", "USD", True
    ),
    Measure("bill_ratio", "bill", "ratio", "bill", "bill_before", "USD", True),
    Measure("net_bill_ratio", "bill, read again", "ratio", "net_bill", "bill_before", "USD", True),
    Measure("retention", "kept, far", "share", "strict_far_kept", "strict_far", "needles"),
    Measure("all_retention", "kept, all", "share", "kept", "needles", "needles"),
    Measure("editable_far", "far edits", "share", "edits_far_kept", "edits_far", "edits"),
    Measure("editable", "edits", "share", "edits_kept", "edits", "edits"),
    Measure("errors_kept", "errors", "share", "error_lines_kept", "error_lines", "error lines"),
    Measure("valid", "valid", "share", "valid", None),
    Measure("removed", "removed", "ratio", "tokens_removed", "tokens_before", "tokens"),
    Measure("reencoded", "re-encoded", "ratio", "tokens_reencoded", "tokens_before", "tokens"),
    Measure("markers", "markers", "ratio", "tokens_markers", "tokens_before", "tokens", True),
    Measure("answerable", "answerable", "share", "questions_answered", "questions", "questions"),
    Measure("seconds", "seconds", "mean", "seconds", None, "conversations", True),
    Measure("own_seconds", "own seconds", "mean", "own_seconds", None, "conversations", True),
    Measure("own_cost", "own cost, USD", "mean", "own_cost", None, "conversations", True),
)
# Evaluators by the figure that stands for each, where one is named to choose by.
STANDS_FOR = {
    "tokens": "savings",
    "cost": "cost_ratio",
    "replay": "net_bill_ratio",
    "errors": "errors_kept",
    "time": "seconds",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one point over all conversations.

    ``interval`` and ``difference`` (to the baseline, of the same conversations) are None where
    fewer than two conversations say anything; ``wins`` and ``losses`` count the ``compared``
    conversations in which the point is better and worse than the baseline.
    """

    measure: Measure
    value: float
    denominator: float
    interval: Interval | None
    difference: Interval | None = None
    wins: int = 0
    losses: int = 0
    compared: int = 0


def measures_in(numbers: Sequence[Numbers]) -> tuple[Measure, ...]:
    """Return the measures that something is known of; a number of one's own is a mean."""
    known = {name for one in numbers for name, value in one.items() if value is not None}
    used = {m.part for m in MEASURES} | {m.whole for m in MEASURES} | SIZES
    own = list(dict.fromkeys(n for one in numbers for n in one if n in known and n not in used))
    return (
        *(m for m in MEASURES if m.part in known and (m.whole is None or m.whole in known)),
        *(Measure(name, name, "mean", name) for name in own),
    )


SIZES = {"tokens_after", "dropped", "changed", "bill_requests"}  # told, no figures


def figure_of(
    measure: Measure,
    point: Mapping[str, Numbers],
    baseline: Mapping[str, Numbers] | None,
    *,
    level: float = 0.95,
    seed: int = 0,
) -> Figure | None:
    """Return a figure of a point, by conversation what was measured; None where nothing was."""
    found = {name: pair for name, one in point.items() if (pair := measure.pair(one))}
    if not found:
        return None
    parts, wholes = _columns(found.values())
    value = sum(parts) / sum(wholes)
    interval = _interval(measure, parts, wholes, level, seed)
    figure = Figure(measure, value, sum(wholes), interval)
    if baseline is None:
        return figure
    others = {name: measure.pair(baseline[name]) for name in found if name in baseline}
    both = [(found[name], other) for name, other in others.items() if other]
    return _compared(figure, both, level, seed) if both else figure


def _interval(
    measure: Measure, parts: Sequence[float], wholes: Sequence[float], level: float, seed: int
) -> Interval | None:
    """Return the interval of a figure."""
    if measure.kind == "share":
        return share_interval(parts, wholes, level=level)
    least = 0.0 if all(part >= 0 for part in parts) else float("-inf")
    most = 1.0 if measure.name == "savings" else float("inf")
    return ratio_interval(parts, wholes, level=level, seed=seed, within=(least, most))


def _compared(
    figure: Figure,
    both: Sequence[tuple[tuple[float, float], tuple[float, float]]],
    level: float,
    seed: int,
) -> Figure:
    """Return a figure with its difference to the baseline's, conversation by conversation."""
    parts, wholes = _columns(one for one, _ in both)
    base, base_wholes = _columns(other for _, other in both)
    if figure.measure.kind == "share" and wholes == base_wholes:
        difference = share_difference(parts, base, wholes, level=level, seed=seed)
    else:
        difference = ratio_difference(parts, wholes, base, base_wholes, level=level, seed=seed)
    more = [p / w > b / v for p, w, b, v in zip(parts, wholes, base, base_wholes, strict=True)]
    less = [p / w < b / v for p, w, b, v in zip(parts, wholes, base, base_wholes, strict=True)]
    wins, losses = (less, more) if figure.measure.is_less_better else (more, less)
    return replace(
        figure, difference=difference, wins=sum(wins), losses=sum(losses), compared=len(both)
    )


def _columns(pairs: Iterable[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """Return parts and wholes as two lists."""
    listed = list(pairs)
    return [part for part, _ in listed], [whole for _, whole in listed]
