"""An older JSON list is cut by the reducing presets at least as far as by the default."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab import TransformPipeline
from headroom_lab.tokens import Tokenizer
from tests.chat import call, result, said, user

TOKENIZER = Tokenizer(model="gpt-4o")
RECORDS = st.fixed_dictionaries(
    {
        "id": st.integers(0, 9_999),
        "zone": st.sampled_from(["north", "south"]),
        "note": st.sampled_from([None, "all as it was the day before", "nothing to say about it"]),
    }
)


def older(value: Any) -> list[Any]:
    """Return a conversation in which a JSON value lies far back."""
    first = [user(), call("a"), result("a", json.dumps(value))]
    return [*first, *(each for n in range(10) for each in (said(f"step {n}"), user(f"on to {n}")))]


def sent(name: Any, messages: list[Any]) -> int:
    """Return the tokens that a preset sends."""
    return TransformPipeline.preset(name).apply(messages, TOKENIZER).tokens_after


@settings(max_examples=40, deadline=None)
@given(st.lists(RECORDS, min_size=5, max_size=80), st.booleans())
def test_not_less_than_by_the_default(records: list[Any], inside: bool) -> None:
    messages = older({"results": records} if inside else records)
    default = sent("default", messages)
    assert sent("balanced", messages) <= default
    assert sent("aggressive", messages) <= default


@pytest.mark.parametrize("size", [12, 30, 50])
def test_near_identical_records_of_a_short_list_go(size: int) -> None:
    records = [
        {"id": i, "zone": "north", "note": f"check {i * 7919} took {i} ms and was all as before"}
        for i in range(size)
    ]
    after = TransformPipeline.preset("balanced").apply(older(records), TOKENIZER)
    assert {row.transform for row in after.removals} == {"json_lists"}
