"""A chart's stacked areas as paths, as few bytes as they need, and the words above them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from headroom_lab.display.page import Chart

WIDTH, HEIGHT = 999, 300  # units; the page stretches them
LETTER = 0.0125  # of a letter of a mark's words: the share of a chart of 500 pixels


def area_paths(chart: Chart) -> list[tuple[str, str]]:
    """Return each layer's fill and path, the one that reaches highest first: it lies behind."""
    sums = [0.0] * len(chart.places)
    found = []
    for layer in chart.layers:
        sums = [total + value for total, value in zip(sums, layer.values, strict=True)]
        found.append((layer.fill, _path(chart.places, sums, chart.top)))
    return found[::-1]


def _path(places: Sequence[float], heights: Sequence[float], top: float) -> str:
    """Return the area between the ground and a line, each point relative to the one before."""
    line = [
        (round(place * WIDTH), round(HEIGHT * (1 - height / top)))
        for place, height in zip(places, heights, strict=True)
    ]
    if len(line) == 1:
        line = [(0, line[0][1]), (WIDTH, line[0][1])]
    points = [(line[0][0], HEIGHT), *line, (line[-1][0], HEIGHT)]
    steps = [f"{x - left} {y - above}" for (left, above), (x, y) in pairwise(points)]
    return f"m{points[0][0]} {HEIGHT} {' '.join(steps)}z".replace(" -", "-")


def labels(chart: Chart) -> list[tuple[str, str]]:
    """Return where above a chart the words of its marks stand, without those that have no room.

    Each as CSS with its word: on the right of its mark, on the left where the chart ends.
    """
    taken: list[tuple[float, float]] = []
    found: dict[float, tuple[str, str]] = {}
    for mark in sorted(chart.marks, key=lambda mark: mark.is_faint):
        wide = LETTER * len(mark.word)
        is_last = mark.place + wide > 1
        start, stop = (
            (mark.place - wide, mark.place) if is_last else (mark.place, mark.place + wide)
        )
        if start >= 0 and all(stop <= left or start >= right for left, right in taken):
            taken.append((start, stop))
            side = f"right:{100 - 100 * stop:.3g}%" if is_last else f"left:{100 * start:.3g}%"
            found[start] = (side, mark.word)
    return [found[start] for start in sorted(found)]
