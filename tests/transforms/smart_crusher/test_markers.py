"""A marker never stands among what it speaks of."""

from __future__ import annotations

import json
from typing import Any

import pytest

from headroom_lab import SmartCrusher, simulate
from tests.chat import call, result, said, user

ROWS = [{"id": i, "name": f"item {i % 7}", "size": i * 7 % 13} for i in range(200)]
NUMBERS = list(range(1000, 1400))
WORDS = [f"word {i}" for i in range(300)]


@pytest.mark.parametrize("items", [ROWS, NUMBERS, WORDS], ids=["records", "numbers", "words"])
def test_in_an_object_it_is_a_key_beside_the_list(items: list[Any]) -> None:
    data = SmartCrusher().crush({"results": items, "more": items[::-1], "n": 1}).data
    assert list(data) == ["results", "_headroom_results", "more", "_headroom_more", "n"]
    assert data["results"][-1] == items[-1]
    assert all(item in items for item in data["results"])
    assert "items removed" in data["_headroom_results"]


def test_of_a_list_of_records_it_is_the_last_object() -> None:
    *kept, last = SmartCrusher().crush(ROWS).data
    assert list(last) == ["_headroom"]
    assert all(item in ROWS for item in kept)


@pytest.mark.parametrize("items", [NUMBERS, WORDS, [*ROWS, "a", 1, *ROWS]])
def test_any_other_list_is_set_into_an_object_with_it(items: list[Any]) -> None:
    data = SmartCrusher().crush(items).data
    assert list(data) == ["_items", "_headroom"]
    assert all(item in items for item in data["_items"])
    inner = SmartCrusher().crush([[1], items]).data
    assert inner[1] == data


@pytest.mark.parametrize("preset", ["balanced", "aggressive", "default"])
def test_json_lines_are_cut_as_lists_are(preset: str) -> None:
    rows = [{"id": i, "name": f"item {i % 7}", "size": i * 7 % 13} for i in range(300)]
    sizes = []
    for text in ("\n".join(map(json.dumps, rows)), json.dumps(rows)):
        messages = [user(), call("a"), result("a", text), *[said(), user()] * 9]
        after = simulate(messages, model="gpt-4o", policy=preset)
        sizes.append(after.tokens_after / after.tokens_before)
        assert any(row.kind in ("row", "item", "duplicate") for row in after.removals)
    assert sizes[0] < 0.5
