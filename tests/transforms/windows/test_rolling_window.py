"""RollingWindow: whole turns and tool units go, oldest first, and what is left is valid."""

from __future__ import annotations

import copy
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_lab.config import RollingWindowConfig
from headroom_lab.errors import ConfigError, InvalidMessagesError
from headroom_lab.messages import problems, protected_tail, read, tool_units, turns
from headroom_lab.results import TransformResult
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.windows.rolling_window import RollingWindow
from tests.strategies import FORMATS, conversations

TOKENIZER = Tokenizer(model="gpt-4o")
CONFIGS = st.builds(
    RollingWindowConfig,
    preserve_system=st.booleans(),
    preserve_recent_turns=st.integers(0, 4),
    drop_oldest_first=st.booleans(),
)


def call(*ids: str) -> dict[str, Any]:
    """Return a Chat message with those calls."""
    calls = [
        {"id": i, "type": "function", "function": {"name": "f", "arguments": "{}"}} for i in ids
    ]
    return {"role": "assistant", "content": None, "tool_calls": calls}


def result(id: str, words: int = 100) -> dict[str, Any]:
    """Return a Chat message with a result of some ``words`` tokens."""
    return {"role": "tool", "tool_call_id": id, "content": "word " * words}


def user(text: str = "go") -> dict[str, Any]:
    """Return a user's message."""
    return {"role": "user", "content": text}


def said(text: str = "done") -> dict[str, Any]:
    """Return an assistant's message."""
    return {"role": "assistant", "content": text}


SYSTEM = {"role": "system", "content": "Be kind."}


def kinds_of_problems(messages: list[Any]) -> Counter[str]:
    """Return how often each problem is there."""
    return Counter(problem.kind for problem in problems(read(messages)))


def check(messages: list[Any], after: TransformResult, limit: int, config: Any) -> None:
    """Assert all that holds for every result of a window."""
    before = read(messages)
    assert [id(messages[i]) for i in after.origins] == [id(m) for m in after.messages]
    assert list(after.origins) == sorted(set(after.origins))
    gone = set(range(len(messages))) - set(after.origins)
    assert [row.message for row in after.removals] == sorted(gone)
    assert after.tokens_before - after.tokens_after == after.removals.tokens
    assert after.tokens_after == TOKENIZER.count_messages(
        read(after.messages, format=before.format)
    )
    assert after.tokens_after <= limit or any("over the limit" in w for w in after.warnings)
    assert all(gone.isdisjoint(u.messages) or gone >= {*u.messages} for u in tool_units(before))
    protected = protected_tail(before, config.preserve_recent_turns)
    assert all(i < protected for i in gone) or after.warnings
    if config.preserve_system:
        assert all(before.messages[i].role != "system" for i in gone)
    requests = [turn.start for turn in turns(before)]
    assert gone.isdisjoint(requests[-1:])
    last_turn = [u.messages for u in tool_units(before) if u.messages[-1] >= requests[-1]]
    assert not last_turn or gone.isdisjoint(last_turn[-1])
    assert after.transforms_applied == ([f"rolling_window:{len(gone)}"] if gone else [])


@pytest.mark.parametrize("format", FORMATS)
@given(data=st.data())
def test_any_budget_leaves_a_valid_list(format: str, data: Any) -> None:
    messages = data.draw(conversations(format))
    config = data.draw(CONFIGS)
    total = TOKENIZER.count_messages(messages)
    limit = data.draw(st.integers(1, total + 10))
    given_before = copy.deepcopy(messages)
    after = RollingWindow(config).apply(messages, TOKENIZER, max_tokens=limit)
    assert messages == given_before
    check(messages, after, limit, config)
    assert problems(read(after.messages, format=read(messages).format)) == ()
    again = RollingWindow(config).apply(messages, TOKENIZER, max_tokens=limit)
    assert again.messages == after.messages
    assert again.removals == after.removals


