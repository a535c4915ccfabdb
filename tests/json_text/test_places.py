"""Objects found by their brackets stand where the reader finds them one by one."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.json_text import arrays
from headroom_lab.json_text.places import places_of_objects

TEXTS = st.text(max_size=6) | st.sampled_from(
    ['"', "\\", '\\"', '\\\\"', "{[", "]}", "größe 😀", '}, {"', "\ud800", "\n\t"]
)
VALUES = st.recursive(
    st.none() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.lists(st.dictionaries(TEXTS, VALUES, max_size=4), min_size=1, max_size=20)
LAYOUTS = st.sampled_from(
    [{}, {"indent": 2}, {"separators": (",", ":")}, {"separators": (" , ", " : ")}]
)


@given(OBJECTS, LAYOUTS, st.booleans(), st.sampled_from(["", '{"a": ', "  "]))
def test_places_are_those_of_reading_one_by_one(
    objects: list[dict[str, object]], layout: dict[str, object], plain: bool, before: str
) -> None:
    whole = before + json.dumps(objects, ensure_ascii=plain, **layout) + " ]}"  # type: ignore[arg-type]
    array = arrays._item_by_item(whole, len(before), "", 0)
    assert places_of_objects(whole, array.start, array.stop) == (array.starts, array.stops)
