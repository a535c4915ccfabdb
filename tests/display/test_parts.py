"""Parts that several pictures share."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.display.page import Grid, Head
from headroom_lab.display.parts import without_alike

ROWS = st.lists(st.tuples(*[st.sampled_from(["a", "b"])] * 3), min_size=1, max_size=5)


@given(ROWS)
def test_only_columns_that_say_the_same_in_every_row_leave_a_table(
    rows: list[tuple[str, ...]],
) -> None:
    grid = Grid("things", tuple(map(Head, ("what", "tool", "why"))), tuple(rows))
    less = without_alike(grid, "tool", "why")
    gone = [at for at, head in enumerate(grid.heads) if head not in less.heads]
    assert all(len({row[at] for row in rows}) == 1 for at in gone)
    assert all(f"{grid.heads[at].label} {rows[0][at]}" in less.alike for at in gone)
    assert less.heads[0] == grid.heads[0]
    assert {len(row) for row in less.rows} == {len(less.heads)}
