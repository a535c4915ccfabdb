"""simulate() on real conversations and on bad ones."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from headroom_lab import RollingWindow, RollingWindowConfig, SmartCrusher, retrieve, simulate
from headroom_lab.errors import ConfigError, InvalidMessagesError, UnknownModelWarning
from headroom_lab.messages import problems, read
from headroom_lab.results import SimulationResult
from headroom_lab.tokens.counting import reference

ROWS = [{"id": i, "name": f"item {i}", "state": "ok", "size": 10 + i % 7} for i in range(120)]


def conversation(output: str | None = None) -> list[dict[str, Any]]:
    """Return a Chat conversation with one tool output."""
    call = {"id": "a", "type": "function", "function": {"name": "list", "arguments": "{}"}}
    return [
        {"role": "system", "content": "You keep a store.\nCurrent date: 2026-11-23\n" * 3},
        {"role": "user", "content": "What is item 77?"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "a", "content": json.dumps(ROWS) if output is None else output},
    ]  # fmt: skip


def recount(messages: list[Any]) -> int:
    """Count a Chat conversation with tiktoken, framing by the cookbook's rule."""
    encode = reference("o200k_base").encode_ordinary
    total = 3
    for message in messages:
        total += 3 + len(encode(message["role"])) + len(encode(message.get("content") or ""))
        for call in message.get("tool_calls") or ():
            function = call["function"]
            total += 3 + len(encode(function["name"])) + len(encode(function["arguments"]))
    return total


def check(trace: list[Any], result: SimulationResult) -> None:
    """Check what must hold of every simulation of a Chat conversation."""
    assert result.tokens_before == recount(trace)
    assert result.tokens_after == recount(result.messages)
    removed, markers = result.tokens_removed, result.tokens_markers
    assert result.tokens_saved == removed + result.tokens_reencoded - markers
    encode = reference("o200k_base").encode_ordinary
    for removal in result.removals:
        original = retrieve(removal.original)
        if removal.kind == "white space":  # blanks all over a text: it says what that shrank by
            assert 0 <= removal.tokens < len(encode(original))
            continue
        assert removal.tokens > 0
        assert removal.text in original
        if removal.kind != "message":
            assert removal.tokens == len(encode(removal.text))
    before = {p.kind for p in problems(read(trace))}
    after = {p.kind for p in problems(read(result.messages, format="openai_chat"))}
    assert after <= before
    assert [row.message for row in result.rows] == list(range(len(trace)))
    unlisted = 3
    assert sum(row.tokens_before for row in result.rows) + unlisted == result.tokens_before
    assert sum(row.tokens_after for row in result.rows) + unlisted == result.tokens_after
    seams = 4 * (len(result.removals) + 1) + result.tokens_markers
    assert abs(result.tokens_reencoded) <= seams


@pytest.mark.parametrize("limit", [None, 2000, 300])
def test_the_ledger_adds_up_on_every_real_conversation(
    real_conversations: list[dict[str, Any]], limit: int | None
) -> None:
    for trace in real_conversations:
        messages = deepcopy(trace["messages"])
        pipeline = None
        if limit is not None:
            pipeline = [SmartCrusher(), RollingWindow(RollingWindowConfig(max_tokens=limit))]
        result = simulate(messages, model="gpt-4o", policy=pipeline)
        assert messages == trace["messages"], "the input was changed"
        check(messages, result)
        over = limit is not None and result.tokens_after > limit
        assert not over or result.warnings


def test_the_same_input_gives_the_same_bytes() -> None:
    first = simulate(conversation(), model="gpt-4o")
    again = simulate(conversation(), model="gpt-4o")
    assert json.dumps(first.messages) == json.dumps(again.messages)
    assert first.to_html() == again.to_html()


def test_the_item_asked_for_is_kept() -> None:
    result = simulate(conversation(), model="gpt-4o")
    assert '"item 77"' in result.messages[3]["content"]
    assert result.tokens_saved > 0
    check(conversation(), result)


def test_costs_fall_with_the_tokens() -> None:
    result = simulate(conversation(), model="gpt-4o")
    assert result.cost_before is not None
    assert result.cost_after is not None
    assert result.cost_after / result.cost_before == pytest.approx(
        result.tokens_after / result.tokens_before
    )


def test_rewriting_an_old_message_costs_the_warm_cache_behind_it() -> None:
    answer = {"role": "assistant", "content": "It is in stock. " * 1500}
    messages = [*conversation(), answer, {"role": "user", "content": "And item 78?"}]
    result = simulate(messages, model="claude-sonnet-4-5", query="item 78")
    assert result.cost_after < result.cost_before  # type: ignore[operator]
    assert result.cached_cost_after > result.cached_cost_before  # type: ignore[operator]


