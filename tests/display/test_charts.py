"""Charts: their areas stack up to what they hold, their words don't cover one another."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.display.areas import HEIGHT, LETTER, area_paths, labels
from headroom_lab.display.context_chart import round_up
from headroom_lab.display.page import Chart, Layer, Mark
from headroom_lab.display.sparkline import WIDTH, chart_lines

SIZES = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=200)
MARKS = st.lists(
    st.builds(Mark, st.floats(0, 1), st.text("ab", min_size=1, max_size=20), st.booleans())
)


def chart(sizes: list[tuple[int, int]], marks: list[Mark]) -> Chart:
    """Return a chart of two layers."""
    last = max(len(sizes) - 1, 1)
    lower, upper = zip(*sizes, strict=True)
    return Chart(
        caption="context",
        layers=(Layer("read", "read", lower), Layer("uncached", "uncached", upper)),
        places=tuple(at / last for at in range(len(sizes))),
        top=round_up(max(map(sum, sizes))),
        ends=("first", "last"),
        marks=tuple(marks),
    )


def heights(path: str) -> list[int]:
    """Return the heights of a path's line above the ground."""
    numbers = [int(number) for number in path[1:-1].replace("-", " -").split()]
    found, at = [], 0
    for step in numbers[3::2]:
        at -= step
        found.append(at)
    return found[:-1]


@given(SIZES)
def test_areas_stack_up_to_what_was_sent(sizes: list[tuple[int, int]]) -> None:
    made = chart(sizes, [])
    paths = dict(area_paths(made))
    assert list(paths) == ["uncached", "read"]  # what lies in front comes last
    for fill, whole in (("read", [a for a, _ in sizes]), ("uncached", [a + b for a, b in sizes])):
        drawn = heights(paths[fill])
        for height, size in zip(drawn, whole, strict=False):
            assert abs(height - HEIGHT * size / made.top) <= 0.5 + 1e-9


@given(MARKS)
def test_words_above_a_chart_stand_apart_and_within(marks: list[Mark]) -> None:
    spans = []
    for side, word in labels(chart([(1, 1)], marks)):
        where, share = side.rstrip("%").split(":")
        start = float(share) / 100 if where == "left" else None
        stop = 1 - float(share) / 100 if start is None else start + LETTER * len(word)
        spans.append((stop - LETTER * len(word), stop))
    assert all(-0.01 <= start <= stop <= 1.01 for start, stop in spans)
    assert all(left[1] <= right[0] + 0.01 for left, right in pairwise(sorted(spans)))


@given(SIZES, MARKS)
def test_in_text_a_chart_is_a_line(sizes: list[tuple[int, int]], marks: list[Mark]) -> None:
    caption, words, line, *below = chart_lines(chart(sizes, marks))
    assert (caption, words) == ("context", "read · uncached")
    drawn, _, said = line.partition(" up to ")
    assert len(drawn) == min(len(sizes), WIDTH)
    assert int(said.split()[0]) == max(map(sum, sizes))
    assert all(len(marked) <= max(len(drawn), 2) for marked in below)


@given(st.integers(0, 10**9))
def test_an_axis_ends_at_an_even_figure_not_far_above(size: int) -> None:
    top = round_up(size)
    assert size <= top <= max(2 * size, 1)
