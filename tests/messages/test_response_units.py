"""Every kind of call in the Responses API goes or stays with its result, at every limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab import IntelligentContextConfig, RollingWindow, RollingWindowConfig
from headroom_lab.messages import pieces, problems, read, tool_units
from headroom_lab.transforms import IntelligentContextManager

Item = dict[str, Any]
TEXT = "word " * 12
SHOT = {"type": "computer_screenshot", "image_url": "https://example.org/x.png"}
OUTCOME = {"type": "exit", "exit_code": 0}


def pair(call: Item, result: Item) -> Callable[[str], list[Item]]:
    """Return what makes a call and its result with an id."""
    return lambda key: [{**call, "call_id": key}, {**result, "call_id": key}]


PAIRS: dict[str, Callable[[str], list[Item]]] = {
    "function": pair({"type": "function_call", "name": "f", "arguments": "{}"}, {"type": "function_call_output", "output": TEXT}),
    "function with parts": pair({"type": "function_call", "name": "f", "arguments": "{}"}, {"type": "function_call_output", "output": [{"type": "input_text", "text": TEXT}, {"type": "input_image", "file_id": "f"}]}),
    "custom": pair({"type": "custom_tool_call", "name": "grep", "input": "x"}, {"type": "custom_tool_call_output", "output": TEXT}),
    "local shell": pair({"type": "local_shell_call", "action": {"type": "exec", "command": ["ls"], "env": {}}, "status": "completed"}, {"type": "local_shell_call_output", "output": TEXT}),
    "local shell by id": lambda key: [{"type": "local_shell_call", "id": f"lsh_{key}", "call_id": key, "action": {"type": "exec", "command": ["ls"], "env": {}}, "status": "completed"}, {"type": "local_shell_call_output", "id": f"lsh_{key}", "output": TEXT}],
    "local shell by call id": lambda key: [{"type": "local_shell_call", "id": f"lsh_{key}", "call_id": key, "action": {"type": "exec", "command": ["ls"], "env": {}}, "status": "completed"}, {"type": "local_shell_call_output", "id": key, "output": TEXT}],
    "shell": pair({"type": "shell_call", "action": {"commands": ["ls"]}, "status": "completed"}, {"type": "shell_call_output", "output": [{"stdout": TEXT, "stderr": "", "outcome": OUTCOME}]}),
    "patch": pair({"type": "apply_patch_call", "operation": {"type": "create_file", "path": "a", "diff": "+x"}, "status": "completed"}, {"type": "apply_patch_call_output", "status": "completed", "output": TEXT}),
    "patch without words": pair({"type": "apply_patch_call", "operation": {"type": "delete_file", "path": "a"}, "status": "completed"}, {"type": "apply_patch_call_output", "status": "completed"}),
    "computer": pair({"type": "computer_call", "action": {"type": "wait"}, "pending_safety_checks": [], "status": "completed"}, {"type": "computer_call_output", "output": SHOT}),
    "search for tools": pair({"type": "tool_search_call", "arguments": {"query": "x"}, "execution": "client"}, {"type": "tool_search_output", "tools": [{"type": "function", "name": "g", "parameters": {}}]}),
    "program": pair({"type": "program", "code": "1", "fingerprint": "f"}, {"type": "program_output", "result": TEXT, "status": "completed"}),
    "approval": lambda key: [{"type": "mcp_approval_request", "id": key, "name": "roll", "server_label": "dice", "arguments": "{}"}, {"type": "mcp_approval_response", "approval_request_id": key, "approve": True}],
}  # fmt: skip
TOOLS = {
    **dict.fromkeys(("function", "function with parts"), "f"), "custom": "grep",
    **dict.fromkeys(("local shell", "local shell by id", "local shell by call id"), "local_shell"),
    "shell": "shell", **dict.fromkeys(("patch", "patch without words"), "apply_patch"),
    "computer": "computer", "search for tools": "tool_search", "program": "program", "approval": "roll",
}  # fmt: skip
OWN: dict[str, tuple[str, Item]] = {
    "web_search_call": ("web_search", {"action": {"type": "search", "query": "x"}}),
    "file_search_call": ("file_search", {"queries": ["x"], "results": [{"filename": "a", "text": TEXT}]}),
    "code_interpreter_call": ("code_interpreter", {"code": "1", "outputs": [{"type": "logs", "logs": TEXT}]}),
    "image_generation_call": ("image_generation", {"result": "QUJD", "revised_prompt": "a cat"}),
    "mcp_call": ("roll", {"name": "roll", "server_label": "dice", "arguments": "{}", "output": TEXT}),
}  # fmt: skip


def user(text: str) -> Item:
    """Return a user's item."""
    return {"role": "user", "content": text}


@pytest.mark.parametrize("kind", PAIRS)
def test_each_kind_of_call_is_a_unit_and_names_its_tool(kind: str) -> None:
    call, result = PAIRS[kind]("k")
    conversation = read([user("go"), call, result, user("on")])
    assert [(u.messages, u.complete) for u in tool_units(conversation)] == [((1, 2), True)]
    assert problems(conversation) == ()
    tools = {b.tool for m in conversation.messages[1:3] for b in m.blocks}
    assert tools == {TOOLS[kind]}
    assert not any('"type"' in b.shown for b in conversation.blocks)


@pytest.mark.parametrize("kind", PAIRS)
@pytest.mark.parametrize("missing", [0, 1])
def test_a_lone_half_is_named(kind: str, missing: int) -> None:
    half = PAIRS[kind]("k")[missing]
    (problem,) = problems(read([user("go"), half]))
    assert problem.kind == ("result_without_call" if missing else "call_without_result")


