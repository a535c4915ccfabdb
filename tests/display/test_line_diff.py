"""Differences that tell the truth, in bounded work."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.display.line_diff import LONG, TextDiff, compare, cutter, pack_json, pieces

LINES = st.lists(
    st.sampled_from(["a", "b", "c", "d", "", "x" * 400, '{"a":1},{"b":2}']), max_size=30
)


def side(found: TextDiff, changes: tuple[str, ...]) -> str:
    """Return the text of the runs that have one of the changes."""
    return "".join(p for run in found.runs if run.change in changes for p in run.pieces)


@given(LINES, LINES)
def test_the_runs_hold_both_texts(old: Sequence[str], new: Sequence[str]) -> None:
    before, after = "\n".join(old), "\n".join(new)
    found = compare(before, after)
    if not found.respaced:
        assert side(found, ("same", "gone")) == before.replace("\n", "")
        assert side(found, ("same", "new")) == after.replace("\n", "")


@given(LINES, LINES)
def test_neighbouring_runs_differ_in_their_change(old: Sequence[str], new: Sequence[str]) -> None:
    changes = [run.change for run in compare("\n".join(old), "\n".join(new)).runs]
    assert all(one != other for one, other in pairwise(changes))


@given(st.text())
def test_equal_texts_have_no_difference(text: str) -> None:
    assert {run.change for run in compare(text, text).runs} <= {"same"}


@given(
    st.text(max_size=2000) | st.lists(st.sampled_from(["ab. ", "},", "x" * 99, "\n"])).map("".join)
)
def test_pieces_are_short_and_lose_nothing(text: str) -> None:
    parts = pieces(text, cutter(text))
    assert "".join(parts) == text.replace("\n", "")
    assert all(len(part) <= LONG for part in parts)
    assert pieces(text, None) == (text.split("\n") if text else [])


def test_a_sentence_removed_from_a_long_line_shows_as_that_sentence() -> None:
    sentences = [f"This is sentence number {i}." for i in range(40)]
    found = compare(" ".join(sentences), " ".join(sentences[:2] + sentences[5:7]))
    assert side(found, ("gone",)).strip().startswith("This is sentence number 2. This")
    assert "number 5." not in side(found, ("gone",))
    assert side(found, ("new",)) == ""


def test_items_removed_from_json_on_one_line_show_as_removed_items() -> None:
    items = [{"id": i, "name": f"item number {i}"} for i in range(50)]
    found = compare(json.dumps(items), json.dumps(items[:3] + items[48:]))
    gone = side(found, ("gone",))
    assert '"id": 3,' in gone
    assert '"id": 47,' in gone
    assert '"id": 48,' not in gone
    assert side(found, ("new",)) == ""


def test_indented_json_and_the_same_json_packed_differ_in_nothing() -> None:
    value = {"a": [1.0, 10**30, '  two  spaces \\" '], "b": None}
    found = compare(json.dumps(value, indent=4), json.dumps(value))
    assert {run.change for run in found.runs} == {"same"}
    assert found.respaced


def test_items_removed_and_packed_at_once_show_as_removed_items() -> None:
    items = [{"id": i, "name": f"item number {i}"} for i in range(50)]
    packed = json.dumps(items[:3] + items[48:], separators=(",", ":"))
    found = compare(json.dumps(items), packed)
    assert '"id":3,' in side(found, ("gone",))
    assert '"id":48,' not in side(found, ("gone",))
    assert side(found, ("new",)) == ""


def test_packing_keeps_numbers_as_they_were_written() -> None:
    assert pack_json('{ "a" : 1.50e+3,\n "b c": 9007199254740993 }') == (
        '{"a":1.50e+3,"b c":9007199254740993}'
    )
    assert pack_json("[" * 100_000) is None
    assert pack_json('{"a') is None


def test_work_stays_in_proportion_to_the_text() -> None:
    """Two texts that share no unique line are replaced as a whole, not compared line by line."""
    before = "\n".join(["a", "b"] * 50_000)
    after = "\n".join(["b", "c"] * 50_000)
    found = compare(before, after)
    assert {run.change for run in found.runs} >= {"gone", "new"}
    assert side(found, ("same", "gone")) == before.replace("\n", "")
