"""A session priced again: what each request reads from the cache, and what that costs."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import headroom_lab
from headroom_lab import OlderConfig, TransformPipeline, load_example, replay, simulate
from headroom_lab.errors import (
    ConfigError,
    InvalidMessagesError,
    UnknownModelWarning,
    UnknownNameError,
)
from headroom_lab.messages import read
from headroom_lab.policies.information import outlines
from headroom_lab.policies.moments.paying import when_it_pays
from headroom_lab.providers import cache_rules, provider_for
from headroom_lab.results.replay import ReplayResult
from headroom_lab.tokens import Tokenizer
from tests.chat import SYSTEM, call, result, said, user
from tests.strategies import FORMATS, conversations
from tests.studies.steps import Rewriting, Stopping

GPT, CLAUDE = "gpt-4o", "claude-sonnet-4-5"
MODELS = (GPT, CLAUDE)


def session(turns: int = 6, words: int = 400) -> list[dict[str, Any]]:
    """Return a session of calls whose outputs are long enough to be cached."""
    messages: list[dict[str, Any]] = [SYSTEM, user("look at all of it")]
    for turn in range(turns):
        messages += [call(f"c{turn}"), result(f"c{turn}", f"output {turn} " + "word " * words)]
    return [*messages, said()]


def logs(turns: int) -> list[dict[str, Any]]:
    """Return a session of calls whose outputs are logs."""
    messages: list[dict[str, Any]] = [SYSTEM, user("look at all of it")]
    for turn in range(turns):
        lines = (f"2026-01-05 09:{n:02}:00 INFO worker {turn} did job {n}" for n in range(60))
        messages += [call(f"c{turn}"), result(f"c{turn}", "\n".join(lines))]
    return [*messages, said()]


def test_prices_of_ones_own_decide_when_a_cut_pays() -> None:
    own = {CLAUDE: {"input": 3, "cache_read": 3, "cache_write": 3, "output": 15}}
    free = {CLAUDE: {"input": 3, "cache_read": 0, "cache_write": 3, "output": 15}}
    policy = when_it_pays("aggressive", requests_to_come=5)
    asked = [
        replay(logs(12), policy, model=CLAUDE, prices=prices, progress=False).totals[0]
        for prices in (own, free)
    ]
    assert asked[0].tokens_saved > 0
    assert asked[1].tokens_saved == 0
    cut = [simulate(logs(12), CLAUDE, policy=policy, prices=prices) for prices in (own, free)]
    assert cut[0].tokens_saved > cut[1].tokens_saved == 0


def sizes_of(messages: list[Any], model: str) -> list[int]:
    """Return the tokens of each message."""
    return Tokenizer(model=model).count_each(read(messages))


@pytest.mark.parametrize("format", FORMATS)
@given(data=st.data(), model=st.sampled_from(MODELS))
@settings(max_examples=8)
def test_an_unchanged_session_costs_exactly_what_it_cost(
    format: str, data: st.DataObject, model: str
) -> None:
    messages = data.draw(conversations(format))
    if not any(m.role == "assistant" for m in read(messages).messages[1:]):
        return
    found = replay(messages, "off", model=model, progress=False)
    for row in found.of("off"):
        assert (row.tokens_after, row.cache_read_tokens, row.cache_write_tokens, row.cost) == (
            row.tokens_before, row.cache_read_before, row.cache_write_before, row.cost_before,
        )  # fmt: skip
        assert row.rewritten is None
    assert found.totals[0].cost == found.unchanged.cost
    assert found.best is not None
    assert found.best.policy == "unchanged"


@pytest.mark.parametrize("format", FORMATS)
@given(data=st.data(), model=st.sampled_from(MODELS))
@settings(max_examples=8)
def test_what_is_read_and_written_are_parts_of_what_is_sent(
    format: str, data: st.DataObject, model: str
) -> None:
    messages = data.draw(conversations(format)) * 3
    policies = ["default", "lossless", "balanced", "aggressive", "align"]
    if not any(m.role == "assistant" for m in read(messages).messages[1:]):
        return
    found = replay(messages, policies, model=model, progress=False)
    for row in found.rows:
        assert row.cache_write_1h_tokens <= row.cache_write_tokens
        for tokens, read_, written in (
            (row.tokens_before, row.cache_read_before, row.cache_write_before),
            (row.tokens_after, row.cache_read_tokens, row.cache_write_tokens),
        ):
            assert min(read_, written) >= 0
            assert read_ + written <= tokens


@pytest.mark.parametrize("name", ["balanced", "default", "lossless"])
def test_each_request_is_a_simulation_of_what_stands_before_the_answer(name: str) -> None:
    messages = load_example("package_audit")
    found = replay(messages, name, model=GPT, progress=False)
    answers = [i for i, m in enumerate(messages) if i and m["role"] == "assistant"]
    for policy in ("unchanged", name):
        assert [row.message for row in found.of(policy)] == answers
        assert [row.request for row in found.of(policy)] == list(range(1, len(answers) + 1))
    for row in found.of(name):
        result_ = simulate(messages[: row.message], model=GPT, policy=name)
        assert (row.tokens_before, row.tokens_after) == (
            result_.tokens_before,
            result_.tokens_after,
        )


@pytest.mark.parametrize("model", MODELS)
def test_a_session_that_only_grows_reads_all_but_the_new_part(model: str) -> None:
    messages = session()
    rules, sizes = cache_rules(provider_for(model).name, model), sizes_of(messages, model)
    last = 0
    for row in replay(messages, "off", model=model, progress=False).of("off"):
        assert row.cache_read_tokens == rules.readable(sum(sizes[:last]))
        writes = rules.write_factor > 1 and row.tokens_after >= rules.min_tokens
        assert row.cache_write_tokens == writes * (row.tokens_after - row.cache_read_tokens)
        last = row.message
    assert row.cache_read_tokens > row.tokens_after * 0.7


@pytest.mark.parametrize("model", MODELS)
def test_costs_are_the_vendors_and_add_up(model: str) -> None:
    found = replay(session(), ["default", "balanced"], model=model, progress=False)
    for name in found.policies:
        rows = found.of(name)
        for row in rows:
            assert row.cost == provider_for(model).estimate_cost(
                row.tokens_after, row.output_tokens, model, cache_read_tokens=row.cache_read_tokens,
                cache_write_tokens=row.cache_write_tokens,
            )  # fmt: skip
        assert [r.cost_sum for r in rows] == list(accumulate(r.cost or 0.0 for r in rows))
        total = next(t for t in found.totals if t.policy == name)
        assert total.cost == rows[-1].cost_sum
        assert total.tokens_after == sum(row.tokens_after for row in rows)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("message", [0, 3, 7])
def test_a_rewritten_message_takes_the_rest_of_the_prefix_with_it(message: int, model: str) -> None:
    messages = session()
    rules, sizes = cache_rules(provider_for(model).name, model), sizes_of(messages, model)
    found = replay(messages, Rewriting(message), model=model, progress=False)
    last = 0
    for row in found.of("rewriting"):
        if last <= message:  # it wasn't in the request before
            assert row.rewritten is None
            assert row.cache_read_tokens == rules.readable(sum(sizes[:last]))
        else:
            assert row.rewritten == message
            upper = sum(sizes[:message]) + 5  # the framing and "<" of the rewritten message
            assert rules.readable(sum(sizes[:message])) <= row.cache_read_tokens
            assert row.cache_read_tokens <= rules.readable(upper)
        last = row.message
    rewritten = [row for row in found.of("rewriting") if row.rewritten is not None]
    assert found.totals[0].rewriting == len(rewritten) > 0
    assert found.totals[0].cost > (found.unchanged.cost or 0)  # type: ignore[operator]


def test_the_beginning_of_a_rewritten_message_is_read_where_caching_is_automatic() -> None:
    messages = session(words=3000)
    sizes = {model: sizes_of(messages, model) for model in MODELS}
    for model in MODELS:
        found = replay(messages, Rewriting(3, at_end=True), model=model, progress=False)
        row = found.of("rewriting")[3]
        head, body = sum(sizes[model][:3]), sizes[model][3]
        if model == GPT:
            assert head + body - 200 < row.cache_read_tokens < head + body
        else:
            assert row.cache_read_tokens == 0  # what stands before is too short to be held
        assert row.rewritten == 3


def test_a_dropped_message_is_a_rewritten_prefix() -> None:
    policy = {"small": headroom_lab.RollingWindow(headroom_lab.RollingWindowConfig(max_tokens=900))}
    found = replay(session(), policy, model=GPT, progress=False)
    assert found.policies == ("small",)
    last = found.rows[-1]
    assert last.tokens_after <= 900 < last.tokens_before
    assert last.rewritten is not None
    assert last.cache_read_tokens < last.cache_read_before


def test_fewer_tokens_that_cost_more_are_told_in_words() -> None:
    often = outlines(OlderConfig(keep_recent=6, stride=2))  # the border moves with every request
    policy = {"often": TransformPipeline(often)}
    found = replay(load_example("long_session"), policy, model=CLAUDE, progress=False)
    total = found.totals[0]
    assert total.savings_percent > 25
    assert total.costs_more
    assert found.best == found.unchanged
    for text in (found.to_text(), found.to_markdown()):
        joined = " ".join(text.split())
        assert f"often: {total.savings_percent:.0f} % fewer tokens, " in joined
        assert "% dearer" in joined


def test_a_preset_that_rewrites_seldom_costs_less() -> None:
    policies = ["lossless", "balanced", "aggressive"]
    found = replay(load_example("long_session"), policies, model=CLAUDE, progress=False)
    assert [total.costs_more for total in found.totals] == [False] * 3


def test_the_cheapest_of_several_is_the_best() -> None:
    found = replay(
        load_example("long_session"), ["balanced", "lossless"], model=CLAUDE, progress=False
    )
    assert found.best is not None
    assert found.best.policy == "lossless"
    assert found.best.cost == min(t.cost for t in (found.unchanged, *found.totals))  # type: ignore[type-var]
    assert "% off the bill, nothing lost" in found.to_text().splitlines()[0]
    assert found.to_text().startswith("Use lossless: ")


def test_a_prompt_and_tools_beside_the_list_count_and_take_no_place() -> None:
    messages, tools = session(), [{"name": "look", "description": "looks " * 300}]
    beside = replay(messages[1:], "off", model=GPT, system="Be kind.", tools=tools, progress=False)
    inside = replay(messages, "off", model=GPT, progress=False)
    extra = beside.rows[0].tokens_before - inside.rows[0].tokens_before
    assert extra > 300
    assert [r.tokens_before - extra for r in beside.rows] == [r.tokens_before for r in inside.rows]
    assert [row.message + 1 for row in beside.rows] == [row.message for row in inside.rows]
    assert beside.rows[3].cache_read_tokens > inside.rows[3].cache_read_tokens


def test_items_of_one_answer_are_one_request() -> None:
    arguments = {"name": "f", "arguments": "{}"}
    items = [
        {"role": "user", "content": "go"},
        {"type": "reasoning", "summary": []},
        {"type": "function_call", "call_id": "a", **arguments},
        {"type": "function_call", "call_id": "b", **arguments},
        {"type": "function_call_output", "call_id": "a", "output": "1"},
        {"type": "function_call_output", "call_id": "b", "output": "2"},
        {"type": "message", "role": "assistant", "content": "done"},
    ]
    found = replay(items, "off", model=GPT, progress=False)
    assert [row.message for row in found.of("off")] == [1, 6]


def test_entries_of_one_answer_are_one_request() -> None:
    entry = {"role": "assistant", "content": "one part of it"}
    messages = [user(), entry, entry, entry, user(), entry, entry]
    assert [row.message for row in replay(messages, "off", model=CLAUDE).of("off")] == [1, 5]


def test_parts_of_one_answer_between_results_are_one_request() -> None:
    def part(name: str) -> dict[str, Any]:
        use = {"type": "tool_use", "id": name, "name": "f", "input": {}}
        return {"role": "assistant", "id": "msg_1", "content": [use]}

    def answer(name: str) -> dict[str, Any]:
        found = {"type": "tool_result", "tool_use_id": name, "content": "x"}
        return {"role": "user", "content": [found]}

    last = {"role": "assistant", "id": "msg_2", "content": [{"type": "text", "text": "done"}]}
    messages = [user(), part("a"), answer("a"), part("b"), answer("b"), last]
    assert [row.message for row in replay(messages, "off", model=CLAUDE).of("off")] == [1, 5]


def test_an_interrupt_keeps_the_requests_replayed() -> None:
    found = replay(session(), {"off": "off", "stops": Stopping(4)}, model=GPT, progress=False)
    assert (found.finished, found.requests) == (3, 7)
    assert [row.request for row in found.of("off")] == [1, 2, 3]
    assert "3 of 7 requests" in found.to_text()
    with pytest.raises(KeyboardInterrupt):
        replay(session(), Stopping(1), model=GPT, progress=False)


def test_an_unknown_price_is_said_not_guessed() -> None:
    with pytest.warns(UnknownModelWarning) as said:
        found = replay(session(), "window", model="nobody-7", progress=False)
    assert len(said) == 1, "once, not with each request"
    assert {row.cost for row in found.rows} == {None}
    assert found.unchanged.cost is None
    assert "price unknown" in found.to_text()


def test_what_cant_be_replayed_says_so() -> None:
    with pytest.raises(InvalidMessagesError, match="no assistant message"):
        replay([user()], model=GPT)
    with pytest.raises(UnknownNameError, match="did you mean 'aggressive'"):
        replay(session(), ["off", "agressive"], model=GPT)
    with pytest.raises(ConfigError, match="'off' twice"):
        replay(session(), ["off", "off"], model=GPT)
    with pytest.raises(ConfigError, match="found 7"):
        replay(session(), 7, model=GPT)
    with pytest.raises(ConfigError, match="found none"):
        replay(session(), [], model=GPT)


def test_policies_are_given_in_many_ways() -> None:
    mine = TransformPipeline([Rewriting(9)])
    for policy, names in (
        ("crush", ("crush",)),
        (mine, ("rewriting",)),
        ([[Rewriting(9), Rewriting(3)]], ("rewriting+rewriting",)),
        (["lossless", ["lossless", "window"]], ("lossless", "lossless+window")),
        (["off", mine], ("off", "rewriting")),
        ({"a": "off", "b": mine}, ("a", "b")),
    ):
        assert replay(session(2), policy, model=GPT, progress=False).policies == names


def test_the_name_stays_a_function_after_its_module_is_loaded() -> None:
    import headroom_lab.replays.replay
    import headroom_lab.studies.sweep
    from headroom_lab import replay as again

    assert callable(again)
    assert callable(headroom_lab.sweep)
    assert isinstance(replay(session(1), model=GPT, progress=False), ReplayResult)


def test_real_sessions_keep_the_rules(real_conversations: list[dict[str, Any]]) -> None:
    for conversation in real_conversations:
        messages = conversation["messages"]
        if not any(m["role"] == "assistant" for m in messages[1:]):
            continue
        found = replay(messages, ["off", "lossless", "balanced"], model=CLAUDE, progress=False)
        assert found.totals[0].cost == found.unchanged.cost
        assert all(
            row.cache_read_tokens + row.cache_write_tokens <= row.tokens_after for row in found.rows
        )
        assert len(found.to_html().encode()) <= 16 * 1024
