"""What stands earlier is referred to, and the reference leads to it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab.messages import read
from headroom_lab.transforms import Repetition, decode
from headroom_lab.transforms.encodings.references import resolved
from tests.strategies import FORMATS, conversations

SOURCE = "\n".join(f"    line {i} of a file that is read more than once" for i in range(40))


def conversation(*outputs: str, arguments: str = "{}") -> list[dict[str, Any]]:
    """Return a conversation in which a tool answers with each output in turn."""
    messages: list[dict[str, Any]] = [{"role": "user", "content": "go"}]
    for number, output in enumerate(outputs):
        call = {
            "id": f"c{number}",
            "type": "function",
            "function": {"name": "read", "arguments": arguments},
        }
        messages += [
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": f"c{number}", "content": output},
        ]
    return messages


def texts(messages: list[Any]) -> list[str]:
    return [m["content"] for m in messages if m["role"] == "tool"]


def test_a_file_read_twice_is_referred_to() -> None:
    messages = conversation(SOURCE, SOURCE, arguments='{"path": "src/a.py"}')
    result = Repetition().apply(messages)
    first, second = texts(result.messages)
    assert first == SOURCE
    assert second == "[lines 1-40 of tool result 1 (read src/a.py) stand here]"
    assert decode(result.messages) == messages


def test_a_run_of_lines_inside_another_output() -> None:
    part = "\n".join(["before", *SOURCE.split("\n")[10:20], "after"])
    result = Repetition().apply(conversation(SOURCE, part))
    assert (
        texts(result.messages)[1]
        == "before\n[lines 11-20 of tool result 1 (read) stand here]\nafter"
    )
    (row,) = result.removals
    assert (row.path, row.kind, row.count) == ("lines 2-11", "lines", 10)
    assert row.text == "\n".join(SOURCE.split("\n")[10:20])
    assert row.reason == "stands in tool result 1, line 11 on"


def test_what_was_written_in_a_call_is_known() -> None:
    arguments = json.dumps({"path": "b.py", "content": SOURCE})
    result = Repetition().apply(conversation(f"Written:\n{SOURCE}", arguments=arguments))
    assert texts(result.messages) == [
        "Written:\n[lines 1-40 of argument content of tool call 1 (read b.py) stand here]"
    ]


def test_a_reference_never_points_at_a_reference() -> None:
    whole = f"{SOURCE}\nend"
    result = Repetition().apply(conversation(SOURCE, whole, whole))
    assert "tool result 2" not in texts(result.messages)[2]
    assert texts(decode(result.messages)) == [SOURCE, whole, whole]


def test_json_is_replaced_as_a_whole_or_not_at_all() -> None:
    value = json.dumps([{"id": i, "name": f"record number {i}"} for i in range(20)], indent=2)
    other = value.replace("record number 19", "record number x")
    same, near = texts(Repetition().apply(conversation(value, value, other)).messages)[1:]
    assert list(json.loads(same)) == ["_same"]
    assert near == other


def test_a_short_run_stays() -> None:
    messages = conversation("a\nb\nc\nd", "a\nb\nc\nd")
    assert Repetition().apply(messages).messages == messages


def test_what_is_repeated_further_up_in_the_same_output() -> None:
    twice = f"{SOURCE}\n-----\n{SOURCE}"
    result = Repetition().apply(conversation(twice))
    assert texts(result.messages)[0].endswith("[lines 1-40 of tool result 1 (read) stand here]")
    assert texts(decode(result.messages)) == [twice]


def test_errors_are_never_replaced() -> None:
    error = {"type": "tool_result", "tool_use_id": "a", "is_error": True, "content": SOURCE}
    messages = [
        {"role": "user", "content": SOURCE},
        {
            "role": "assistant",
            "content": [{"type": "tool_use", "id": "a", "name": "f", "input": {}}],
        },
        {"role": "user", "content": [error]},
    ]
    assert Repetition().apply(messages).messages == messages


def test_what_stands_before_decides_not_what_comes_after() -> None:
    messages = conversation(SOURCE, f"x\n{SOURCE}", SOURCE, "y")
    whole = Repetition().apply(messages).messages
    for stop in range(3, len(messages) + 1, 2):
        assert Repetition().apply(messages[:stop]).messages == whole[:stop]


@pytest.mark.parametrize(
    "text",
    [
        "[lines 1-9 of tool result 9 (read) stand here]",
        "[line 7 of tool result 1 stands here]",
        '{"_same": "[line 1 of message 77 stands here]"}',
        '{"_same": 3, "x": "here]"}',
    ],
)
def test_a_reference_to_nothing_is_left_as_it_is(text: str) -> None:
    messages = conversation("short", text)
    assert len(texts(decode(messages))) == 2


blocks = st.lists(
    st.sampled_from(("alpha " * 9, "beta " * 12, "", "}", "gamma " * 40, "delta\tx" * 5)),
    min_size=1,
    max_size=30,
).map("\n".join)


@given(st.lists(blocks, min_size=1, max_size=6))
def test_whatever_repeats_comes_back(outputs: list[str]) -> None:
    messages = conversation(*outputs)
    result = Repetition().apply(messages)
    assert decode(result.messages) == messages
    assert result.tokens_after <= result.tokens_before
    assert Repetition().apply(result.messages).messages == result.messages
    removed = result.tokens_removed + result.tokens_reencoded - result.tokens_markers
    assert result.tokens_saved == removed


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_comes_back(format: str) -> None:
    @settings(max_examples=30)
    @given(conversations(format))
    def check(messages: list[Any]) -> None:
        found = Repetition().apply(messages)
        assert resolved(read(found.messages, format=format)).to_list() == messages

    check()