@pytest.mark.parametrize("kind", OWN)
def test_a_call_that_the_vendor_runs_is_whole_in_its_item(kind: str) -> None:
    tool, fields = OWN[kind]
    conversation = read([user("go"), {"type": kind, "id": "x", "status": "completed", **fields}])
    assert problems(conversation) == ()
    assert {b.tool for b in conversation.messages[1].blocks} == {tool}
    assert not any('"type"' in b.shown for b in conversation.blocks)
    assert not any(b.kind == "other" for b in conversation.blocks)


def test_an_approval_belongs_to_the_call_that_it_allowed() -> None:
    request, response = PAIRS["approval"]("a")
    call = {"type": "mcp_call", "id": "m", **OWN["mcp_call"][1], "approval_request_id": "a"}
    conversation = read([user("go"), request, response, call, user("on")])
    assert pieces(conversation) == ((0,), (1, 2, 3), (4,))


def test_what_a_program_calls_belongs_to_it() -> None:
    program, output = PAIRS["program"]("p")
    call, result = PAIRS["function"]("c")
    call["caller"] = {"type": "program", "caller_id": "p"}
    conversation = read([user("go"), program, call, result, output, user("on")])
    assert pieces(conversation) == ((0,), (1, 2, 3, 4), (5,))


def test_a_result_may_answer_an_item_that_the_vendor_keeps() -> None:
    items = [user("go"), {"type": "item_reference", "id": "fc_1"}, PAIRS["function"]("c")[1]]
    conversation = read(items)
    assert problems(conversation) == ()
    assert pieces(conversation) == ((0,), (1, 2))


def test_reasoning_stays_with_the_item_that_it_led_to() -> None:
    thought = {"type": "reasoning", "id": "r", "summary": [], "encrypted_content": "x"}
    said = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "I look"}]}  # fmt: skip
    search = {"type": "web_search_call", "id": "w", "action": {"type": "search", "query": "x"}}
    call, result = PAIRS["shell"]("k")
    items = [user("go"), thought, search, thought, said, call, result, thought, said]
    assert pieces(read(items)) == ((0,), (1, 2), (3, 4), (5, 6), (7, 8))


@st.composite
def sessions(draw: st.DrawFn) -> tuple[list[Item], list[set[int]]]:
    """Return items of all kinds mixed, and the groups of ``n`` that must go or stay together."""
    items: list[Item] = []
    groups: list[set[int]] = []
    ids = st.sampled_from("abcdefgh")

    def put(*given: Item) -> set[int]:
        start = len(items)
        items.extend({**item, "n": start + i} for i, item in enumerate(given))
        return set(range(start, len(items)))

    for turn in range(draw(st.integers(1, 4))):
        put(user(f"task {turn} {TEXT}"))
        for _ in range(draw(st.integers(0, 4))):
            shape = draw(st.sampled_from(("one", "parallel", "own", "thought", "early", "said")))
            kinds = draw(st.lists(st.sampled_from(sorted(PAIRS)), min_size=2, max_size=3))
            made = [PAIRS[kind](f"{turn}{draw(ids)}{len(items)}{i}") for i, kind in enumerate(kinds)]  # fmt: skip
            thought = {"type": "reasoning", "id": "r", "summary": []}
            if shape == "one":
                groups.append(put(*made[0]))
            elif shape == "early":
                groups.append(put(*reversed(made[0])))
            elif shape == "parallel":
                answers = draw(st.permutations([result for _, result in made]))
                groups.append(put(*(call for call, _ in made), *answers))
            elif shape == "thought":
                groups.append(put(thought, *made[0]))
            elif shape == "own":
                kind = draw(st.sampled_from(sorted(OWN)))
                put({"type": kind, "id": "x", "status": "completed", **OWN[kind][1]})
            put({"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "ok"}]})  # fmt: skip
    return items, groups


def torn(kept: list[Item], groups: list[set[int]]) -> Iterator[set[int]]:
    """Yield the groups of which a part was dropped."""
    left = {item["n"] for item in kept}
    return (group for group in groups if group & left not in (set(), group))


@settings(max_examples=25, deadline=None)
@given(sessions(), st.sampled_from((0, 1, 2, 5)))
def test_no_window_tears_a_unit(session: tuple[list[Item], list[set[int]]], turns: int) -> None:
    items, groups = session
    for limit in range(60, 900, 120):
        window = RollingWindow(RollingWindowConfig(max_tokens=limit, preserve_recent_turns=turns))
        assert not list(torn(window.apply(items).messages, groups))
        manager = IntelligentContextManager(IntelligentContextConfig(keep_last_turns=max(1, turns)))
        kept = manager.apply(items, model_limit=limit, output_buffer=0).messages
        assert not list(torn(kept, groups))


def test_outputs_of_a_shell_can_be_edited_and_failures_are_errors() -> None:
    output = [
        {"stdout": "a", "stderr": "b", "outcome": {"type": "exit", "exit_code": 2}},
        {"stdout": "", "stderr": "", "outcome": {"type": "timeout"}},
        {"stdout": "c", "stderr": "", "outcome": OUTCOME},
    ]
    items = [*PAIRS["shell"]("k")[:1], {"type": "shell_call_output", "call_id": "k", "output": output}]  # fmt: skip
    blocks = read(items).messages[1].blocks
    assert [(b.text, b.is_error) for b in blocks] == [("a", True), ("b", True), ("", True), ("c", False)]  # fmt: skip
    assert all(block.editable for block in blocks)
