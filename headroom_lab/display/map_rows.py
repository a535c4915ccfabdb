"""A context's blocks laid out as a map: thin neighbours merged, the rest wrapped into rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from headroom_lab.display.figures import number

ROWS = 6
GROWS, RUN = 1.2, 6  # how fast what counts as thin grows; thin ones up to so many times that as one
NEAR_LIMIT = 0.25  # of the limit: from there on the free room is drawn too


@dataclass(frozen=True, slots=True)
class Cell:
    """A block of the map: its role, tokens, what is told of it, whether it goes, is protected.

    ``count`` is how many blocks it holds that are thinner than it can draw.
    """

    role: str
    tokens: int
    told: str
    goes: bool = False
    is_protected: bool = False
    count: int = 1

    @property
    def title(self) -> str:
        """What is said of it where a pointer rests on it."""
        more = f" and {self.count - 1:,} more" if self.count > 1 else ""
        return f"{self.told}{more}: {number(self.tokens)}{' cut' if self.goes else ''}"


@dataclass(frozen=True, slots=True)
class Strip:
    """A row of the map: where it starts, its cells with their shares, what of it is cached, free."""

    start: int
    cells: tuple[tuple[Cell, float], ...]
    cached: float
    free: float


def thick(cells: Sequence[Cell], most: int) -> list[Cell]:
    """Return at most ``most`` cells: thin neighbours of one role and fate as one, tokens kept."""
    found, least = list(cells), sum(cell.tokens for cell in cells) / (40 * most)
    while len(found) > most:
        found = [cell for run in _runs(cells, least) for cell in _grouped(run)]
        least *= GROWS
    return found


def _runs(cells: Sequence[Cell], least: float) -> Iterator[list[Cell]]:
    """Yield the cells in their order: thick ones alone, thin neighbours together up to a size."""
    run: list[Cell] = []
    size = 0
    for cell in cells:
        is_thick = cell.tokens >= least
        if is_thick or size >= RUN * least:
            yield run
            run, size = [], 0
        if is_thick:
            yield [cell]
        else:
            run.append(cell)
            size += cell.tokens
    yield run


def _grouped(run: Sequence[Cell]) -> Iterator[Cell]:
    """Yield a run's cells, those of one role and fate as one, in the order of the first of each."""
    groups: dict[tuple[str, bool, bool], list[Cell]] = {}
    for cell in run:
        groups.setdefault((cell.role, cell.goes, cell.is_protected), []).append(cell)
    for same in groups.values():
        yield replace(
            same[0],
            tokens=sum(cell.tokens for cell in same),
            count=sum(cell.count for cell in same),
        )


def wrapped(cells: Sequence[Cell], limit: int | None, cached: int | None) -> tuple[Strip, ...]:
    """Return the cells in rows of one length, those at an end cut in two; then what is free."""
    whole = sum(cell.tokens for cell in cells)
    if not whole:
        return ()
    span = max(whole, limit) if limit and whole >= NEAR_LIMIT * limit else whole
    length = span / ROWS
    rows: list[list[tuple[Cell, float]]] = [[] for _ in range(ROWS)]
    at = 0.0
    for cell in cells:
        left = float(cell.tokens)
        while left > 1e-6:
            row = min(int((at + 1e-6) / length), ROWS - 1)
            part = min(left, (row + 1) * length - at) if row < ROWS - 1 else left
            rows[row].append((cell, part / length))
            at, left = at + part, left - part
    return tuple(
        Strip(
            round(row * length),
            tuple(held),
            min(max(((cached or 0) - row * length) / length, 0.0), 1.0),
            max(0.0, min(1.0, ((row + 1) * length - whole) / length)),
        )
        for row, held in enumerate(rows)
    )
