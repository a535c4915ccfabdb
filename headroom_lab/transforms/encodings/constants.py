"""Fields that hold the same in every record of a table, named once beside its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

CONSTANT = "_constant"
LEAST_GAIN = 30  # characters of all rows together; what naming the fields costs


def constant_fields(cells: Mapping[str, Sequence[str | None]]) -> dict[str, str]:
    """Return the fields whose cells all are written the same, each with what stands in them.

    ``cells`` are those of each field as they are written, None where a record lacks it. Empty
    unless leaving these cells out of the rows saves more than naming the fields takes.
    """
    found = {
        name: first
        for name, column in cells.items()
        if (first := column[0]) is not None and all(cell == first for cell in column)
    }
    gain = sum(
        (len(cells[name]) - 1) * (len(cell) + 1) - len(name) - 3 for name, cell in found.items()
    )
    return found if gain >= LEAST_GAIN else {}
