"""IntelligentContextManager: any budget, three formats, and the traps of agent loops."""

from __future__ import annotations

import copy
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab.config import IntelligentContextConfig
from headroom_lab.errors import InvalidMessagesError, UnknownModelWarning
from headroom_lab.messages import problems, protected_tail, read, tool_units, turns
from headroom_lab.results import TransformResult
from headroom_lab.telemetry import TOIN
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.windows.intelligent_context import IntelligentContextManager
from tests.chat import SYSTEM, call, result, said, user
from tests.strategies import FORMATS, conversations

TOKENIZER = Tokenizer(model="gpt-4o")
CONFIGS = st.builds(
    IntelligentContextConfig,
    keep_system=st.booleans(),
    keep_last_turns=st.integers(0, 3),
    output_buffer_tokens=st.integers(0, 50),
    use_importance_scoring=st.booleans(),
    compress_threshold=st.sampled_from([0.0, 0.1, 1.0]),
)


def manage(messages: list[Any], limit: int, **settings: Any) -> TransformResult:
    """Bring messages within ``limit`` tokens, without a buffer unless one is given."""
    config = IntelligentContextConfig(**{"output_buffer_tokens": 0, **settings})
    return IntelligentContextManager(config).apply(messages, TOKENIZER, model_limit=limit)


def wrong(messages: list[Any], format: Any = None) -> Counter[str]:
    """Return how often each problem is there."""
    return Counter(problem.kind for problem in problems(read(messages, format=format)))


def check(messages: list[Any], after: TransformResult, limit: int, config: Any) -> None:
    """Assert all that holds for every result."""
    before = read(messages)
    kept = list(after.origins)
    assert kept == sorted(set(kept))
    gone = set(range(len(messages))) - set(kept)
    assert after.tokens_after == TOKENIZER.count_messages(
        read(after.messages, format=before.format)
    )
    assert after.tokens_after <= limit or any("over the limit" in w for w in after.warnings)
    assert wrong(after.messages, before.format) <= wrong(messages)
    assert all(gone.isdisjoint(u.messages) or gone >= {*u.messages} for u in tool_units(before))
    tail = protected_tail(before, config.keep_last_turns)
    inside = [i for i in gone if i >= tail and before.messages[i].role != "system"]
    assert bool(inside) == any("protected" in warning for warning in after.warnings)
    if config.keep_system:
        assert all(before.messages[i].role != "system" for i in gone)
    requests = [turn.start for turn in turns(before)][-1:]
    assert gone.isdisjoint(requests)
    assert before.messages[-1].role == "system" or len(messages) - 1 in kept
    caps = [name for name in after.transforms_applied if name.startswith("intelligent_cap:")]
    assert caps == ([f"intelligent_cap:{len(gone)}"] if gone else [])
    assert {row.message for row in after.removals if row.kind == "message"} == gone


@settings(max_examples=125)
@pytest.mark.parametrize("format", FORMATS)
@given(data=st.data())
def test_any_budget_leaves_a_valid_list(format: str, data: Any) -> None:
    """Four budgets for each of 125 conversations."""
    messages = data.draw(conversations(format))
    config = data.draw(CONFIGS)
    limits = st.integers(0, TOKENIZER.count_messages(messages) + 60)
    given_before = copy.deepcopy(messages)
    for limit in data.draw(st.lists(limits, min_size=4, max_size=4)):
        after = IntelligentContextManager(config).apply(messages, TOKENIZER, model_limit=limit)
        assert messages == given_before
        check(messages, after, max(0, limit - config.output_buffer_tokens), config)
        assert problems(read(after.messages, format=read(messages).format)) == ()
        if after.tokens_saved == 0:
            assert all(a is b for a, b in zip(messages, after.messages, strict=True))


@pytest.mark.parametrize("format", FORMATS)
@given(data=st.data())
def test_the_same_input_gives_the_same_output(format: str, data: Any) -> None:
    messages = data.draw(conversations(format))
    config = data.draw(CONFIGS)
    limit = data.draw(st.integers(1, TOKENIZER.count_messages(messages)))
    manager = IntelligentContextManager(config)
    first = manager.apply(messages, TOKENIZER, model_limit=limit)
    for again in (manager, IntelligentContextManager(config)):
        second = again.apply(messages, TOKENIZER, model_limit=limit)
        assert second.messages == first.messages
        assert second.removals == first.removals
        assert second.warnings == first.warnings


@pytest.mark.parametrize("format", FORMATS)
@given(data=st.data())
def test_what_was_wrong_before_gets_no_worse(format: str, data: Any) -> None:
    messages = data.draw(conversations(format))
    lost = data.draw(st.sets(st.integers(0, len(messages) - 1), max_size=3))
    messages = [m for i, m in enumerate(messages) if i not in lost] or [user()]
    wire = read(messages).format
    limit = data.draw(st.integers(1, TOKENIZER.count_messages(messages)))
    after = IntelligentContextManager(data.draw(CONFIGS)).apply(messages, model_limit=limit)
    assert wrong(after.messages, wire) <= wrong(messages)
    assert after.messages
    assert after.tokens_after <= limit or after.warnings


