"""A chart in plain text: its sum on one line, the marks under it, its layers in words."""

from __future__ import annotations

from headroom_lab.display.figures import number
from headroom_lab.display.page import Chart

LEVELS = "▁▂▃▄▅▆▇█"
WIDTH = 72


def chart_lines(chart: Chart) -> list[str]:
    """Return a chart as lines: its caption, its height from left to right, marks, words."""
    count = min(len(chart.places), WIDTH)
    last = max(count - 1, 1)
    values = [layer.values for layer in chart.layers] or [(0.0,) * len(chart.places)]
    sums = map(sum, zip(*values, strict=True))
    columns: dict[int, float] = {}
    for place, value in zip(chart.places, sums, strict=True):
        column = round(place * last)
        columns[column] = max(columns.get(column, 0.0), value)
    heights = [columns[max(at for at in columns if at <= column)] for column in range(count)]
    marks = [" "] * (last + 1)
    for mark in sorted(chart.marks, key=lambda mark: not mark.is_faint):
        marks[round(mark.place * last)] = "·" if mark.is_faint else "╵"
    top = max(heights)
    line = "".join(LEVELS[round(7 * value / (top or 1))] for value in heights)
    below = "".join(marks).rstrip()
    words = " · ".join(layer.word for layer in chart.layers)
    return [
        chart.caption,
        words,
        f"{line} up to {number(round(top))} tokens",
        *([below] if below else []),
    ]
