"""Policies that cut at their moment: sticky, valid, deterministic, and never pointing at nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headroom_lab import (
    at_compaction,
    at_entry,
    clear_thinking,
    clear_tool_uses,
    compaction,
    compare,
    decode,
    keep_last,
    on_cold_cache,
    simulate,
    truncate,
    when_it_pays,
)
from headroom_lab.errors import ConfigError
from headroom_lab.messages import problems, read
from headroom_lab.messages.given import Request
from headroom_lab.policies.moments import paying
from headroom_lab.policies.moments.clearing import CLEARED
from headroom_lab.policies.moments.occasion import CachePrices, Occasion
from headroom_lab.policies.moments.paying import best
from headroom_lab.policies.moments.senders import sender
from headroom_lab.tokens import Tokenizer
from tests.chat import call, result, said, user
from tests.policies.moments.streams import MODEL, check_sticky, contexts, sent_of
from tests.strategies import FORMATS, conversations

MOMENTS = (
    [clear_thinking(), on_cold_cache("aggressive", keep=0)],
    at_compaction("balanced"),
    when_it_pays("aggressive", requests_to_come=500, keep=1),
    clear_tool_uses(60, keep=1),
    keep_last(2),
    keep_last(1, step=3),
    truncate(20),
    compaction(120, summary_tokens=20),
    [at_entry("lossless"), on_cold_cache("aggressive", keep=0)],
    [at_entry("lossless"), keep_last(2)],
    [compaction(120, summary_tokens=20), at_entry("lossless")],
    ["lossless", keep_last(1, step=2), at_entry("balanced")],
)


def log(seed: int, lines: int = 60) -> str:
    """Return a log that an outline makes much shorter."""
    return "\n".join(
        f"2026-01-01 00:{seed:02d}:{n % 60:02d} INFO step {seed}{n} took {n} ms"
        for n in range(lines)
    )


def session(outputs: int = 8) -> list[Any]:
    """Return a session of one call after another."""
    made: list[Any] = [user("look")]
    for number in range(outputs):
        made += [call(f"c{number}"), result(f"c{number}", log(number))]
    return made


def texts(messages: list[Any]) -> list[str]:
    return [m["content"] for m in messages if m["role"] == "tool"]


@pytest.mark.parametrize("policy", MOMENTS, ids=str)
@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=4)
@given(data=st.data())
def test_what_was_sent_is_sent_alike(policy: Any, format: str, data: Any) -> None:
    messages = data.draw(conversations(format))
    sent = sent_of(policy, messages, cold={2, 4})
    check_sticky(sent)
    for context, one in zip(contexts(messages), sent, strict=True):
        assert {p.kind for p in problems(read(one.messages))} <= {
            p.kind for p in problems(read(context))
        }
    again = sent_of(policy, messages, cold={2, 4})
    assert [one.messages for one in again] == [one.messages for one in sent]
    warm = sent_of(policy, messages)
    assert simulate(messages, MODEL, policy=policy).messages == warm[-1].messages


@pytest.mark.parametrize("cut", [on_cold_cache("aggressive"), keep_last(3), compaction(3_000)])
def test_a_reference_never_outlives_what_it_refers_to(
    cut: Any, real_conversations: list[dict[str, Any]]
) -> None:
    for trace in real_conversations[:8]:
        alone = sent_of(cut, trace["messages"], cold={3, 9})
        both = sent_of([at_entry("lossless"), cut], trace["messages"], cold={3, 9})
        check_sticky(both)
        for one, other in list(zip(alone, both, strict=True))[::4]:
            assert decode(other.messages) == decode(one.messages)


def test_a_warm_cache_is_left_alone() -> None:
    policy = on_cold_cache("aggressive")
    assert sent_of(policy, session())[-1].messages == session()
    assert simulate(session(), MODEL, policy=policy).tokens_saved == 0


def test_a_cold_cache_is_the_moment() -> None:
    sent = sent_of(on_cold_cache("aggressive", keep=2), session(), cold={6})
    assert sent[5].messages == session()[:11]
    assert sent[6].changed_from == 2
    lengths = [len(text) for text in texts(sent[6].messages)]
    assert max(lengths[:4]) < min(lengths[4:]) / 2
    assert sent[6].removals
    assert not sent[7].removals
    assert sent[7].changed_from is None
    assert sent[7].messages[: len(sent[6].messages)] == sent[6].messages


def test_at_a_compaction_what_the_agent_keeps_is_cut() -> None:
    sends, whole = sender(at_compaction("aggressive", keep=1), model=MODEL), session()
    assert sends.send(Occasion(Request(whole, MODEL))).messages == whole
    kept = [user("summary"), *whole[9:]]
    sent = sends.send(Occasion(Request(kept, MODEL), 1, 0, "compaction"))
    assert sent.messages != kept
    assert sent.messages[-1] == kept[-1]


def test_what_was_told_of_a_longer_context_is_forgotten_with_it() -> None:
    sends = sender([on_cold_cache("aggressive", keep=0), at_entry("lossless")], model=MODEL)
    whole = session()
    assert sends.send(Occasion(Request(whole, MODEL), cold=True)).removals
    kept = [user("summary"), *whole[-2:]]
    sent = sends.send(Occasion(Request(kept, MODEL), 1, 0, "compaction"))
    assert decode(sent.messages) == kept
    assert all(row.message < len(kept) for row in sent.removals)


def test_a_cut_pays_by_what_is_to_come() -> None:
    prices = CachePrices(0.1, 1.25)
    offer = best([0, 900, 0, 500], [100, 1000, 200, 500], 20, prices)
    assert offer is not None
    # 1,400 tokens less in each of 20 requests; 300 tokens behind the cut are written again
    assert offer == (1, pytest.approx(2800), pytest.approx(300 * 1.15))
    assert best([0, 0], [100, 100], 20, prices) is None
    late = best([100, 0, 0, 500], [200, 9000, 200, 500], 20, prices)
    assert late is not None
    assert late.first == 3


def test_it_cuts_when_it_pays_only() -> None:
    few = sent_of(when_it_pays("aggressive", requests_to_come=0), session())
    many = sent_of(when_it_pays("aggressive", requests_to_come=200), session())
    assert few[-1].messages == session()
    assert len(str(many[-1].messages)) < len(str(session())) / 1.5


def test_what_was_cut_before_is_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    whole = paying.cut_before

    def counted(conversation: Any, border: int, steps: Any, context: Any, first: int = 0) -> Any:
        looked.append(border - first)
        return whole(conversation, border, steps, context, first)

    monkeypatch.setattr(paying, "cut_before", counted)
    sent = sent_of(when_it_pays("aggressive", requests_to_come=200, keep=1), session(40))
    check_sticky(sent)
    assert len(looked) > 10
    assert max(looked) < 20


def test_clearing_begins_over_the_trigger_and_keeps_the_last() -> None:
    size = Tokenizer(model=MODEL).count_text(log(1))
    sent = sent_of(clear_tool_uses(4 * size, keep=2), session())
    first = next(at for at, one in enumerate(sent) if CLEARED in texts(one.messages))
    assert texts(sent[first].messages)[-2:] == [log(first - 2), log(first - 1)]
    assert set(texts(sent[first].messages)[:-2]) == {CLEARED}
    assert sent[first].changed_from == 2
    assert sent_of(clear_tool_uses(4 * size, exclude_tools=["look", "find", "run"]), session())
    never = clear_tool_uses(4 * size, keep=2, clear_at_least=10**6)
    assert sent_of(never, session())[-1].messages == session()


def test_what_one_policy_cut_stays_cut_when_another_cuts_before_it() -> None:
    both = [keep_last(6), on_cold_cache("aggressive", keep=1)]
    sent = sent_of(both, session(9), cold={5})
    check_sticky(sent)
    cut = texts(sent[5].messages)[2]
    assert len(cut) < len(log(2))
    assert sent[9].changed_from is not None
    assert texts(sent[9].messages)[:3] == [CLEARED] * 3
    assert texts(sent[8].messages)[2] == cut
    assert texts(sent[9].messages)[3] == texts(sent[5].messages)[3] != log(3)


def test_recorded_totals_count_towards_the_trigger() -> None:
    sends = sender(clear_tool_uses(100_000, keep=1), model=MODEL)
    sent = sends.send(Occasion(Request(session(), MODEL), held_tokens=100_001))
    assert texts(sent.messages)[0] == CLEARED


@pytest.mark.parametrize("more", [-5, 5])
def test_what_a_policy_before_it_took_doesnt_count_towards_the_trigger(more: int) -> None:
    tokenizer, messages = Tokenizer(model=MODEL), session()
    beside = 50_000  # system prompt and tools, in no file
    first = keep_last(2)
    left = beside + tokenizer.count_messages(sent_of(first, messages)[-1].messages)
    sends = sender([first, compaction(left + more, summary_tokens=50)], model=MODEL)
    whole = beside + tokenizer.count_messages(messages)
    sent = sends.send(Occasion(Request(messages, MODEL), held_tokens=whole))
    assert bool(sent.extra_requests) is (more < 0)


def test_the_last_outputs_are_kept_in_steps() -> None:
    sent = sent_of(keep_last(2, step=3), session())
    cleared = [texts(one.messages).count(CLEARED) for one in sent]
    assert cleared == [0, 0, 0, 0, 0, 3, 3, 3, 6]


def test_an_output_is_truncated_once() -> None:
    sent = sent_of(truncate(100), session())[-1]
    count = Tokenizer(model=MODEL).count_text
    for text, whole in zip(texts(sent.messages), texts(session()), strict=True):
        assert whole.startswith(text.rpartition("\n[")[0])
        assert 90 <= count(text) <= 115


def test_a_summary_stands_for_what_was_before() -> None:
    count = Tokenizer(model=MODEL).count_text
    sent = sent_of(compaction(4 * count(log(1)), summary_tokens=300), session())
    first = next(at for at, one in enumerate(sent) if one.extra_requests)
    assert sent[first].changed_from == 0
    assert [m["role"] for m in sent[first].messages] == ["user", "assistant", "tool"]
    assert 290 <= count(sent[first].messages[0]["content"]) <= 310
    (extra,) = sent[first].extra_requests
    assert extra.kind == "summary"
    assert extra.output_tokens == 300
    assert extra.read_tokens > 4 * count(log(1))
    assert sent[first + 1].messages[:3] == sent[first].messages
    result_ = simulate(session(), MODEL, policy=compaction(4 * count(log(1)), summary_tokens=300))
    assert result_.tokens_saved == (
        result_.removals.tokens + result_.tokens_reencoded - result_.tokens_markers
    )


def test_a_branch_before_the_summary_is_sent_as_it_came() -> None:
    sends = sender(compaction(1_000, summary_tokens=50), model=MODEL)
    sends.send(Occasion(Request(session(), MODEL)))
    other = [*session()[:3], said("done"), user("again")]
    sent = sends.send(Occasion(Request(other, MODEL), 1, 3, "branch"))
    assert sent.messages[0] == other[0] or "summary" in sent.messages[0]["content"]
    assert sent.messages[-1] == other[-1]


def test_moments_are_policies_everywhere() -> None:
    found = compare(session(), [keep_last(2), ["lossless", keep_last(2)], "off"], model=MODEL)
    assert list(found) if not hasattr(found, "keys") else list(found.keys())
    assert json.dumps([str(policy) for policy in MOMENTS])


@pytest.mark.parametrize(
    "make",
    [
        lambda: keep_last(-1),
        lambda: keep_last(1, step=0),
        lambda: truncate(0),
        lambda: clear_tool_uses(0),
        lambda: clear_tool_uses(exclude_tools="read"),
        lambda: compaction(summary_tokens=0),
        lambda: compaction(model=3),  # type: ignore[arg-type]
        lambda: when_it_pays("lossless", margin=float("nan")),
        lambda: on_cold_cache("lossless", keep=True),
        lambda: on_cold_cache(keep_last(2)),
    ],
)
def test_a_wrong_setting_is_named(make: Any) -> None:
    with pytest.raises(ConfigError):
        make()
