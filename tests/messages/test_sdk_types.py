"""Every type that the vendors' packages define is known, and their objects are read as dicts."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from typing import Any

import pytest

from headroom_lab.messages import problems, read
from headroom_lab.messages.anthropic import CALLS, is_result
from headroom_lab.messages.content_parts import READERS
from headroom_lab.messages.formats import FIELDS
from headroom_lab.messages.openai_responses import ITEMS
from headroom_lab.messages.unknown import notes


def members(union: Any) -> Iterator[Any]:
    """Yield the classes of a union, however nested."""
    inner = typing.get_args(union)
    if inner:
        for one in inner:
            yield from members(one)
    elif isinstance(union, type):
        yield union


def type_words(union: Any) -> set[str]:
    """Return the words that the field ``type`` may hold in the classes of a union."""
    found: set[str] = set()
    for member in members(union):
        if hasattr(member, "model_fields"):
            field = member.model_fields.get("type")
            hint = field.annotation if field else None
        else:
            known = hasattr(member, "__required_keys__")  # a TypedDict of either package
            hint = typing.get_type_hints(member).get("type") if known else None
        found |= {word for word in _literals(hint) if isinstance(word, str)}
    return found


def _literals(hint: Any) -> Iterator[Any]:
    """Yield the values of the Literals in a hint."""
    for arg in typing.get_args(hint):
        yield from _literals(arg) if typing.get_args(arg) else [arg]


def test_every_item_of_the_responses_api_is_known() -> None:
    pytest.importorskip("openai")
    from openai.types.responses import ResponseInputItemParam, ResponseItem, ResponseOutputItem

    for union in (ResponseInputItemParam, ResponseItem, ResponseOutputItem):
        words = type_words(union)
        assert len(words) > 15
        assert words <= ITEMS


def test_every_content_part_of_openai_is_known() -> None:
    pytest.importorskip("openai")
    from openai.types import chat, responses

    unions = (
        chat.ChatCompletionContentPartParam,
        responses.ResponseInputContentParam,
        responses.ResponseFunctionCallOutputItemParam,
    )
    for union in unions:
        assert type_words(union) <= READERS.keys()


def test_every_block_of_anthropic_is_known() -> None:
    anthropic = pytest.importorskip("anthropic")
    beta = anthropic.types.beta
    from anthropic.types.beta import beta_tool_result_block_param as results

    for union in (anthropic.types.ContentBlockParam, anthropic.types.ContentBlock,
                  beta.BetaContentBlockParam, beta.BetaContentBlock, results.Content):  # fmt: skip
        words = type_words(union)
        left = {word for word in words if word not in CALLS and word not in READERS}
        assert words
        assert all(is_result({"type": word, "tool_use_id": "t"}) for word in left)


def test_every_field_of_a_message_is_known() -> None:
    anthropic = pytest.importorskip("anthropic")
    chat = pytest.importorskip("openai.types.chat")
    assert set(chat.ParsedChatCompletionMessage.model_fields) <= FIELDS["openai_chat"]
    assert set(anthropic.types.Message.model_fields) <= FIELDS["anthropic"]
    assert set(anthropic.types.beta.BetaMessage.model_fields) <= FIELDS["anthropic"]


def test_objects_of_the_responses_api_are_read() -> None:
    responses = pytest.importorskip("openai.types.responses")
    call = responses.ResponseFunctionToolCall(type="function_call", call_id="a", name="f", arguments="{}")  # fmt: skip
    thought = responses.ResponseReasoningItem(id="r", type="reasoning", summary=[])
    text = responses.ResponseOutputText(type="output_text", text="yes", annotations=[])
    said = responses.ResponseOutputMessage(id="m", type="message", role="assistant", status="completed", content=[text])  # fmt: skip
    result = {"type": "function_call_output", "call_id": "a", "output": "out"}
    items = [{"role": "user", "content": "go"}, thought, call, result, said]
    conversation = read(items)
    assert conversation.format == "openai_responses"
    assert problems(conversation) == ()
    assert notes(conversation) == []
    assert all(a is b for a, b in zip(conversation.to_list(), items, strict=True))
    assert conversation.messages[3].blocks[0].tool == "f"


def test_a_whole_answer_of_anthropic_is_a_message() -> None:
    types = pytest.importorskip("anthropic.types")
    use = types.ToolUseBlock(id="t", name="Bash", input={"command": "ls"}, type="tool_use")
    usage = types.Usage(input_tokens=5, output_tokens=3)
    answer = types.Message(id="m", type="message", role="assistant", model="claude-sonnet-4-5", content=[use], stop_reason="tool_use", usage=usage)  # fmt: skip
    result = {"type": "tool_result", "tool_use_id": "t", "content": "a b"}
    conversation = read(
        [{"role": "user", "content": "go"}, answer, {"role": "user", "content": [result]}]
    )
    assert conversation.format == "anthropic"
    assert conversation.messages[2].blocks[0].tool == "Bash"
    assert notes(conversation) == []