def test_a_model_nobody_knows_has_no_price_and_says_so() -> None:
    with pytest.warns(UnknownModelWarning, match="no-such-model") as warned:
        result = simulate(conversation(), model="no-such-model")
    assert warned[0].filename == __file__
    assert result.cost_before is None
    assert result.cached_cost_after is None
    assert result.context_limit is None
    assert any("no-such-model" in warning for warning in result.warnings)
    assert result.provenance is not None
    assert not result.provenance.exact


def test_an_anthropic_system_prompt_stays_beside_the_messages() -> None:
    result = simulate(
        [{"role": "user", "content": "hi"}],
        model="claude-sonnet-4-5",
        system="Current date: 2026-11-23\n" + "Be kind to people. " * 100,
    )
    assert result.messages == [{"role": "user", "content": "hi"}]
    assert isinstance(result.system, str)
    assert result.system.index("Be kind") < result.system.index("2026-11-23")
    assert result.rows[0].message == -1


def test_tools_are_counted() -> None:
    tool = {"type": "function", "function": {"name": "list", "parameters": {}}}
    bare = simulate(conversation(), model="gpt-4o")
    with_tools = simulate(conversation(), model="gpt-4o", tools=[tool])
    assert with_tools.tokens_unlisted > 0
    assert with_tools.tokens_before == bare.tokens_before + with_tools.tokens_unlisted


@pytest.mark.parametrize("messages", [[], "text", [{"role": "tol", "content": "x"}], [None], 7])
def test_bad_messages_are_one_clear_error(messages: Any) -> None:
    with pytest.raises(InvalidMessagesError):
        simulate(messages, model="gpt-4o")


def test_a_result_without_its_call_is_labelled_and_kept() -> None:
    orphan = [
        {"role": "user", "content": "x"},
        {"role": "tool", "tool_call_id": "z", "content": "y"},
    ]
    result = simulate(orphan, model="gpt-4o")
    assert result.messages == orphan
    assert "answers no earlier call" in result.warnings[0]


def test_a_wrong_pipeline_is_refused() -> None:
    with pytest.raises(ConfigError, match="found 7, expected a preset's name"):
        simulate(conversation(), model="gpt-4o", policy=7)


NASTY = [
    "<|endoftext|>" * 50,
    "\ud800" * 500,
    json.dumps([{"x": float("nan"), "y": None}] * 90),
    json.dumps([{"n": 2**70 + i} for i in range(90)]),
    "a" * 1_000_000,
    " " * 1_000_000,
    "[" * 1000 + "]" * 1000,
    "[" * 100_000,
    json.dumps([[]] * 500),
    json.dumps([None] * 500),
    "9" * 5000,
    "[" + "9" * 5000 + "]",
]


@pytest.mark.parametrize("output", NASTY, ids=range(len(NASTY)))
def test_nasty_outputs_neither_crash_nor_change_value(output: str) -> None:
    messages = conversation(output)
    result = simulate(messages, model="gpt-4o")
    assert messages == conversation(output)
    assert result.tokens_saved == (
        result.tokens_removed + result.tokens_reencoded - result.tokens_markers
    )


def test_ten_thousand_messages() -> None:
    messages = [{"role": "user", "content": f"message {i}"} for i in range(10_000)]
    assert len(simulate(messages, model="gpt-4o").rows) == 10_000


def test_a_transform_of_the_users_own_takes_part() -> None:
    class Shout:
        """Anything with apply() is a transform."""

        def apply(self, messages: list[Any], tokenizer: Any) -> Any:
            from headroom_lab import TransformResult

            loud = [{**m, "content": m["content"].upper()} for m in messages]
            counts = tokenizer.count_messages(messages), tokenizer.count_messages(loud)
            return TransformResult(loud, *counts, ["shout"])

    result = simulate([{"role": "user", "content": "hi"}], model="gpt-4o", policy=[Shout()])
    assert result.messages == [{"role": "user", "content": "HI"}]
    assert result.transforms_applied == ["shout"]


def test_an_unknown_model_is_told_the_nearest_known_one() -> None:
    with pytest.warns(UnknownModelWarning, match="did you mean 'gpt-4o'"):
        result = simulate([{"role": "user", "content": "Is it up?"}], model="gpt4o")
    assert "did you mean 'gpt-4o'?" in result.warnings[0]
    with pytest.warns(UnknownModelWarning) as seen:
        simulate([{"role": "user", "content": "Is it up?"}], model="our-own-model")
    assert "did you mean" not in str(seen[0].message)
