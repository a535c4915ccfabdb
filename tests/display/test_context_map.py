"""Maps of contexts: nothing is lost where thin blocks merge, and rows hold all of it."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab import simulate
from headroom_lab.display.map_rows import Cell, thick, wrapped
from headroom_lab.display.pictures.context_map import CAP
from headroom_lab.results.context_map import ContextMap, MapBlock
from tests.display.test_large import MANY, talk

CELLS = st.lists(
    st.builds(
        Cell,
        st.sampled_from(["user", "assistant", "tool"]),
        st.integers(1, 5000),
        st.just("#1"),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=200,
)


def sums(cells: list[Cell]) -> Counter[tuple[str, bool, bool]]:
    """Return the tokens of each role and fate."""
    found: Counter[tuple[str, bool, bool]] = Counter()
    for cell in cells:
        found[cell.role, cell.goes, cell.is_protected] += cell.tokens
    return found


@given(CELLS, st.integers(24, 60))
def test_merged_blocks_keep_role_fate_and_tokens(cells: list[Cell], most: int) -> None:
    merged = thick(cells, most)
    assert len(merged) <= most
    assert sums(merged) == sums(cells)
    assert sum(cell.count for cell in merged) == len(cells)


@given(CELLS, st.none() | st.integers(1, 10**7), st.none() | st.integers(0, 10**6))
def test_rows_hold_all_of_the_context(
    cells: list[Cell], limit: int | None, cached: int | None
) -> None:
    whole = sum(cell.tokens for cell in cells)
    rows = wrapped(cells, limit, cached)
    length = rows[1].start
    drawn = sum(share for row in rows for _, share in row.cells)
    assert drawn * length == pytest.approx(whole, rel=0.02, abs=4)
    held = sum(row.cached for row in rows) * length
    assert held == pytest.approx(min(cached or 0, 6 * length), rel=0.02, abs=6)
    assert all(sum(s for _, s in row.cells) + row.free <= 1.001 for row in rows)


def test_ten_thousand_messages_are_one_map_within_its_cap() -> None:
    found = simulate(talk(MANY), model="gpt-4o", policy="balanced").map()
    html = found.to_html()
    assert len(html.encode()) <= CAP
    assert " more: " in html  # a merged block says how many it holds


def test_what_only_the_drawing_shows_is_told_beside_the_drawing() -> None:
    found = ContextMap((MapBlock("user", None, 0, 9, 9, is_protected=True),), "gpt-4o", None, 5)
    assert ">cached</span>" in found.to_html()
    assert ">protected</span>" in found.to_html()
    for text in (found.to_text(), found.to_markdown()):
        assert "Underlined" not in text
        assert "Lined above" not in text


def test_roles_that_have_no_row_are_counted() -> None:
    blocks = tuple(MapBlock(f"role {at}", None, at, 10, 10) for at in range(20))
    assert "12 of 20 roles" in ContextMap(blocks, "gpt-4o").to_text()


def test_the_key_names_what_the_map_draws_and_nothing_else() -> None:
    block = MapBlock("user", "", 0, 90, 90, "kept", False)
    whole = ContextMap((block,), model="gpt-4o", context_limit=100).to_html()
    assert ">free</span>" in whole
    assert "</span> cut" not in whole
