"""Needles: values of a tool output that are used later."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.messages import read
from headroom_lab.messages.needles import Needle, needles, uses
from tests.conftest import SHARED
from tests.strategies import FORMATS, conversations


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def said(text: str) -> dict[str, Any]:
    return {"role": "assistant", "content": text}


def called(**arguments: Any) -> dict[str, Any]:
    function = {"name": "f", "arguments": json.dumps(arguments)}
    return {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": "c", "type": "function", "function": function}],
    }


def output(text: str) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": "c", "content": text}


def found(*messages: dict[str, Any]) -> list[Needle]:
    return needles(read([*messages, user("end")]))


def test_a_value_that_a_later_call_uses() -> None:
    messages = [
        user("go"),
        called(),
        output('{"order": "ORD-1042"}'),
        said("ok"),
        called(id="ORD-1042"),
    ]
    [needle] = found(*messages)
    assert needle == Needle(2, "ORD-1042", 4, "argument")
    assert needle.gap == 2


def test_only_the_first_use_counts() -> None:
    messages = [user("go"), called(), output("ORD-1042"), said("ORD-1042"), said("ORD-1042 again")]
    assert [needle.use for needle in found(*messages)] == [3]


@pytest.mark.parametrize("where", [user("about ORD-1042"), said("ORD-1042 it is")])
def test_what_was_known_before_is_no_needle(where: dict[str, Any]) -> None:
    assert found(user("go"), where, called(), output("ORD-1042"), said("ORD-1042")) == []


def test_a_value_of_two_outputs_is_no_needle() -> None:
    twice = [called(), output("ORD-1042"), called(), output("ORD-1042 too")]
    assert found(user("go"), *twice, said("ORD-1042")) == []


def test_an_output_after_the_use_changes_nothing() -> None:
    messages = [user("go"), called(), output("ORD-1042"), called(id="ORD-1042"), output("ORD-1042")]
    assert [needle.tool for needle in found(*messages)] == [2]


def test_a_longer_word_does_not_hold_a_shorter_one() -> None:
    messages = [user("go"), called(), output("ORD-10421"), said("ORD-1042 is it")]
    assert found(*messages) == []


def test_escapes_of_json_part_words() -> None:
    messages = [user("go"), called(), output('{"text": "one\\nORD_1042\\tx"}'), said("ORD_1042")]
    assert [needle.value for needle in found(*messages)] == ["ORD_1042"]


def test_a_user_who_repeats_a_value_uses_nothing() -> None:
    assert found(user("go"), called(), output("ORD-1042"), user("ORD-1042?")) == []


def test_uses_know_every_role() -> None:
    conversation = read([user("look at ORD-1042"), said("ORD-1042 is late")])
    assert [(use.source, use.value, use.use) for use in uses(conversation)] == [(0, "ORD-1042", 1)]
    assert needles(conversation) == []


def texts(messages: list[Any]) -> list[str]:
    """Return what each message says, its calls' arguments unescaped."""
    return [
        "\n".join(
            str(json.loads(block.text) if block.kind == "tool_call" and block.text else block.text)
            for block in message.blocks
        )
        for message in read(messages).messages
    ]


def stands(value: str, text: str) -> bool:
    """Tell whether a value stands in a text between word boundaries."""
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text) is not None


@pytest.mark.parametrize("format", FORMATS)
@given(data=st.data())
def test_every_needle_is_one(format: str, data: Any) -> None:
    messages = data.draw(conversations(format))
    conversation = read(messages)
    for needle in needles(conversation):
        said_before = texts(messages)[: needle.use]
        assert [i for i, text in enumerate(said_before) if stands(needle.value, text)] == [
            needle.tool
        ]
        assert any(block.role == "tool" for block in conversation.messages[needle.tool].blocks)
        assert conversation.messages[needle.use].role == "assistant"


def test_real_needles(real_conversations: list[dict[str, Any]]) -> None:
    path = SHARED / "traces" / "needles.jsonl"
    if not path.exists():
        pytest.skip(f"no needles at {path}")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    listed = {(row["id"], row["tool_index"], row["value"], row["use_index"]) for row in rows}
    ours = {
        (one["id"], needle.tool, needle.value, needle.use)
        for one in real_conversations
        for needle in needles(read(one["messages"]))
    }
    assert len(listed & ours) / len(listed) > 0.95
    # The list stops at four a use; where it holds fewer it is whole.
    places = [(row[0], row[3]) for row in listed]
    whole = {row for row in ours if 0 < places.count((row[0], row[3])) < 4}
    assert len(listed & whole) / len(whole) > 0.8


def test_time_is_linear() -> None:
    """A value whose words are everywhere is looked up in a few messages, not in all."""
    crowd = [m for i in range(300) for m in (called(), output("beta_1 alpha_1 " * 50))]
    asked = [said(f"alpha_1/beta_1/{i % 2}x{'alpha_1/' * 3}") for i in range(300)]
    assert found(user("go"), *crowd, *asked) == []
