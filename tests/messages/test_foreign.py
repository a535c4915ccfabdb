"""What isn't a conversation of the three formats is refused by name, in one helpful line."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab.errors import InvalidMessagesError
from headroom_lab.messages import read, tool_units
from headroom_lab.messages.unknown import notes


def parts(*given: Any, role: str = "user") -> dict[str, Any]:
    """Return an object with a role and parts."""
    return {"role": role, "parts": list(given)}


def content(*given: Any, role: str = "user", **more: Any) -> dict[str, Any]:
    """Return a message with a list as content."""
    return {"role": role, "content": list(given), **more}


FOREIGN: dict[str, list[tuple[str, list[dict[str, Any]]]]] = {
    "Claude Code": [
        ("lines", [{"type": "user", "message": {"role": "user", "content": "fix"}, "uuid": "u", "sessionId": "s"}]),
        ("lines without ids", [{"type": "assistant", "message": {"role": "assistant", "content": []}}]),
        ("a snapshot first", [{"type": "file-history-snapshot", "messageId": "m", "snapshot": {}}]),
        ("a summary first", [{"type": "summary", "summary": "x", "leafUuid": "l"}]),
        ("a stream", [{"type": "system", "subtype": "init", "session_id": "s", "tools": []}]),
    ],
    "Codex": [("lines", [{"timestamp": "t", "type": "session_meta", "payload": {}}, {"timestamp": "t", "type": "response_item", "payload": {"type": "message"}}])],
    "pi log": [
        ("lines", [{"type": "session", "version": 3, "id": "i", "cwd": "/x"}]),
        ("a message", [{"type": "message", "id": "i", "parentId": None, "message": {"role": "user", "content": []}}]),
        ("inner messages", [{"role": "user", "content": "x"}, {"role": "toolResult", "toolCallId": "t", "content": []}]),
    ],
    "Gemini CLI": [
        ("messages", [{"id": "a", "timestamp": "t", "type": "user", "content": "hi"}, {"id": "b", "timestamp": "t", "type": "gemini", "content": "yes", "thoughts": []}]),
        ("logs.json", [{"sessionId": "s", "messageId": 0, "type": "user", "message": "hi", "timestamp": "t"}]),
    ],
    "Qwen Code": [("lines", [{"uuid": "u", "sessionId": "s", "type": "user", "message": {"role": "user", "parts": [{"text": "hi"}]}}])],
    "Copilot": [("lines", [{"type": "session.start", "data": {"sessionId": "s"}}])],
    "LangChain": [
        ("dicts", [{"type": "human", "content": "hello"}, {"type": "ai", "content": "hi"}]),
        ("dumps", [{"content": "hello", "additional_kwargs": {}, "response_metadata": {}, "type": "human", "name": None, "id": None}]),
        ("messages_to_dict", [{"type": "human", "data": {"content": "hello"}}]),
        ("lc", [{"lc": 1, "type": "constructor", "id": ["langchain", "schema", "messages", "HumanMessage"], "kwargs": {"content": "hello"}}]),
        ("chunks", [{"type": "AIMessageChunk", "content": "hi"}]),
        ("calls with args", [{"role": "assistant", "content": "", "tool_calls": [{"name": "f", "args": {}, "id": "a", "type": "tool_call"}]}]),
    ],
    "Gemini API": [
        ("contents", [parts({"text": "hi"}), parts({"text": "yes"}, role="model")]),
        ("calls", [parts({"text": "hi"}), parts({"functionCall": {"name": "f", "args": {}}}, role="model")]),
        ("no role", [{"parts": [{"text": "hi"}]}]),
        ("texts", [{"role": "user", "parts": ["hi"]}]),
        ("bytes", [parts({"inlineData": {"mimeType": "image/png", "data": "x"}})]),
    ],
    "Converse": [
        ("text and a call", [content({"text": "hello"}), content({"toolUse": {"toolUseId": "t", "name": "f", "input": {}}}, role="assistant")]),
        ("an image", [content({"image": {"format": "png", "source": {"bytes": "x"}}}, {"text": "see"})]),
        ("a result", [content({"toolResult": {"toolUseId": "t", "content": [{"text": "x"}]}})]),
    ],
    "Vercel": [
        ("UI messages", [{"id": "1", **parts({"type": "text", "text": "hi"})}]),
        ("UI tools", [{"id": "1", **parts({"type": "step-start"}, {"type": "tool-weather", "toolCallId": "t", "state": "output-available"}, role="assistant")}]),
        ("model calls", [{"role": "user", "content": "hi"}, content({"type": "tool-call", "toolCallId": "t", "toolName": "f", "input": {}}, role="assistant")]),
        ("model results", [{"role": "user", "content": "hi"}, content({"type": "tool-result", "toolCallId": "t", "toolName": "f", "output": {}}, role="tool")]),
        ("version 4", [{"id": "1", "role": "assistant", "content": "x", "toolInvocations": [{"state": "result"}]}]),
        ("a file", [content({"type": "file", "data": "x", "mediaType": "application/pdf"})]),
    ],
    "ShareGPT": [("messages", [{"from": "human", "value": "hi"}, {"from": "gpt", "value": "yes"}]), ("rows", [{"id": "1", "conversations": [{"from": "human", "value": "hi"}]}])],
    "OpenTelemetry": [
        ("parts", [parts({"type": "text", "content": "hi"})]),
        ("calls", [parts({"type": "tool_call", "id": "t", "name": "f", "arguments": {}}, role="assistant")]),
        ("spans", [{"name": "chat gpt-4o", "spanId": "s", "attributes": {"gen_ai.request.model": "gpt-4o"}}]),
        ("exports", [{"resourceSpans": []}]),
    ],
    "OpenInference": [("dotted", [{"message.role": "user", "message.content": "hi"}]), ("nested", [{"message": {"role": "user", "content": "hi"}}])],
    "Inspect": [
        ("calls", [{"id": "i", "role": "assistant", "content": "", "source": "generate", "tool_calls": [{"id": "t", "function": "bash", "arguments": {"cmd": "ls"}}]}]),
        ("results", [{"role": "user", "content": "x"}, {"role": "tool", "content": "a", "tool_call_id": "t", "function": "bash"}]),
    ],
    "LlamaIndex": [("blocks", [{"role": "user", "additional_kwargs": {}, "blocks": [{"block_type": "text", "text": "hi"}]}])],
    "PydanticAI": [("requests", [{"parts": [{"content": "hi", "part_kind": "user-prompt"}], "kind": "request"}])],
    "AutoGen": [("texts", [{"source": "user", "models_usage": None, "content": "hi", "type": "TextMessage"}]), ("context", [{"content": "hi", "source": "user", "type": "UserMessage"}])],
    "DSPy": [("history", [{"prompt": None, "messages": [], "kwargs": {}, "outputs": ["x"]}])],
    "Haystack": [("messages", [content({"text": "hi"}, meta={}, name=None)])],
    "Cohere": [("chat_history", [{"role": "USER", "message": "hi"}, {"role": "CHATBOT", "message": "yes"}])],
    "rows that each hold a conversation": [("rows", [{"messages": [{"role": "user", "content": "hi"}]}]), ("bodies", [{"model": "gpt-4o", "input": [{"role": "user", "content": "hi"}]}])],
    "preference": [("rows", [{"prompt": "x", "chosen": "a", "rejected": "b"}])],
    "instructions": [("rows", [{"instruction": "x", "output": "a"}])],
    "batch": [("lines", [{"custom_id": "1", "method": "POST", "url": "/v1", "body": {"messages": []}}])],
    "Assistants": [("messages", [{"id": "m", "object": "thread.message", **content({"type": "text", "text": {"value": "hi", "annotations": []}})}])],
    "Chat response": [("answers", [{"id": "c", "object": "chat.completion", "choices": []}])],
    "response of the Responses API": [("answers", [{"id": "r", "object": "response", "output": []}])],
    "events of a stream": [("Anthropic", [{"type": "message_start", "message": {}}]), ("OpenAI", [{"type": "response.created", "response": {}}])],
    "exported from ChatGPT": [("conversations", [{"title": "x", "mapping": {}}])],
    "exported from Claude": [("conversations", [{"uuid": "u", "name": "x", "chat_messages": []}]), ("messages", [{"uuid": "u", "text": "hi", "sender": "human"}])],
    "Langfuse": [("observations", [{"id": "i", "traceId": "t", "type": "GENERATION", "input": []}])],
    "LangSmith": [("runs", [{"id": "i", "run_type": "llm", "inputs": {}}])],
}  # fmt: skip
CASES = [(name, what, entries) for name, cases in FOREIGN.items() for what, entries in cases]
BESIDE = {"role": "user", "content": "plain"}


@pytest.mark.parametrize(("name", "what", "entries"), CASES, ids=[f"{n}: {w}" for n, w, _ in CASES])
def test_a_foreign_format_is_refused_by_name(name: str, what: str, entries: list[Any]) -> None:
    for messages in (entries, [BESIDE, *entries]):
        with pytest.raises(InvalidMessagesError) as caught:
            read(messages)
        line = str(caught.value)
        assert name in line.partition(", expected")[0]
        assert "messages[" in line
        assert "\n" not in line
        assert len(line) < 300


WRONG: dict[str, tuple[Any, str]] = {
    "None": (None, "found None, expected a list of messages"),
    "a number": (7, "found int '7', expected a list of messages"),
    "text": ("Hello there", "found text 'Hello there', expected a list of messages: [{'role': 'user', 'content': text}]"),
    "JSON": ('[{"role": "user"}]', "json.loads(text)"),
    "a path": ("data/trace.jsonl", "found the path 'data/trace.jsonl'"),
    "a Path": (Path("trace.json"), "found the path 'trace.json'"),
    "bytes": (b"[]", "json.loads(data)"),
    "an empty list": ([], "an empty list, expected at least one message"),
    "an empty object": ({}, "an object without keys"),
    "one message": (BESIDE, "found one message, expected a list of messages: [message]"),
    "a request body": ({"model": "m", "messages": [BESIDE]}, "body['messages']"),
    "a foreign body": ({"contents": []}, "Gemini API"),
    "a generator": ((m for m in [BESIDE]), "found a generator, expected a list of messages: list(messages)"),
    "a map": (map(dict, [BESIDE]), "list(messages)"),
    "a set": ({1, 2}, "found a set"),
    "values": ({"a": BESIDE}.values(), "list(messages)"),
    "a class": (dict, "found dict itself"),
    "a function": (len, "found len itself"),
    "texts": (["hi", "there"], "messages[0]: found str 'hi', expected a message such as {'role': 'user'"),
    "pairs": ([("user", "hi")], "expected a message: {'role': role, 'content': text} for (role, text)"),
    "conversations": ([[BESIDE], [BESIDE]], "goes in one by one, messages[0]"),
    "a number in the list": ([BESIDE, 7], "messages[1]: found int '7'"),
    "nothing in the list": ([BESIDE, None], "messages[1]: found None"),
    "no message at all": ([{"type": "potato"}], "messages[0].role: found no role in an object with 'type'"),
    "an empty message": ([{}], "messages[0].role: found no role in an empty object"),
    "an unknown item": ([BESIDE, {"type": "potato"}], "messages[1].role: found no role"),
    "a role of another case": ([{"role": "User", "content": "x"}], "unknown role 'User', did you mean 'user'?"),
    "a role that is no text": ([{"role": ["user"], "content": "x"}], "messages[0].role"),
    "content that is a number": ([{"role": "user", "content": 7}], "messages[0].content: found int"),
    "content that is an object": ([{"role": "user", "content": {"a": 1}}], "messages[0].content: found dict, expected text or a list of parts"),
    "calls that are no list": ([{"role": "assistant", "tool_calls": {"id": "a"}}], "messages[0].tool_calls: found dict, expected a list of calls"),
    "a call without a function": ([{"role": "assistant", "tool_calls": [{"id": "a"}]}], "tool_calls[0] without a function"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_bad_input_gets_one_helpful_line(name: str) -> None:
    value, words = WRONG[name]
    with pytest.raises(InvalidMessagesError) as caught:
        read(value)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_tables_and_arrays_are_told() -> None:
    pandas = pytest.importorskip("pandas")
    numpy = pytest.importorskip("numpy")
    with pytest.raises(InvalidMessagesError, match="a DataFrame with the columns role, content"):
        read(pandas.DataFrame([BESIDE]))
    with pytest.raises(InvalidMessagesError, match=r"a ndarray.*its .tolist\(\)"):
        read(numpy.array(["hi"]))


KEYS = st.sampled_from(
    ("role", "content", "type", "text", "parts", "tool_calls", "function", "id", "call_id", "source",
     "output", "message", "tool_use_id", "image_url", "thinking_blocks", "summary", "action", "x")
)  # fmt: skip
WORDS = st.sampled_from(
    ("user", "assistant", "tool", "text", "message", "tool_use", "tool_result", "reasoning", "image",
     "shell_call_output", "web_search_tool_result", "mcp_call", "document", "file", "computer_call")
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.integers() | st.booleans() | WORDS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=5) | VALUES, max_size=4))
def test_any_list_is_read_or_refused(messages: list[Any]) -> None:
    try:
        conversation = read(messages)
    except InvalidMessagesError:
        return
    assert conversation.to_list() == messages
    assert all(isinstance(line, str) for line in notes(conversation))
    assert all(isinstance(block.shown, str) for block in conversation.blocks)
    assert all(unit.messages for unit in tool_units(conversation))


def test_any_sequence_of_messages_is_a_list() -> None:
    assert len(read((BESIDE, BESIDE)).messages) == 2
    assert len(read(deque([BESIDE])).messages) == 1


def test_an_error_shows_no_secret_and_no_more_than_a_beginning() -> None:
    secret = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789"
    for value in (f"key {secret}", [{"role": secret, "content": "x"}], [f"my key is {secret}"]):
        with pytest.raises(InvalidMessagesError) as caught:
            read(value)
        assert secret[:20] not in str(caught.value)
