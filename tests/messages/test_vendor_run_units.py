"""Tools that the vendor runs, MCP servers' tools and calls without ids keep their halves."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab import RollingWindow, RollingWindowConfig
from headroom_lab.messages import pieces, problems, read

Message = dict[str, Any]
TEXT = "word " * 12
HALVES = {"call_without_result", "result_without_call", "result_not_adjacent"}


def user(*parts: Message) -> Message:
    """Return a user's message."""
    return {"role": "user", "content": list(parts)}


def said(*parts: Message) -> Message:
    """Return an assistant's message."""
    return {"role": "assistant", "content": list(parts)}


def words(text: str = TEXT) -> Message:
    """Return a text part."""
    return {"type": "text", "text": text}


def use(key: str, kind: str = "tool_use", **more: Any) -> Message:
    """Return a call."""
    return {"type": kind, "id": key, "name": "f", "input": {}, **more}


def result(key: str, kind: str = "tool_result") -> Message:
    """Return a result."""
    return {"type": kind, "tool_use_id": key, "content": [words()]}


SHAPES = ("tool", "parallel", "server", "paused", "mcp", "program", "said")


@st.composite
def sessions(draw: st.DrawFn) -> list[Message]:
    """Return Messages API messages in which all kinds of calls are mixed."""
    messages: list[Message] = []
    for turn in range(draw(st.integers(1, 4))):
        messages.append(user(words(f"task {turn} {TEXT}")))
        for step, shape in enumerate(draw(st.lists(st.sampled_from(SHAPES), max_size=4))):
            key = f"{turn}.{step}"
            if shape == "tool":
                messages += [said(words(), use(key)), user(result(key))]
            elif shape == "parallel":
                messages += [said(use(key), use(f"{key}b")), user(result(f"{key}b"), result(key))]
            elif shape == "server":
                search = use(key, "server_tool_use"), result(key, "web_search_tool_result")
                messages += [said(*search, words(), use(f"{key}b")), user(result(f"{key}b"))]
            elif shape == "mcp":
                roll = use(key, "mcp_tool_use", server_name="dice"), result(key, "mcp_tool_result")
                messages += [said(*roll, use(f"{key}b")), user(result(f"{key}b"))]
            elif shape == "program":
                caller = {"type": "code_execution_20250825", "tool_id": key}
                messages += [
                    said(use(key, "server_tool_use"), use(f"{key}b", caller=caller)),
                    user(result(f"{key}b")),
                    said(result(key, "code_execution_tool_result"), use(f"{key}c")),
                    user(result(f"{key}c")),
                ]
            elif shape == "paused":
                messages += [
                    said(words(), use(key, "server_tool_use")),
                    user(words("go on")),
                    said(result(key, "web_fetch_tool_result"), use(f"{key}b")),
                    user(result(f"{key}b")),
                ]
        messages.append(said(words("done")))
    return messages


@settings(max_examples=30, deadline=None)
@given(sessions(), st.sampled_from((0, 1, 2)))
def test_no_window_parts_what_belongs_together(messages: list[Message], turns: int) -> None:
    assert not HALVES & {p.kind for p in problems(read(messages))}
    for limit in range(80, 900, 160):
        config = RollingWindowConfig(max_tokens=limit, preserve_recent_turns=turns)
        kept = RollingWindow(config).apply(messages).messages
        assert not HALVES & {p.kind for p in problems(read(kept, format="anthropic"))}


def test_what_a_program_calls_belongs_to_its_code() -> None:
    caller = {"type": "code_execution_20250825", "tool_id": "s"}
    messages = [
        user(words()),
        said(use("s", "server_tool_use"), use("a", caller=caller)),
        user(result("a")),
        said(use("b", caller=caller)),
        user(result("b")),
        said(result("s", "code_execution_tool_result"), words()),
    ]
    assert pieces(read(messages)) == ((0,), (1, 2, 3, 4, 5))


def test_calls_without_ids_pair_up_in_order() -> None:
    call = {"function": {"name": "f", "arguments": {}}}
    messages = [
        {"role": "user", "content": "go"},
        {"role": "assistant", "content": "", "tool_calls": [call, call]},
        {"role": "tool", "tool_name": "f", "content": "1"},
        {"role": "tool", "tool_name": "f", "content": "2"},
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "tool_name": "f", "content": "3"},
    ]
    conversation = read(messages)
    assert pieces(conversation) == ((0,), (1, 2, 3), (4, 5))
    assert problems(conversation) == ()


def test_a_result_before_its_call_stays_with_it() -> None:
    messages = [
        {"role": "user", "content": "go"},
        {"role": "tool", "tool_call_id": "a", "content": "1"},
        {"role": "user", "content": "on"},
        {
            "role": "assistant",
            "tool_calls": [{"id": "a", "function": {"name": "f", "arguments": "{}"}}],
        },
    ]
    conversation = read(messages)
    assert pieces(conversation) == ((0,), (1, 3), (2,))
    assert {p.kind for p in problems(conversation)} == {"call_without_result", "result_without_call"}  # fmt: skip
