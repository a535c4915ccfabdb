"""Without first and last items to keep, every item that goes still has its row."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab import SmartCrusher, SmartCrusherConfig

ITEMS = st.one_of(
    st.integers(0, 9),
    st.sampled_from(["the same words again and again", "others", "x" * 50]),
    st.fixed_dictionaries({"id": st.integers(0, 99), "zone": st.sampled_from("abc")}),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(ITEMS, min_size=60, max_size=120),
    st.sampled_from([(0, 0), (0, 2), (3, 0)]),
    st.integers(1, 20),
    st.booleans(),
)
def test_what_is_missing_stands_on_the_ledger(
    items: list[Any], ends: tuple[int, int], most: int, inside: bool
) -> None:
    config = SmartCrusherConfig(
        keep_first=ends[0], keep_last=ends[1], max_items_after_crush=most, min_tokens_to_crush=0
    )
    result = SmartCrusher(config).crush({"results": items} if inside else items)
    gone = [row.index for row in result.items if not row.kept]
    assert sum(row.count for row in result.removals) == len(gone)
    runs = [row.path.rpartition("[")[2].rstrip("]").split(":") for row in result.removals]
    assert [i for a, b in runs for i in range(int(a), int(b))] == gone
    held = "".join(row.text for row in result.removals)
    assert all(json.dumps(items[i], separators=(",", ":")) in held for i in gone)
    assert (0 in gone) == any(a == "0" for a, _ in runs)
