"""Each conversation is read in the format it is in, by the structure of all its messages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from headroom_lab import simulate
from headroom_lab.errors import ConfigError, InvalidMessagesError
from headroom_lab.messages import problems, read
from headroom_lab.messages.unknown import notes

Messages = list[dict[str, Any]]
CACHED = {"cache_control": {"type": "ephemeral"}}
CALL = {"id": "a", "type": "function", "function": {"name": "f", "arguments": '{"x":1}'}}
CALLS = {"role": "assistant", "content": None, "tool_calls": [CALL]}
RESULT = {"role": "tool", "tool_call_id": "a", "content": "[1,2]"}
USE = {"type": "tool_use", "id": "t", "name": "Bash", "input": {"command": "ls"}}
ANSWER = {"type": "tool_result", "tool_use_id": "t", "content": "a b"}
AS_RETURNED = {"id": "m", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5", "stop_reason": "tool_use", "stop_sequence": None, "usage": {"input_tokens": 5, "output_tokens": 3}}  # fmt: skip
IMAGE = {"type": "image", "source": {"type": "url", "url": "https://example.org/x.png"}}
THOUGHT = {"type": "thinking", "thinking": "I wonder", "signature": "s"}
SEARCHED = [
    {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {"query": "q"}},
    {"type": "web_search_tool_result", "tool_use_id": "s", "content": [{"type": "web_search_result", "url": "https://e.org", "title": "found it", "encrypted_content": "x"}]},
]  # fmt: skip


def user(content: Any, **more: Any) -> dict[str, Any]:
    """Return a user's message."""
    return {"role": "user", "content": content, **more}


