"""Thinking of turns that are over goes on a cold cache; the last turn's stays."""

from __future__ import annotations

from typing import Any

import pytest

from headroom_lab import clear_thinking, protect, simulate
from headroom_lab.errors import ConfigError
from headroom_lab.messages import problems, read
from headroom_lab.policies.policy import policy_of
from tests.policies.moments.streams import MODEL, check_sticky, sent_of


def thought(text: str) -> dict[str, Any]:
    return {"type": "thinking", "thinking": text * 20, "signature": "c2ln"}


def turn(number: int) -> list[Any]:
    """Return a turn: thinking beside a call, thinking in an entry of its own, an answer."""
    name = f"t{number}"
    return [
        {"role": "user", "content": f"do step {number}"},
        {"role": "assistant", "content": [
            thought(f"first {number} "), {"type": "tool_use", "id": name, "name": "run", "input": {}},
        ]},
        {"role": "user", "content": [
            {"type": "tool_result", "tool_use_id": name, "content": "done"}]},
        {"role": "assistant", "content": [thought(f"then {number} ")]},
        {"role": "assistant", "content": [{"type": "text", "text": "It is done."}]},
    ]  # fmt: skip


SESSION = [message for number in range(3) for message in turn(number)]


def thinking(messages: list[Any]) -> list[str]:
    return [b.text.split()[1] for b in read(messages).blocks if b.kind == "thinking"]


def test_thinking_of_earlier_turns_goes_once_the_cache_is_cold() -> None:
    sent = sent_of(clear_thinking(), SESSION, cold={4})
    check_sticky(sent)
    whole = SESSION[: 10 + 1]
    assert sent[3].messages == SESSION[: len(sent[3].messages)]
    assert thinking(whole) == ["0", "0", "1", "1"]
    assert thinking(sent[4].messages) == []
    assert len(sent[4].messages) == len(whole) - 2
    assert [row.message for row in sent[4].removals] == [1, 3, 6, 8]
    assert sum(row.tokens for row in sent[4].removals) > 4 * 20
    assert thinking(sent[-1].messages) == ["2", "2"]
    given = {problem.kind for problem in problems(read(SESSION))}
    assert {problem.kind for problem in problems(read(sent[-1].messages))} <= given
    assert sent[-1].messages[-1] is SESSION[-1]


def test_the_last_turn_and_as_many_as_asked_for_stay() -> None:
    cold = sent_of(clear_thinking(keep=2), SESSION, cold={5})
    assert thinking(cold[5].messages) == ["1", "1", "2"]
    assert thinking(sent_of(clear_thinking(), SESSION[:5], cold={1})[1].messages) == ["0"]


def test_the_thinking_of_calls_that_have_just_been_answered_stays() -> None:
    reminded = [*SESSION[:3], {"role": "user", "content": "remember the tests"}, SESSION[4]]
    assert thinking(sent_of(clear_thinking(), reminded, cold={1})[1].messages) == ["0"]


def test_a_warm_cache_and_what_is_protected_are_left_alone() -> None:
    assert simulate(SESSION, MODEL, policy="clear_thinking").messages == SESSION
    kept = sent_of(protect(clear_thinking(), messages=[1]), SESSION, cold={4})
    assert thinking(kept[4].messages) == ["0"]


def test_reasoning_in_items_of_its_own_stays() -> None:
    items = [
        {"type": "message", "role": "user", "content": "go"},
        {"type": "reasoning", "id": "r1", "summary": [], "encrypted_content": "c2ln" * 20},
        {"type": "message", "role": "assistant", "content": "gone"},
        {"type": "message", "role": "user", "content": "go on"},
    ]
    assert sent_of(clear_thinking(), items, cold={1})[-1].messages == items


def test_how_many_turns_stay_is_a_whole_number() -> None:
    assert policy_of("clear_thinking(2)").name == "clear_thinking(2)"
    with pytest.raises(ConfigError, match=r"clear_thinking: keep"):
        clear_thinking(0)