@pytest.mark.parametrize("share", [0.95, 0.5, 0.2, 0.05])
def test_real_conversations(share: float, real_conversations: list[dict[str, Any]]) -> None:
    config = IntelligentContextConfig(output_buffer_tokens=0)
    for conversation in real_conversations:
        messages = conversation["messages"]
        if not turns(read(messages)):
            continue
        limit = int(TOKENIZER.count_messages(messages) * share)
        after = IntelligentContextManager(config).apply(messages, TOKENIZER, model_limit=limit)
        check(messages, after, limit, config)


def test_within_limits_nothing_changes() -> None:
    messages = [SYSTEM, user(), call("a"), result("a"), said()]
    size = TOKENIZER.count_messages(messages)
    after = manage(messages, size)
    assert all(a is b for a, b in zip(after.messages, messages, strict=True))
    assert (after.transforms_applied, after.warnings, len(after.removals)) == ([], [], 0)
    over = manage(messages, size - 1)
    assert over.tokens_after <= size - 1 or over.warnings


def test_the_call_of_the_reference() -> None:
    config = IntelligentContextConfig(
        keep_system=True, keep_last_turns=2, use_importance_scoring=True
    )
    manager = IntelligentContextManager(config, toin=TOIN())
    older = [m for i in range(3) for m in (user(f"question {i}"), said("word " * 30000))]
    messages = [SYSTEM, *older, user("one"), said("word " * 50000), user("two")]
    after = manager.apply(messages, TOKENIZER, model_limit=128000)
    assert after.tokens_after <= 124000 < after.tokens_before
    assert after.transforms_applied == ["intelligent_cap:1"]
    assert after.messages == [m for m in messages if m is not messages[2]]


def test_the_output_buffer_of_the_call_wins() -> None:
    messages = [SYSTEM, *[said("word " * 50)] * 20, user()]
    size = TOKENIZER.count_messages(messages)
    manager = IntelligentContextManager(IntelligentContextConfig(output_buffer_tokens=10))
    assert manager.apply(messages, model_limit=size + 10).tokens_saved == 0
    after = manager.apply(messages, model_limit=size + 10, output_buffer=300)
    assert after.tokens_after <= size - 290


def test_agent_loop_with_one_user_message() -> None:
    loop = [m for i in range(20) for m in (call(f"c{i}"), result(f"c{i}"))]
    messages = [SYSTEM, user("fix the bug"), *loop]
    after = manage(messages, 500)
    assert after.tokens_after <= 500
    assert after.messages[:2] == messages[:2]
    assert after.messages[-2:] == loop[-2:]
    assert any("protected" in warning for warning in after.warnings)


def test_over_limit_only_with_a_warning() -> None:
    messages = [SYSTEM, user(), call("a"), result("a"), call("b"), result("b", "word " * 3000)]
    after = manage(messages, 100)
    assert after.messages == [SYSTEM, user(), call("b"), result("b", "word " * 3000)]
    assert any("over the limit of 100" in warning for warning in after.warnings)
    assert any(
        "over the limit of 0" in w for w in manage([user()], 3, output_buffer_tokens=9).warnings
    )


def test_only_as_much_goes_as_must() -> None:
    """A small piece that went first comes back where a larger one had to go as well."""
    sizes = [30, 400, 35, 40]
    older = [m for i, n in enumerate(sizes) for m in (call(f"c{i}"), result(f"c{i}", "word " * n))]
    messages = [user("go"), *older, said("ok"), user("next")]
    after = manage(messages, TOKENIZER.count_messages(messages) - 300, keep_last_turns=1)
    assert len(after.messages) == len(messages) - 2


def test_switched_off() -> None:
    messages = [user(), said("word " * 100), user()]
    after = manage(messages, 50, enabled=False)
    assert after.messages == messages
    assert any("over the limit of 50" in warning for warning in after.warnings)
    assert manage(messages, 500, enabled=False).warnings == []


def test_the_models_own_limit_where_none_is_given() -> None:
    messages = [user(), said("word " * 150_000), user("a"), said(), user("b")]
    after = IntelligentContextManager().apply(messages, TOKENIZER)
    assert after.tokens_after <= 128_000 - 4000
    with pytest.warns(UnknownModelWarning):
        after = IntelligentContextManager().apply(messages, Tokenizer(model="no-such-model"))
    assert after.messages == messages
    assert any("give model_limit" in warning for warning in after.warnings)


def test_no_messages_are_refused() -> None:
    with pytest.raises(InvalidMessagesError):
        IntelligentContextManager().apply([], TOKENIZER, model_limit=10)