def said(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return an assistant's message with parts."""
    return {"role": "assistant", "content": list(parts), **more}


def text(words: str, **more: Any) -> dict[str, Any]:
    """Return a text part."""
    return {"type": "text", "text": words, **more}


# name: messages, format, texts that the rows show, tools that they name
READ: dict[str, tuple[Messages, str, list[str], set[str]]] = {
    "plain": ([user("hi")], "openai_chat", ["hi"], set()),
    "Chat, cached parts, tools": ([{"role": "system", "content": [text("You help.", **CACHED)]}, user("hi"), CALLS, RESULT], "openai_chat", ["You help.", "hi", "[1,2]"], {"f"}),
    "Chat, cached parts, tools later": ([user([text("hi", **CACHED)]), {"role": "assistant", "content": "wait"}, user("on"), CALLS, RESULT], "openai_chat", ["hi", "on", "[1,2]"], {"f"}),
    "Chat, a cached result": ([user("hi"), CALLS, {**RESULT, "content": [text("[1,2]", **CACHED)]}], "openai_chat", ["[1,2]"], {"f"}),
    "Chat, a developer speaks": ([{"role": "developer", "content": "be nice"}, user([text("long", **CACHED)])], "openai_chat", ["be nice", "long"], set()),
    "Chat, a developer's parts": ([{"role": "developer", "content": [text("be nice", **CACHED)]}, user("hi")], "openai_chat", ["be nice", "hi"], set()),
    "Chat, Anthropic's image beside tools": ([user([IMAGE, text("what?")]), CALLS, RESULT], "openai_chat", ["[image]\nwhat?", "[1,2]"], {"f"}),
    "Chat, Anthropic's thinking beside tools": ([user("hi"), {**CALLS, "content": [THOUGHT, text("I look")]}, RESULT], "openai_chat", ["I wonder\nI look", "[1,2]"], {"f"}),
    "Chat, an image beside thinking": ([user([{"type": "image_url", "image_url": {"url": "https://e.org/x"}}]), said(THOUGHT, text("a cat"))], "openai_chat", ["[image]", "a cat"], set()),
    "Chat, LiteLLM": ([user("hi"), {**CALLS, "reasoning_content": "I wonder", "thinking_blocks": [THOUGHT], "provider_specific_fields": {}}, RESULT], "openai_chat", ["I wonder\nf(", "[1,2]"], {"f"}),
    "Chat, DeepSeek": ([user("hi"), {"role": "assistant", "content": "yes", "reasoning_content": "I wonder"}], "openai_chat", ["I wonder\nyes"], set()),
    "Chat, OpenRouter": ([user("hi"), {"role": "assistant", "content": "yes", "reasoning": "I wonder", "reasoning_details": [{"type": "reasoning.text", "text": "I wonder"}]}], "openai_chat", ["I wonder\nyes"], set()),
    "Chat, Mistral": ([user("hi"), said({"type": "thinking", "thinking": [text("I wonder")]}, text("yes"))], "openai_chat", ["I wonder\nyes"], set()),
    "Chat, Ollama": ([user("hi"), {"role": "assistant", "content": "", "tool_calls": [{"function": {"name": "f", "arguments": {"x": 1}}}]}, {"role": "tool", "tool_name": "f", "content": "[1,2]"}], "openai_chat", ['f({"x":1})', "[1,2]"], {"f"}),
    "Chat, Cohere": ([user("hi"), {**CALLS, "tool_plan": "I wonder"}, {**RESULT, "content": [{"type": "document", "document": {"data": "[1,2]"}}]}], "openai_chat", ["I wonder\nf("], {"f"}),
    "Chat, the old function call": ([user("hi"), {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": "{}"}}, {"role": "function", "name": "f", "content": "[1,2]"}], "openai_chat", ["f({})", "[1,2]"], {"f"}),
    "Chat, a custom tool": ([user("hi"), {"role": "assistant", "tool_calls": [{"id": "a", "type": "custom", "custom": {"name": "f", "input": "go"}}]}, RESULT], "openai_chat", ["f(go)"], {"f"}),
    "Chat, a refusal": ([user("hi"), {"role": "assistant", "content": None, "refusal": "I can't"}], "openai_chat", ["I can't"], set()),
    "Chat, a refusal as part": ([user("hi"), said({"type": "refusal", "refusal": "I can't"})], "openai_chat", ["I can't"], set()),
    "Chat, audio": ([user([{"type": "input_audio", "input_audio": {"data": "QUJD", "format": "wav"}}, text("hear")]), {"role": "assistant", "content": None, "audio": {"id": "au"}}], "openai_chat", ["[audio]\nhear", "[audio]"], set()),
    "Anthropic as returned": ([user("fix it"), {**AS_RETURNED, "content": [text("I look"), USE]}, user([ANSWER])], "anthropic", ["fix it", "I look\nBash(", "a b"], {"Bash"}),
    "Anthropic as returned, text only": ([user("fix it"), {**AS_RETURNED, "content": [text("done")]}], "anthropic", ["done"], set()),
    "Anthropic as returned, nothing said": ([user("fix it"), {**AS_RETURNED, "content": []}], "anthropic", ["fix it"], set()),
    "Anthropic, cached": ([user([text("long", **CACHED)])], "anthropic", ["long"], set()),
    "Anthropic, a document": ([user([{"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "page one"}}, text("sum up")])], "anthropic", ["page one\nsum up"], set()),
    "Anthropic, search results": ([user([{"type": "search_result", "title": "T", "source": "https://e.org", "content": [text("found")]}])], "anthropic", ["T\nhttps://e.org\nfound"], set()),
    "Anthropic, thinking": ([user("hi"), said(THOUGHT, {"type": "redacted_thinking", "data": "x"}, text("yes"))], "anthropic", ["I wonder\n[sealed]\nyes"], set()),
    "Anthropic, web search": ([user("hi"), said(*SEARCHED, text("yes"))], "anthropic", ["found it\nhttps://e.org\n[sealed]\nyes"], {"web_search"}),
    "Anthropic, an MCP tool": ([user("hi"), said({"type": "mcp_tool_use", "id": "m", "name": "roll", "server_name": "dice", "input": {}}, {"type": "mcp_tool_result", "tool_use_id": "m", "is_error": False, "content": [text("4")]})], "anthropic", ["roll({})\n4"], {"roll"}),
    "Anthropic, code": ([user("hi"), said({"type": "server_tool_use", "id": "s", "name": "bash_code_execution", "input": {"command": "ls"}}, {"type": "bash_code_execution_tool_result", "tool_use_id": "s", "content": {"type": "bash_code_execution_result", "stdout": "a.py", "stderr": "", "return_code": 0, "content": []}})], "anthropic", ["a.py"], {"bash_code_execution"}),
    "Anthropic, a failed search": ([user("hi"), said(SEARCHED[0], {"type": "web_search_tool_result", "tool_use_id": "s", "content": {"type": "web_search_tool_result_error", "error_code": "max_uses_exceeded"}})], "anthropic", ["max_uses_exceeded"], {"web_search"}),
    "Responses, easy messages": ([user("hi"), {"type": "function_call", "call_id": "a", "name": "f", "arguments": "{}"}, {"type": "function_call_output", "call_id": "a", "output": "[1,2]"}], "openai_responses", ["hi", "f({})", "[1,2]"], {"f"}),
    "Responses, typed": ([{"type": "message", **user([{"type": "input_text", "text": "hi"}])}, {"type": "message", "id": "m", "role": "assistant", "status": "completed", "content": [{"type": "output_text", "text": "yes", "annotations": []}]}], "openai_responses", ["hi", "yes"], set()),
    "Responses, type message only": ([{"type": "message", **user("hi")}], "openai_responses", ["hi"], set()),
    "Responses, a developer speaks": ([{"type": "message", "role": "developer", "content": "be nice"}], "openai_responses", ["be nice"], set()),
    "Responses, reasoning": ([user("hi"), {"type": "reasoning", "id": "r", "summary": [{"type": "summary_text", "text": "I wonder"}]}, {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "yes"}]}], "openai_responses", ["I wonder", "yes"], set()),
    "Responses, a text part": ([user([text("hi")]), {"type": "custom_tool_call", "call_id": "a", "name": "f", "input": "go"}, {"type": "custom_tool_call_output", "call_id": "a", "output": "done"}], "openai_responses", ["hi", "f(go)", "done"], {"f"}),
    "Responses, an image in a result": ([user("hi"), {"type": "function_call", "call_id": "a", "name": "f", "arguments": "{}"}, {"type": "function_call_output", "call_id": "a", "output": [{"type": "input_image", "image_url": "https://e.org/x"}]}], "openai_responses", ["[image]"], {"f"}),
    "Responses, references": ([{"type": "item_reference", "id": "msg_1"}, user("hi")], "openai_responses", ["[reference]", "hi"], set()),
    "Responses, tools listed": ([user("hi"), {"type": "mcp_list_tools", "id": "l", "server_label": "dice", "tools": [{"name": "roll", "input_schema": {"type": "object"}}]}], "openai_responses", ["[tools: roll]"], set()),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_each_conversation_is_read_as_what_it_is(name: str) -> None:
    messages, wire, texts, tools = READ[name]
    conversation = read(messages)
    assert conversation.format == wire
    result = simulate(messages, model="gpt-4o")
    shown = [row.before for row in result.rows]
    assert all(any(words in row for row in shown) for words in texts), shown
    assert {row.tool for row in result.rows if row.tool} == tools
    assert not any('"type"' in row for row in shown)
    assert problems(conversation) == ()
    assert notes(conversation) == []
    assert conversation.to_list() == messages


@pytest.mark.parametrize("name", READ)
def test_the_format_is_the_same_through_json_and_when_named(name: str) -> None:
    messages, wire, *_ = READ[name]
    again = read(json.loads(json.dumps(messages)))
    named = read(messages, format=again.format)
    assert again.format == wire
    assert [b.text for b in named.blocks] == [b.text for b in again.blocks]


MIXES: dict[str, tuple[Messages, tuple[str, ...]]] = {
    "Chat and Anthropic": ([user("hi"), CALLS, RESULT, said(USE), user([ANSWER])], ("OpenAI Chat (messages[1]: field 'tool_calls')", "Anthropic Messages (messages[3]: part 'tool_use')")),
    "Chat and Responses": ([user("hi"), CALLS, {"type": "function_call_output", "call_id": "a", "output": "x"}], ("OpenAI Chat (messages[1]", "OpenAI Responses (messages[2]: item 'function_call_output')")),
    "Anthropic and Responses": ([user("hi"), said(USE), {"type": "function_call_output", "call_id": "t", "output": "x"}], ("Anthropic Messages (messages[1]", "OpenAI Responses (messages[2]")),
    "parts of two": ([user([{"type": "input_text", "text": "hi"}]), user([{"type": "image_url", "image_url": {"url": "u"}}])], ("OpenAI Chat (messages[1]: part 'image_url')", "OpenAI Responses (messages[0]: part 'input_text')")),
}  # fmt: skip


@pytest.mark.parametrize("name", MIXES)
def test_a_mix_is_refused_by_name(name: str) -> None:
    messages, words = MIXES[name]
    with pytest.raises(InvalidMessagesError, match="a mix of") as caught:
        read(messages)
    assert all(word in str(caught.value) for word in words)
    assert "\n" not in str(caught.value)


UNKNOWN: dict[str, tuple[Messages, str]] = {
    "a part of Chat": ([user([text("hi"), {"type": "hologram", "x": 1}])], "messages[0]: part 'hologram' is unknown to OpenAI Chat"),
    "a part of Anthropic": ([user("hi"), said(USE, {"type": "hologram", "x": 1}), user([ANSWER])], "messages[1]: part 'hologram' is unknown to Anthropic Messages"),
    "a part of a result": ([user("hi"), said(USE), user([{**ANSWER, "content": [text("hi"), {"type": "hologram"}]}])], "messages[2]: part 'hologram'"),
    "a part of Responses": ([user([{"type": "input_text", "text": "hi"}, {"type": "hologram"}])], "messages[0]: part 'hologram' is unknown to OpenAI Responses"),
    "an item of Responses": ([user([{"type": "input_text", "text": "hi"}]), {"type": "hologram_call", "id": "h"}], "messages[1]: item 'hologram_call'"),
    "a part without a type": ([user([text("hi"), {"x": 1}])], "messages[0]: part 'without a type'"),
    "a field": ([user("hi", colour="red"), user("hi", colour="red")], "messages[0] and 1 more: field 'colour'"),
    "a field of an answer": ([user("hi"), {**AS_RETURNED, "content": [text("hi")], "colour": 1}], "messages[1]: field 'colour' is unknown to Anthropic Messages"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_is_unknown_in_a_known_message_passes_with_a_warning(name: str) -> None:
    messages, words = UNKNOWN[name]
    result = simulate(messages, model="gpt-4o")
    assert [w for w in result.warnings if words in w]
    assert result.messages == messages
    assert any("hi" in row.before for row in result.rows)
    assert not any('"type"' in row.before for row in result.rows)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ConfigError, match="did you mean 'anthropic'"):
        read([user("hi")], format="antropic")  # type: ignore[arg-type]


def test_what_was_read_before_decides_no_format() -> None:
    empty = {"role": "assistant", "content": "Looking.", "tool_calls": []}
    call = {"id": "a", "type": "function", "function": {"name": "find", "arguments": "{}"}}
    called = {"role": "assistant", "content": None, "tool_calls": [call]}
    answer = {"role": "tool", "tool_call_id": "a", "content": "found"}
    assert read([called, answer, empty]).format == "openai_chat"
    use = {
        "role": "assistant",
        "content": [{"type": "tool_use", "id": "a", "name": "find", "input": {}}],
    }
    found = {"type": "tool_result", "tool_use_id": "a", "content": "found"}
    result = {"role": "user", "content": [found]}
    for _ in range(2):
        assert read([use, result, empty]).format == "anthropic"
        assert read([empty]).format == "openai_chat"


def test_what_is_read_again_is_read_from_what_came_last() -> None:
    first = {"role": "user", "content": [{"type": "text", "text": "one"}]}
    assert read([first]).blocks[0].text == "one"
    first["content"][0]["text"] = "two"
    again = read([first])
    assert (again.blocks[0].text, again.messages[0].original) == ("two", first)
