"""The map of a context adds up to the simulation it is made of."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import headroom_lab as hl
from headroom_lab.simulation.mapping import shares
from tests.traces.made import eventful_session

TOOLS = [
    {"type": "function", "function": {"name": "look", "description": "short", "parameters": {}}},
    {"name": "find", "description": "a longer one " * 20, "input_schema": {"type": "object"}},
]


@pytest.fixture(scope="module")
def result() -> Any:
    messages = hl.load_example("package_audit")
    return hl.simulate(messages, model="gpt-4o", policy="balanced", tools=TOOLS)


def test_blocks_add_up_to_the_simulation(result: Any) -> None:
    found = result.map()
    assert found.tokens_before == result.tokens_before
    assert found.tokens_after == result.tokens_after
    assert [block.message for block in found.blocks if block.message is not None] == [
        row.message for row in result.rows
    ]


def test_tool_definitions_stand_first_one_by_one(result: Any) -> None:
    first, second, *_ = result.map().blocks
    assert (first.name, second.name) == ("look", "find")
    assert 0 < first.tokens_before < second.tokens_before
    assert first.tokens_before + second.tokens_before == result.tokens_unlisted


def test_what_the_cut_leaves_of_the_cached_prefix_is_known(result: Any) -> None:
    found = result.map()
    last = result.rows[-1].tokens_before
    assert found.cached_tokens == result.tokens_before - last
    assert 0 < found.cached_after < found.cached_tokens


def test_what_is_protected_is_marked() -> None:
    policy = hl.protect("lossless", messages=[1])
    found = hl.simulate(hl.load_example("package_audit"), model="gpt-4o", policy=policy).map()
    assert [b.message for b in found.blocks if b.is_protected] == [1]
    assert "1 message protected" in found.to_text()


def test_a_trace_shows_its_last_request_and_what_was_read_from_the_cache() -> None:
    trace = eventful_session("mapped", 12)
    found = trace.map()
    assert found.is_recorded
    assert found.cached_tokens == trace.requests[-1].cache_read_tokens
    assert {block.change for block in found.blocks} == {"kept"}


@given(st.integers(0, 10**6), st.lists(st.integers(1, 10**5), min_size=1, max_size=30))
def test_shares_add_up(whole: int, sizes: list[int]) -> None:
    found = shares(whole, sizes)
    assert sum(found) == whole
    assert all(part >= 0 for part in found)


def test_what_a_policy_does_to_the_tools_stands_in_their_blocks() -> None:
    messages = hl.load_example("package_audit")
    tools = [*TOOLS, {"name": "idle", "description": "never " * 300, "input_schema": {}}]
    whole = hl.simulate(messages, "gpt-4o", policy="off", tools=tools).map()
    result = hl.simulate(
        messages, "gpt-4o", policy=hl.drop_unused_tools(["look", "find"]), tools=tools
    )
    found = result.map()
    assert (found.tokens_before, found.tokens_after) == (result.tokens_before, result.tokens_after)
    blocks = [block for block in found.blocks if block.role == "tools"]
    assert [(b.name, b.change) for b in blocks] == [
        ("look", "kept"),
        ("find", "kept"),
        ("idle", "dropped"),
    ]
    assert blocks[2].tokens_after == 0
    assert blocks[2].tokens_before > 300
    assert found.cached_after is not None
    assert found.cached_after <= sum(b.tokens_before for b in blocks[:2])
    assert [b.tokens_before for b in whole.blocks] == [b.tokens_before for b in found.blocks]
    kept_back = hl.simulate(messages, "gpt-4o", policy=hl.defer_tools(["look"]), tools=tools).map()
    names = [b.name for b in kept_back.blocks if b.role == "tools"]
    assert names == ["look", "find", "idle", "headroom_find_tools"]


def test_tools_stand_by_their_tokens_not_by_the_length_of_their_json() -> None:
    known = {"type": "object", "properties": {"a": {"type": "string", "pattern": "x" * 2_000}}}
    told = {"type": "object", "properties": {"a": {"type": "string", "description": "said " * 200}}}
    tools = [
        {"type": "function", "function": {"name": name, "description": "d", "parameters": schema}}
        for name, schema in (("known", known), ("told", told))
    ]
    said = [{"role": "user", "content": "hello"}]
    first, second, *_ = hl.simulate(said, "gpt-4o", policy="off", tools=tools).map().blocks
    assert second.tokens_before > 5 * first.tokens_before  # a pattern isn't shown to the model


def test_a_map_runs_no_policy_again() -> None:
    ran: list[int] = []

    def counted(messages: list[Any]) -> list[Any]:
        ran.append(len(messages))
        return messages

    messages = hl.load_example("package_audit")
    result = hl.simulate(messages, "gpt-4o", policy=hl.protect(counted, messages=[1]))
    assert [b.message for b in result.map().blocks if b.is_protected] == [1]
    assert len(ran) == 1
    assert result.protection is not None
    assert len(ran) == 2  # without what protects