@pytest.mark.parametrize("format", FORMATS)
@given(data=st.data())
def test_what_was_wrong_before_gets_no_worse(format: str, data: Any) -> None:
    messages = data.draw(conversations(format))
    lost = data.draw(st.sets(st.integers(0, len(messages) - 1), max_size=3))
    messages = [m for i, m in enumerate(messages) if i not in lost] or [user()]
    wire = read(messages).format
    limit = data.draw(st.integers(1, TOKENIZER.count_messages(messages)))
    after = RollingWindow(data.draw(CONFIGS)).apply(messages, TOKENIZER, max_tokens=limit)
    had = Counter(p.kind for p in problems(read(messages)))
    has = Counter(p.kind for p in problems(read(after.messages, format=wire)))
    assert has <= had
    assert after.messages
    assert after.tokens_after <= limit or after.warnings


@pytest.mark.parametrize("share", [0.9, 0.5, 0.2, 0.05, 0.0])
def test_real_conversations(share: float, real_conversations: list[dict[str, Any]]) -> None:
    config = RollingWindowConfig()
    for conversation in real_conversations:
        messages = conversation["messages"]
        if not turns(read(messages)):
            continue
        limit = max(1, int(TOKENIZER.count_messages(messages) * share))
        after = RollingWindow(config).apply(messages, TOKENIZER, max_tokens=limit)
        check(messages, after, limit, config)
        assert kinds_of_problems(after.messages) <= kinds_of_problems(messages)


def test_within_limits_nothing_changes() -> None:
    messages = [SYSTEM, user(), call("a"), result("a"), said()]
    after = RollingWindow().apply(messages)
    assert all(a is b for a, b in zip(after.messages, messages, strict=True))
    assert (after.transforms_applied, after.warnings, len(after.removals)) == ([], [], 0)
    exact = RollingWindow().apply(messages, max_tokens=after.tokens_before)
    assert exact.messages == messages
    parts = [user(), call("a"), result("a"), call("b"), result("b")]
    size = TOKENIZER.count_messages(parts)
    assert RollingWindow().apply(parts, max_tokens=size).messages == parts
    assert RollingWindow().apply(parts, max_tokens=size - 1).messages == [parts[0], *parts[3:]]


def test_the_oldest_turn_goes_first_and_whole() -> None:
    old = [user("first"), call("a"), result("a"), said()]
    new = [user("second"), call("a"), result("a"), said()]
    config = RollingWindowConfig(preserve_recent_turns=1)
    messages = [SYSTEM, *old, *new]
    limit = TOKENIZER.count_messages(messages) - 1
    after = RollingWindow(config).apply(messages, max_tokens=limit)
    assert after.messages == [SYSTEM, *new]
    assert after.transforms_applied == ["rolling_window:4"]
    assert {row.reason for row in after.removals} == {"older than the last turn"}
    assert after.warnings == []


def test_agent_loop_with_one_user_message() -> None:
    loop = [m for i in range(20) for m in (call(f"c{i}"), result(f"c{i}"))]
    messages = [SYSTEM, user("fix the bug"), *loop]
    after = RollingWindow().apply(messages, max_tokens=500)
    assert after.tokens_after <= 500
    assert after.messages == [SYSTEM, user("fix the bug"), *loop[-(len(after.messages) - 2) :]]
    assert {row.reason for row in after.removals} == {"oldest tool unit of the protected turns"}
    assert any("protected" in warning for warning in after.warnings)


def test_over_limit_only_with_a_warning() -> None:
    messages = [SYSTEM, user(), call("a"), result("a"), call("b"), result("b", 3000)]
    after = RollingWindow().apply(messages, max_tokens=100)
    assert after.messages == [SYSTEM, user(), call("b"), result("b", 3000)]
    assert after.tokens_after > 100
    assert any("over the limit of 100" in warning for warning in after.warnings)
    alone = RollingWindow().apply([user("word " * 200)], max_tokens=100)
    assert alone.transforms_applied == []
    assert any("over the limit of 100" in warning for warning in alone.warnings)


def test_parallel_calls_go_together() -> None:
    parallel = [call("a", "b"), result("b"), result("a")]
    messages = [user(), *parallel, call("a"), result("a")]
    after = RollingWindow().apply(messages, max_tokens=TOKENIZER.count_messages(messages) - 1)
    assert after.messages == [user(), *messages[4:]]


def test_older_protected_turns_go_before_the_request() -> None:
    older = [m for i in range(4) for m in (user(f"question {i}"), said("word " * 50))]
    messages = [*older, user("now")]
    after = RollingWindow().apply(messages, max_tokens=80)
    assert after.messages == [*older[-2:], user("now")]
    assert after.warnings


