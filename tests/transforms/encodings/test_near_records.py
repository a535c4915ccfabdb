"""A record that stands earlier but for some fields is said by its differences, and comes back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab import decode
from headroom_lab.json_text.fields import fields_of
from headroom_lab.messages import read
from headroom_lab.transforms import NearRecords, Repetition
from headroom_lab.transforms.encodings.references import resolved
from tests.chat import call, result, user

RECORD = {
    "id": "FQ8APE",
    "state": "open",
    "flights": [{"number": "HAT056", "price": 155}, {"number": "HAT138", "price": 185}],
    "bags": 0,
    "remark": "the window seat was asked for, and a meal without nuts",
}
CHANGED = {**RECORD, "bags": 3, "state": "late"}


def conversation(*texts: str) -> list[dict[str, Any]]:
    found = [user()]
    for number, text in enumerate(texts):
        asked = call(f"c{number}")
        asked["tool_calls"][0]["function"] = {"name": "read", "arguments": '{"id": "FQ8APE"}'}
        found += [asked, result(f"c{number}", text)]
    return found


def outputs(messages: list[Any]) -> list[str]:
    return [m["content"] for m in messages if m["role"] == "tool"]


@pytest.mark.parametrize("indent", [None, 2])
def test_only_what_is_different_is_said(indent: int | None) -> None:
    messages = conversation(*(json.dumps(v, indent=indent) for v in (RECORD, CHANGED)))
    done = NearRecords().apply(messages)
    assert json.loads(outputs(done.messages)[1]) == {
        "_rest": "[all other fields of tool result 1 (read FQ8APE) stand here]",
        "state": "late",
        "bags": 3,
    }
    assert decode(done.messages) == messages
    assert sum(row.count for row in done.removals) == 3
    assert {(r.kind, r.reason) for r in done.removals} == {("fields", "stands in tool result 1")}
    assert all(row.path and row.text in outputs(messages)[1] for row in done.removals)
    assert done.tokens_saved == (done.tokens_removed + done.tokens_reencoded - done.tokens_markers)
    assert NearRecords().apply(done.messages).messages == done.messages


def test_the_most_similar_record_is_chosen_never_one_that_refers() -> None:
    other = {**RECORD, "flights": [], "id": "UM3OG5"}
    texts = [json.dumps(v) for v in (other, RECORD, CHANGED, {**CHANGED, "bags": 4})]
    said = outputs(NearRecords().apply(conversation(*texts)).messages)
    assert "tool result 2" in said[2]
    assert json.loads(said[3]) == {**json.loads(said[2]), "bags": 4}


@pytest.mark.parametrize(
    "other",
    [
        {"state": "late", **{k: v for k, v in RECORD.items() if k != "state"}},
        {**RECORD, "new": 1},
        dict.fromkeys(RECORD, "something else altogether, and that at length"),
        [RECORD],
    ],
    ids=["other order", "another key", "little the same", "a list"],
)
def test_what_is_not_near_stays(other: Any) -> None:
    messages = conversation(json.dumps(RECORD), json.dumps(other))
    assert NearRecords().apply(messages).messages == messages


def test_a_key_that_stands_twice_is_no_record() -> None:
    assert fields_of('{"a": 1, "a": 2}') is None
    assert fields_of('{"a": 1} ') is None
    assert fields_of('{"a": }') is None


@pytest.mark.parametrize(
    "text",
    [
        '{"_rest":"[all other fields of tool result 9 (read) stand here]","bags":3}',
        '{"_rest":"[all other fields of tool result 1 (read) stand here]","nowhere":3}',
        '{"_rest":"[all other fields of nothing stand here]","bags":3}',
        '{"_rest":"[all other fields of tool result 1 (read) stand here]",',
    ],
)
def test_a_reference_to_nothing_is_left_as_it_is(text: str) -> None:
    messages = conversation(json.dumps(RECORD), text)
    assert decode(messages) == messages


scalars = st.none() | st.integers() | st.floats() | st.text(max_size=30) | st.just("word " * 30)
records = st.dictionaries(st.sampled_from(("a", "b", "größe", "_rest", "d e")), scalars, min_size=1)


@given(records, st.lists(records, max_size=4), st.sampled_from((None, 1, "\t")), st.booleans())
def test_any_records_come_back(
    first: dict[str, Any], changes: list[dict[str, Any]], indent: Any, ascii: bool
) -> None:
    values = [first, *({**first, **{k: v for k, v in c.items() if k in first}} for c in changes)]
    texts = [json.dumps(value, indent=indent, ensure_ascii=ascii) for value in values]
    messages = conversation(*texts)
    done = NearRecords().apply(Repetition().apply(messages).messages)
    assert outputs(resolved(read(done.messages)).to_list()) == texts
    assert done.tokens_after <= done.tokens_before
