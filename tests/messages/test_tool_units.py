"""Tool units are atomic, in every format."""

from __future__ import annotations

from typing import Any

from headroom_lab.messages import problems, protected_tail, read, tool_units, turns


def call(*ids: str) -> dict[str, Any]:
    """Return a Chat message with those calls."""
    calls = [
        {"id": i, "type": "function", "function": {"name": "f", "arguments": "{}"}} for i in ids
    ]
    return {"role": "assistant", "content": None, "tool_calls": calls}


def result(id: str) -> dict[str, Any]:
    """Return a Chat message with a result."""
    return {"role": "tool", "tool_call_id": id, "content": "out"}


USER = {"role": "user", "content": "go"}


def units(messages: list[Any]) -> list[tuple[int, ...]]:
    """Return the members of each unit."""
    return [unit.messages for unit in tool_units(read(messages))]


def test_parallel_calls_are_one_unit() -> None:
    messages = [USER, call("a", "b"), result("b"), result("a"), call("c"), result("c")]
    assert units(messages) == [(1, 2, 3), (4, 5)]
    assert problems(read(messages)) == ()


def test_duplicate_ids_pair_up_with_the_nearest_call() -> None:
    messages = [USER, call("x"), result("x"), call("x"), result("x"), call("x", "x"), result("x"), result("x")]  # fmt: skip
    assert units(messages) == [(1, 2), (3, 4), (5, 6, 7)]
    assert problems(read(messages)) == ()


def test_a_result_without_its_call_is_named() -> None:
    (problem,) = problems(read([USER, result("a")]))
    assert (problem.message, problem.kind) == (1, "result_without_call")
    assert not tool_units(read([USER, result("a")]))[0].complete


def test_a_call_without_a_result_is_named() -> None:
    (problem,) = problems(read([USER, call("a", "b"), result("a")]))
    assert (problem.message, problem.kind) == (1, "call_without_result")


def test_reasoning_belongs_to_the_call_it_led_to() -> None:
    items = [
        {"role": "user", "content": "go"},
        {"type": "reasoning", "id": "r", "summary": []},
        {"type": "function_call", "call_id": "a", "name": "f", "arguments": "{}"},
        {"type": "function_call", "call_id": "b", "name": "f", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "b", "output": "1"},
        {"type": "function_call_output", "call_id": "a", "output": "2"},
        {"type": "message", "role": "assistant", "content": "done"},
    ]
    assert units(items) == [(1, 2, 3, 4, 5)]


def anthropic(*roles_and_parts: tuple[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return Messages API messages."""
    return [{"role": role, "content": parts} for role, parts in roles_and_parts]


def test_anthropic_wants_results_directly_after_their_calls() -> None:
    use = {"type": "tool_use", "id": "a", "name": "f", "input": {}}
    answer = {"type": "tool_result", "tool_use_id": "a", "content": "out"}
    text = {"type": "text", "text": "hm"}
    good = anthropic(("user", [text]), ("assistant", [use]), ("user", [answer]))
    assert problems(read(good)) == ()
    late = anthropic(
        ("user", [text]), ("assistant", [use]), ("user", [text]), ("assistant", [text]), ("user", [answer])
    )  # fmt: skip
    assert "result_not_adjacent" in {p.kind for p in problems(read(late))}
    opens = anthropic(("assistant", [use]), ("user", [answer]))
    assert "opens_with_answer" in {p.kind for p in problems(read(opens))}


def test_a_tool_that_the_vendor_runs_is_whole_in_one_message() -> None:
    parts = [
        {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}},
        {"type": "web_search_tool_result", "tool_use_id": "s", "content": []},
    ]
    messages = anthropic(("user", [{"type": "text", "text": "?"}]), ("assistant", parts))
    assert problems(read(messages)) == ()


def test_turns_begin_where_a_user_speaks() -> None:
    messages = [{"role": "system", "content": "s"}, USER, call("a"), result("a"), USER]
    conversation = read(messages)
    assert [(t.start, t.stop) for t in turns(conversation)] == [(1, 4), (4, 5)]
    assert protected_tail(conversation, 1) == 4
    assert protected_tail(conversation, 9) == 1
    assert protected_tail(conversation, 0) == 5


def test_real_conversations_hold_only_known_problems(
    real_conversations: list[dict[str, Any]],
) -> None:
    kinds = {p.kind for trace in real_conversations for p in problems(read(trace["messages"]))}
    assert kinds <= {"call_without_result"}  # recordings that stop in the middle