def test_the_largest_first() -> None:
    config = RollingWindowConfig(preserve_recent_turns=1, drop_oldest_first=False)
    sizes = [10, 50, 30, 50]
    older = [[user(f"q{i}"), said("word " * size)] for i, size in enumerate(sizes)]
    messages = [*(m for turn in older for m in turn), user("now")]
    limit = TOKENIZER.count_messages(messages) - 20
    after = RollingWindow(config).apply(messages, max_tokens=limit)
    assert after.messages == [*older[0], *older[2], *older[3], user("now")]


def test_system_messages_go_last_and_only_if_allowed() -> None:
    config = RollingWindowConfig(preserve_system=False)
    system = {"role": "system", "content": "word " * 200}
    messages = [system, user("one"), said(), user("two")]
    assert RollingWindow(config).apply(messages, max_tokens=20).messages == [user("two")]
    kept = RollingWindow().apply(messages, max_tokens=20)
    assert kept.messages == [system, user("two")]
    only = [system, system]
    assert RollingWindow(config).apply(only, max_tokens=20).messages == only


def test_a_late_system_message_stays() -> None:
    late = {"role": "system", "content": "Now in French."}
    older = [user("one"), late, said("word " * 100)]
    config = RollingWindowConfig(preserve_recent_turns=1)
    after = RollingWindow(config).apply([*older, user("two")], max_tokens=50)
    assert after.messages == [late, user("two")]


def test_reasoning_goes_with_the_message_it_led_to() -> None:
    reasoning = {"type": "reasoning", "id": "rs_1", "summary": []}
    message = {"type": "message", "role": "assistant", "content": "word " * 50}
    call_item = {"type": "function_call", "call_id": "a", "name": "f", "arguments": "{}"}
    output = {"type": "function_call_output", "call_id": "a", "output": "1"}
    items = [user(), reasoning, message, call_item, output]
    after = RollingWindow().apply(items, max_tokens=40)
    assert after.messages == [user(), call_item, output]


def test_a_result_for_a_call_of_an_earlier_turn_stays_with_it() -> None:
    messages = [user("one"), call("a"), user("two"), result("a"), said(), user("three")]
    config = RollingWindowConfig(preserve_recent_turns=2)
    limit = TOKENIZER.count_messages(messages) - 1
    after = RollingWindow(config).apply(messages, max_tokens=limit)
    assert after.messages == messages[1:]


def test_the_smallest_of_all_limits_holds() -> None:
    messages = [m for i in range(50) for m in (user(f"q{i}"), said("word " * 30))]
    window = RollingWindow(RollingWindowConfig(max_tokens=1000, preserve_recent_turns=1))
    assert window.apply(messages).tokens_after <= 1000
    assert window.apply(messages, model_limit=800).tokens_after <= 800
    assert window.apply(messages, model_limit=800, output_buffer=300).tokens_after <= 500
    assert 1000 < window.apply(messages, max_tokens=1500, model_limit=800).tokens_after <= 1500


@pytest.mark.parametrize("limit", [0, -1, float("nan"), 1.5, "100", True])
def test_a_limit_that_is_none_is_refused(limit: Any) -> None:
    with pytest.raises(ConfigError, match="max_tokens"):
        RollingWindow().apply([user()], max_tokens=limit)


def test_a_buffer_larger_than_the_model_is_refused() -> None:
    with pytest.raises(ConfigError, match="output_buffer"):
        RollingWindow().apply([user()], model_limit=100, output_buffer=100)


def test_no_messages_are_refused() -> None:
    with pytest.raises(InvalidMessagesError):
        RollingWindow().apply([], max_tokens=10)


def test_ten_thousand_messages_are_counted_once_not_once_a_step() -> None:
    counted = Counts()
    loop = [m for i in range(5000) for m in (call(f"c{i}"), result(f"c{i}", 3))]
    after = RollingWindow().apply([user(), *loop], counted, max_tokens=1000)
    assert after.tokens_after <= 1000
    assert counted.texts <= 3 * len(loop)  # each text a few times, none once a step


class Counts:
    """A counter that counts how often it was asked."""

    texts = 0

    def count_text(self, text: str) -> int:
        self.texts += 1
        return len(text.split())

    def count_messages(self, messages: Any) -> int:
        raise AssertionError("the list is never recounted as a whole by the vendor's counter")
