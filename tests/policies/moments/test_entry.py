"""An output is reduced when it comes in, and never again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab import RollingWindow, at_entry, decode, simulate
from headroom_lab.errors import ConfigError
from headroom_lab.messages import problems, read
from headroom_lab.messages.given import Request
from headroom_lab.policies.moments.occasion import Occasion
from headroom_lab.policies.moments.senders import sender
from headroom_lab.policies.policy import policy_of
from tests.chat import call, result, user
from tests.policies.moments.streams import MODEL, check_sticky, contexts, sent_of
from tests.strategies import FORMATS, conversations

ENTRIES = ("lossless", "balanced", "aggressive", "default")
LINES = "\n".join(f"{n}: def name_{n}(value): return value * {n}" for n in range(40))


def session(outputs: int = 4) -> list[Any]:
    """Return a session that reads one file again and again."""
    made: list[Any] = [user("look")]
    for number in range(outputs):
        made += [call(f"c{number}"), result(f"c{number}", f"{LINES}\nread {number}")]
    return made


@pytest.mark.parametrize("policy", ENTRIES)
@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=6)
@given(data=st.data())
def test_what_was_sent_is_sent_alike(policy: str, format: str, data: Any) -> None:
    messages = data.draw(conversations(format))
    sent = sent_of(at_entry(policy), messages)
    check_sticky(sent)
    for context, one in zip(contexts(messages), sent, strict=True):
        assert one.changed_from is None
        assert len(problems(read(one.messages))) == len(problems(read(context)))
        if policy == "lossless":
            assert decode(one.messages) == context
    assert sent_of(at_entry(policy), messages)[-1].messages == sent[-1].messages
    assert simulate(messages, MODEL, policy=at_entry(policy)).messages == sent[-1].messages


def test_every_prefix_of_a_real_conversation_decodes(
    real_conversations: list[dict[str, Any]],
) -> None:
    for trace in real_conversations[:12]:
        messages = trace["messages"]
        sent = sent_of(at_entry("lossless"), messages)
        check_sticky(sent)
        for context, one in list(zip(contexts(messages), sent, strict=True))[-2:]:
            assert decode(one.messages) == context


def test_an_output_is_reduced_before_it_is_answered() -> None:
    log = "\n".join(f"2026-01-01 00:00:{n % 60:02d} INFO step {n} took {n} ms" for n in range(300))
    messages = [user("look"), call("a"), result("a", log)]
    waiting = simulate(messages, MODEL, policy="balanced").tokens_after
    assert simulate(messages, MODEL, policy=at_entry("balanced")).tokens_after < waiting / 2


def test_a_second_reading_refers_to_the_first() -> None:
    last = simulate(session(), MODEL, policy=at_entry("lossless"))
    assert "stand here]" in last.messages[-1]["content"]
    assert decode(last.messages) == session()


def test_a_reference_never_outlives_what_it_refers_to() -> None:
    sends, whole = sender(at_entry("lossless"), model=MODEL), session()
    sends.send(Occasion(Request(whole, MODEL)))
    kept = [whole[0], *whole[5:]]  # as after a compaction: the first readings are gone
    sent = sends.send(Occasion(Request(kept, MODEL), 1, 1, "compaction"))
    assert sent.changed_from == 1
    assert decode(sent.messages) == kept
    assert "stand here]" not in sent.messages[2]["content"]


def test_what_follows_a_branch_is_entered_anew() -> None:
    sends, whole = sender(at_entry("lossless"), model=MODEL), session()
    first = sends.send(Occasion(Request(whole, MODEL)))
    other = [*whole[:5], call("z"), result("z", f"{LINES}\nanother")]
    sent = sends.send(Occasion(Request(other, MODEL), 1, 5, "branch"))
    assert sent.messages[:5] == first.messages[:5]
    assert decode(sent.messages) == other


def test_steps_of_a_list_run_before_what_refers() -> None:
    policy = policy_of([at_entry("lossless"), RollingWindow()])
    assert policy.name == "at_entry(lossless)+rolling_window"
    assert [step.name for step in policy.pipeline] == ["rolling_window", "at_entry(lossless)"]


def test_a_transform_of_ones_own_sees_what_was_sent() -> None:
    class Shout:
        def apply(self, messages: Any, tokenizer: Any = None) -> Any:
            from headroom_lab.results import TransformResult

            made = [
                {**m, "content": m["content"].upper()} if m["role"] == "tool" else m
                for m in messages
            ]
            return TransformResult(made, 1, 1)

    last = simulate(session(), MODEL, policy=at_entry(Shout()))
    assert last.messages[-1]["content"] == session()[-1]["content"].upper()


def test_a_moment_within_a_moment_is_refused() -> None:
    with pytest.raises(ConfigError, match="two moments are a list of steps"):
        at_entry([at_entry("lossless")])
