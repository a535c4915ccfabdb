"""SmartCrusher as its user meets it: shapes of data, markers, settings."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from headroom_lab import HeadroomError, SmartCrusher, SmartCrusherConfig, retrieve

from .samples import crush, kept, marker, reasons, rows


def test_a_marker_says_how_much_is_gone_and_the_original_can_be_had() -> None:
    text = json.dumps({"results": rows(80)})
    result = crush(text, max_items_after_crush=20)
    note = marker(result.data, "results")
    assert note.startswith("60 of 80 items removed")
    assert retrieve(result.original) == text
    assert len(result.data["results"]) == 20
    assert result.strategy == "select"


def test_removals_name_place_kind_and_reason() -> None:
    result = crush(json.dumps({"data": {"rows": rows(80)}}), max_items_after_crush=10)
    assert all(
        r.path.startswith("data.rows[") and r.transform == "smart_crusher" for r in result.removals
    )
    assert sum(r.count for r in result.removals) == 70
    first = result.removals[0]
    start, stop = map(int, first.path.partition("[")[2].rstrip("]").split(":"))
    assert (stop - start, first.kind) == (first.count, "item")
    assert json.loads(f"[{first.text}]") == rows(80)[start:stop]


def test_pretty_printed_json_stays_pretty() -> None:
    text = json.dumps({"results": rows(60), "n": 60}, indent=2) + "\n"
    result = crush(text, max_items_after_crush=10)
    stayed, note = result.data["results"], result.data["_headroom_results"]
    assert stayed[-1] == rows(60)[-1]
    expected = json.dumps({"results": stayed, "n": 60}, indent=2) + "\n"
    said = f'],{json.dumps({"_headroom_results": note}, separators=(",", ":"))[1:-1]},\n  "n"'
    assert result.text == expected.replace('],\n  "n"', said)


@pytest.mark.parametrize(
    "value",
    [
        [f"/srv/{i % 7}/file-{chr(97 + i % 26)}{i}.txt" for i in range(300)],
        [math.sin(i) * 100 for i in range(300)],
        [[i, f"name {i}", i * 3 % 11] for i in range(300)],
        [rows(100), rows(100)[::-1]],
        [{"file": "a.py", "hits": rows(100)}, {"file": "b.py", "hits": [1, 2]}],
        {"a": rows(100), "b": {"c": {"d": rows(90)}}},
        [*rows(80), "text", 5, None, [1, 2], *rows(80)],
    ],
    ids=["texts", "numbers", "rows", "nested", "inside few", "several", "mixed"],
)
def test_every_shape_is_crushed(value: Any) -> None:
    result = crush(value, max_items_after_crush=20)
    assert result.tokens_after < 0.5 * result.tokens_before
    assert result.data == json.loads(result.text)


def test_json_lines_stay_lines() -> None:
    lines = [json.dumps(row) for row in rows(80)]
    result = crush("\r\n".join(lines) + "\r\n", max_items_after_crush=10)
    *stayed, last, end = result.text.split("\r\n")
    assert stayed == [lines[i] for i in kept(result)]
    assert (json.loads(last)["_headroom"][:8], end) == ("70 of 80", "")
    assert {r.kind for r in result.removals} == {"row"}


def test_blank_lines_between_json_lines_are_no_items() -> None:
    text = "\n\n".join(json.dumps(row) for row in rows(80))
    assert len(crush(text, max_items_after_crush=10).items) == 80


def test_text_around_json_is_left_alone() -> None:
    body = json.dumps(rows(80))
    for text in (f"Here you are:\n{body}", f"{body}\nDone.", f"```json\n{body}\n```"):
        assert crush(text, max_items_after_crush=5).text == text


def test_a_short_list_is_left_alone() -> None:
    value = [{"id": i, "text": "word " * 60} for i in range(8)]
    assert not crush(value, max_items_after_crush=1).was_modified


def test_a_short_text_is_left_alone() -> None:
    value = ["the same"] * 60
    assert not crush(value, max_items_after_crush=1, min_tokens_to_crush=500).was_modified
    assert crush(value, max_items_after_crush=1, min_tokens_to_crush=100).was_modified


def test_items_say_why_and_how_relevant() -> None:
    result = crush(rows(60), "where is the qa item?", max_items_after_crush=10)
    assert len(result.items) == 60
    assert reasons(result)[0] == "first"
    assert result.items[16].relevance > 0.5 > result.items[17].relevance
    assert all(item.tokens > 0 for item in result.items)
    assert {item.reason for item in result.items if not item.kept} == {"adds least to what is kept"}


def test_what_must_stay_may_exceed_the_maximum() -> None:
    value = [*rows(90), *({**row, "error": "disk full"} for row in rows(20)), *rows(90)]
    result = crush(value, max_items_after_crush=5)
    assert set(range(90, 110)) <= set(kept(result))


def test_order_is_kept() -> None:
    result = crush(rows(100)[::-1], max_items_after_crush=15)
    ids = [row["id"] for row in result.data[:-1]]
    assert ids == sorted(ids, reverse=True)


def test_a_value_without_json_is_an_error_that_names_it() -> None:
    with pytest.raises(HeadroomError, match="found list that has no JSON"):
        SmartCrusher().crush([{1, 2}])


def test_a_scorer_of_ones_own() -> None:
    class Last:
        def score_items(self, items: Any, query: str) -> list[float]:
            return [float("ZZZ" in item) for item in items]

    value = [{**row, "note": "ZZZ" if row["id"] == 43 else "yyy"} for row in rows(80)]
    config = SmartCrusherConfig(max_items_after_crush=6)
    result = SmartCrusher(config, scorer=Last()).crush(value, "anything")
    assert reasons(result)[43] == "relevant to the query"
