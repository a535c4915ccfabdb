"""Of a long row of numbers both ends stay, and what is said of the middle is no item of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from headroom_lab.transforms import JsonFields

ROW = list(range(1000, 1100))


def lists(value: Any) -> list[list[Any]]:
    """Return every list in a JSON value."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    found = [one for item in inner for one in lists(item)]
    return [value, *found] if isinstance(value, list) else found


@pytest.mark.parametrize(
    "value",
    [
        {"id": 7, "row": ROW},
        {"id": 7, "rows": [ROW, ROW[::-1]]},
        ROW,
        [ROW, ROW],
        {"pairs": [[i, i * i] for i in ROW], "none": None},
        [{"id": i, "row": ROW} for i in range(3)],
    ],
)
def test_no_marker_stands_among_numbers(value: Any) -> None:
    found = JsonFields().rewrite(json.dumps(value))
    assert found is not None
    kept = json.loads(found.text)
    for one in lists(kept):
        assert not any(isinstance(item, str) for item in one)
    assert "left out]" in found.text
    held = found.text + "".join(cut.text for cut in found.cuts)
    assert all(str(number) in held for number in ROW)


def test_in_an_object_it_is_a_key_beside_the_row() -> None:
    found = JsonFields().rewrite(json.dumps({"id": 7, "row": ROW}))
    assert found is not None
    assert json.loads(found.text) == {
        "id": 7,
        "row": [1000, 1001, 1099],
        "_left_out_row": "[97 more left out]",
    }
