"""The geometry of the plot of savings over time: bars in a box, numbers rounded to a tenth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from headroom_lab.display.figures import number

WIDTH, HEIGHT = 720.0, 190.0
LEFT, RIGHT, TOP, BOTTOM = 84.0, 8.0, 8.0, 24.0
WIDEST = 64.0


@dataclass(frozen=True, slots=True)
class Part:
    """One rectangle of a bar; ``fill`` is sent, saved or added."""

    fill: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A text at a place; ``anchor`` as SVG has it."""

    text: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A plot: its title, what a screen reader says, its key, rectangles, lines, texts."""

    title: str
    told: str
    key: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    lines: tuple[float, ...]
    marks: tuple[Mark, ...]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT


def draw(
    title: str,
    told: str,
    words: Mapping[str, str],
    bars: Sequence[tuple[str, int, int]],
    longest: int,
) -> Panel:
    """Return the plot of bars given as label, tokens before, tokens after.

    ``words`` says what each fill stands for; ``longest`` is the tokens of the full height, the
    same for all plots that are compared.
    """
    whole = max(longest, 1)
    slot = (WIDTH - LEFT - RIGHT) / max(len(bars), 1)
    wide = min(0.8 * slot, WIDEST)
    parts: list[Part] = []
    for place, (_, before, after) in enumerate(bars):
        parts += _bar(_tenth(_middle(place, slot) - wide / 2), _tenth(wide), before, after, whole)
    levels = (0, whole // 2, whole) if whole > 1 else (0, whole)
    lines = tuple(_tenth(_height(level, whole)) for level in levels)
    scale = tuple(
        Mark(number(level), LEFT - 6, line + 4, "end")
        for level, line in zip(levels, lines, strict=True)
    )
    used = {part.fill for part in parts}
    key = tuple((fill, word) for fill, word in words.items() if fill in used)
    return Panel(title, told, key, tuple(parts), lines, scale + _labels(bars, slot))


def _bar(x: float, wide: float, before: int, after: int, whole: int) -> list[Part]:
    """Return what was sent of a bar, and what was saved or added above it."""
    low, high = sorted((max(before, 0), max(after, 0)))
    base, middle, top = (_tenth(_height(size, whole)) for size in (0, low, high))
    parts = [Part("sent", x, middle, wide, _tenth(base - middle))]
    if high > low:
        fill = "saved" if before > after else "added"
        parts.append(Part(fill, x, top, wide, _tenth(middle - top)))
    return parts


def _labels(bars: Sequence[tuple[str, int, int]], slot: float) -> tuple[Mark, ...]:
    """Return the labels of the first, the middle and the last bar."""
    last = len(bars) - 1
    places = sorted({0, last // 2, last}) if last >= 2 else range(last + 1)
    y = HEIGHT - 6
    return tuple(
        Mark(bars[place][0], _tenth(_middle(place, slot)), y, _anchor(place, last))
        for place in places
    )


def _anchor(place: int, last: int) -> str:
    """Return how a label stands to its bar; the outer ones of many stay within the plot."""
    if last < 7 or 0 < place < last:
        return "middle"
    return "start" if place == 0 else "end"


def _middle(place: int, slot: float) -> float:
    """Return where the middle of a bar is."""
    return LEFT + (place + 0.5) * slot


def _height(size: int, whole: int) -> float:
    """Return where the top of a size is."""
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - min(size / whole, 1.0))


def _tenth(value: float) -> float:
    """Return a length in tenths of a pixel."""
    return round(value, 1)
