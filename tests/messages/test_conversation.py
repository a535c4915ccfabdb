"""Reading any of the three formats and writing it back."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from headroom_lab.errors import InvalidMessagesError
from headroom_lab.messages import read

CHAT = [
    {"role": "developer", "content": "Be exact."},
    {"role": "user", "content": [{"type": "text", "text": "Look."}, {"type": "image_url", "image_url": {"url": "https://example.org/x.png"}}]},
    {"role": "assistant", "content": None, "custom_key": {"kept": 1}, "tool_calls": [{"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
    {"role": "tool", "tool_call_id": "a", "content": "out"},
]  # fmt: skip
ANTHROPIC = [
    {"role": "system", "content": [{"type": "text", "text": "Be exact.", "cache_control": {"type": "ephemeral"}}]},
    {"role": "user", "content": "Look."},
    {"role": "assistant", "content": [{"type": "thinking", "thinking": "hm", "signature": "s"}, {"type": "tool_use", "id": "a", "name": "f", "input": {"x": 1}}]},
    {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a", "is_error": True, "content": [{"type": "text", "text": "out"}, {"type": "new_kind", "x": 1}]}]},
]  # fmt: skip
RESPONSES = [
    {"role": "user", "content": [{"type": "input_text", "text": "Look."}]},
    {"type": "reasoning", "id": "r", "summary": [], "encrypted_content": "e"},
    {"type": "function_call", "call_id": "a", "name": "f", "arguments": "{}"},
    {"type": "function_call_output", "call_id": "a", "output": "out"},
    {"type": "web_search_call", "id": "w", "status": "completed"},
]
FORMATS = {"openai_chat": CHAT, "anthropic": ANTHROPIC, "openai_responses": RESPONSES}


@pytest.mark.parametrize("wire", FORMATS)
def test_each_format_is_told_apart_and_comes_back_as_it_was(wire: str) -> None:
    messages = deepcopy(FORMATS[wire])
    conversation = read(messages)
    assert conversation.format == wire
    assert conversation.to_list() == FORMATS[wire]
    assert all(a is b for a, b in zip(conversation.to_list(), messages, strict=True))


@pytest.mark.parametrize("wire", FORMATS)
def test_every_editable_block_can_be_edited_without_touching_the_input(wire: str) -> None:
    conversation = read(deepcopy(FORMATS[wire]))
    edits = {(b.message, b.path): f"new {i}" for i, b in enumerate(conversation.blocks) if b.path}
    changed = conversation.edit(edits)
    assert conversation.to_list() == FORMATS[wire]
    again = read(changed.to_list(), format=conversation.format)
    assert [b.text for b in again.blocks] == [b.text for b in changed.blocks]
    texts = {(b.message, b.path): b.text for b in again.blocks if b.path}
    assert texts == edits


@pytest.mark.parametrize("wire", FORMATS)
def test_a_result_knows_its_tool_and_role(wire: str) -> None:
    (result,) = [b for b in read(FORMATS[wire]).blocks if b.kind == "tool_result" and b.call_id == "a"]  # fmt: skip
    assert (result.text, result.tool, result.role) == ("out", "f", "tool")
    assert result.is_error == (wire == "anthropic")


def test_every_real_conversation_comes_back_exactly(
    real_conversations: list[dict[str, Any]],
) -> None:
    for trace in real_conversations:
        assert read(trace["messages"]).to_list() == trace["messages"]


def test_sdk_objects_read_and_come_back_as_themselves() -> None:
    chat = pytest.importorskip("openai.types.chat")
    claude = pytest.importorskip("anthropic.types")
    answer = chat.ChatCompletionMessage(role="assistant", content="Yes.")
    assert read([{"role": "user", "content": "?"}, answer]).to_list()[1] is answer
    block = claude.ToolUseBlock(id="a", name="f", input={"x": 1}, type="tool_use")
    messages = [{"role": "user", "content": "?"}, {"role": "assistant", "content": [block]}]
    conversation = read(messages)
    assert conversation.format == "anthropic"
    assert conversation.blocks[1].text == '{"x":1}'
    assert conversation.to_list()[1]["content"][0] is block


@pytest.mark.parametrize(
    ("messages", "words"),
    [
        ([], "messages: found an empty list, expected at least one message"),
        ("hello", "messages: found text 'hello', expected a list of messages: [{'role'"),
        ({"role": "user"}, "messages: found an object with 'role', expected a list"),
        ([{"role": "user", "content": "x"}, 7], "messages[1]: found int '7', expected a message"),
        ([{"role": "usr", "content": "x"}], "did you mean 'user'"),
        ([{"content": "x", "type": "message"}], "messages[0].role: found no role"),
        ([{"role": "user", "content": float("nan")}], "messages[0].content: found float"),
    ],
)
def test_bad_input_says_what_and_where(messages: Any, words: str) -> None:
    with pytest.raises(InvalidMessagesError) as caught:
        read(messages)
    assert words in str(caught.value)


@pytest.mark.parametrize("content", ["", None, [], "\ud800", "x" * 1_000_000])
def test_odd_contents_are_read(content: Any) -> None:
    messages = [{"role": "user", "content": content}]
    assert read(messages).to_list() == messages


def test_ten_thousand_messages() -> None:
    messages = [{"role": "user", "content": str(i)} for i in range(10_000)]
    assert len(read(messages).blocks) == 10_000


@pytest.mark.parametrize(
    "message",
    [
        {"role": "tool", "tool_call_id": ["x"], "content": "y"},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": {"a": 1}}]},
        {"type": "function_call_output", "call_id": [1], "output": "x"},
    ],
)
def test_a_call_id_that_is_no_text_is_named(message: dict[str, Any]) -> None:
    with pytest.raises(InvalidMessagesError, match=r"messages\[0\].*a call id that is a"):
        read([message])


def test_a_tools_name_that_is_no_text_is_named() -> None:
    function = {"name": {"a": 1}, "arguments": "{}"}
    call = {"id": "c", "type": "function", "function": function}
    with pytest.raises(InvalidMessagesError, match=r"messages\[0\].*a tool's name that is a dict"):
        read([{"role": "assistant", "content": "", "tool_calls": [call]}])
