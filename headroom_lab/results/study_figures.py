"""The figures of a study's points, from its rows, with intervals over the conversations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from headroom_lab.errors import UnknownNameError
from headroom_lab.results.measures import Figure, Numbers, figure_of, measures_in
from headroom_lab.results.study import StudyRow

PointFigures = dict[str, Figure]


def figures_of(
    cells: Sequence[StudyRow], baseline: int | None, level: float, seed: int
) -> dict[int, PointFigures]:
    """Return by point the figures of each, by name; differences are to the baseline's."""
    measures = measures_in([cell.numbers for cell in cells])
    points: dict[int, dict[str, Numbers]] = {}
    for cell in cells:
        points.setdefault(cell.point, {})[cell.conversation] = cell.numbers
    base = None if baseline is None else points.get(baseline)
    found: dict[int, PointFigures] = {}
    for number, point in points.items():
        against: Mapping[str, Numbers] | None = None if number == baseline else base
        made = (figure_of(m, point, against, level=level, seed=seed) for m in measures)
        found[number] = {figure.measure.name: figure for figure in made if figure}
    return found


def grouped(cells: Iterable[StudyRow], column: str) -> dict[Any, tuple[StudyRow, ...]]:
    """Return the rows of each group; UnknownNameError for a column that no conversation has."""
    groups: dict[Any, list[StudyRow]] = {}
    listed = list(cells)
    known = ["source", *dict.fromkeys(name for cell in listed for name in cell.columns)]
    if column not in known:
        raise UnknownNameError("column", column, known)
    for cell in listed:
        groups.setdefault(cell.group(column), []).append(cell)
    return {group: tuple(rows) for group, rows in groups.items()}
