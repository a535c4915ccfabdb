"""Which point of a study is the best, and which no other is better than in both figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from headroom_lab.errors import ConfigError, UnknownNameError
from headroom_lab.results.measures import MEASURES, STANDS_FOR
from headroom_lab.results.sweep_points import SweepRow

if TYPE_CHECKING:
    from headroom_lab.results.sweep import SweepResult

_LESS = {measure.name for measure in MEASURES if measure.is_less_better}
_OWN = ("savings", "retention", "all_retention", "editable", "editable_far", "cost_ratio")
_NEARLY = 1e-12


def best_of(
    result: SweepResult, at_least: Mapping[str, float] | None, by: str, *, surely: bool
) -> SweepRow | None:
    """Return the best point as ``SweepResult.best`` says."""
    known = _known(result, by)
    _check(at_least)
    if at_least is None:
        points = result.keeping
    else:
        points = tuple(
            row
            for row in result.complete
            if all(_reaches(result, row, n, v, surely) for n, v in at_least.items())
        )
    judged = [(value, row) for row in points if (value := _good(result, row, known)) is not None]
    found = max(judged, key=lambda pair: pair[0], default=None)
    return None if found is None or not _helps(found[0], known) else found[1]


def _check(at_least: Any) -> None:
    """Raise ConfigError for what isn't figures with the numbers that they must reach."""
    expected = "expected figures with numbers, as {'retention': 0.98}"
    if at_least is not None and not isinstance(at_least, Mapping):
        raise ConfigError(f"at_least: found {at_least!r}, {expected}")
    for name, least in (at_least or {}).items():
        if isinstance(least, bool) or not isinstance(least, (int, float)) or least != least:
            raise ConfigError(f"at_least[{name!r}]: found {least!r}, {expected}")


def frontier_of(result: SweepResult, by: str, kept: str) -> tuple[SweepRow, ...]:
    """Return the points as ``SweepResult.frontier`` says."""
    names = _known(result, by), _known(result, kept)
    placed = []
    for row in result.complete:
        saved, keeps = _good(result, row, names[0]), _good(result, row, names[1])
        if saved is not None:
            placed.append((saved, 1.0 if keeps is None else keeps, row))
    alone = [
        (saved, keeps, row)
        for saved, keeps, row in placed
        if not any(s >= saved and k >= keeps and (s, k) != (saved, keeps) for s, k, _ in placed)
    ]
    return tuple(row for _, _, row in sorted(alone, key=lambda one: (one[0], -one[1])))


def _known(result: SweepResult, name: str) -> str:
    """Return the figure that a name stands for; UnknownNameError for one that wasn't measured."""
    found = STANDS_FOR.get(name, name)
    measured = dict.fromkeys(n for point in result.figures.values() for n in point)
    if found not in measured and found not in _OWN:
        named = [word for word, figure in STANDS_FOR.items() if figure in measured]
        raise UnknownNameError("figure", name, [*measured, *named])
    return found


def _value(result: SweepResult, row: SweepRow, name: str) -> float | None:
    """Return a figure of a point, None where it isn't known."""
    if name == "savings":
        return row.savings_percent / 100
    if name == "retention":
        return row.judged
    figure = result.figure(row, name)
    if figure is not None:
        return figure.value
    if name == "cost_ratio":
        return row.cost / row.cost_before if row.cost is not None and row.cost_before else None
    value: float | None = getattr(row, name, None)
    return value


def _good(result: SweepResult, row: SweepRow, name: str) -> float | None:
    """Return a figure of a point so that more is better."""
    value = _value(result, row, name)
    return -value if value is not None and name in _LESS else value


def _reaches(result: SweepResult, row: SweepRow, name: str, least: float, surely: bool) -> bool:
    """Tell whether a figure reaches what is asked; nothing to lose is nothing lost."""
    found = _known(result, name)
    judged_by_all = found == "retention" and row.retention is None
    figure = result.figure(row, "all_retention" if judged_by_all else found)
    value = _value(result, row, found)
    if surely and figure is not None and figure.interval is not None:
        value = figure.interval.high if found in _LESS else figure.interval.low
    if value is None:
        return True
    return value <= least + _NEARLY if found in _LESS else value >= least - _NEARLY


def _helps(good: float, name: str) -> bool:
    """Tell whether a point is better than the conversations as they are."""
    if name == "savings":
        return good > 0
    return good > -1 if name.endswith("_ratio") else True
