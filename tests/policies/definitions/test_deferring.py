"""Definitions that are kept back: what is sent, and what it costs to the cent."""

from __future__ import annotations

from typing import Any

import pytest

from headroom_lab import clear_tool_uses, defer_tools, drop_unused_tools, replay, simulate
from headroom_lab.errors import ConfigError, HeadroomError
from headroom_lab.messages import read
from headroom_lab.messages.definitions import definitions
from headroom_lab.messages.given import Request
from headroom_lab.policies.definitions.searching import TOOL, best, found_tools, names_in
from headroom_lab.policies.moments.moment import Account
from headroom_lab.policies.moments.occasion import Occasion, Sent
from headroom_lab.policies.moments.senders import sender
from headroom_lab.tokens import Tokenizer
from headroom_lab.transforms.base import Context
from tests.policies.definitions.corpus import FILES, real_tools

MODEL = "claude-sonnet-4-5"
SCHEMA: dict[str, Any] = {"type": "object", "properties": {}}


class Words:
    """Counts words."""

    def count_text(self, text: str) -> int:
        return len(text.split())

    def count_messages(self, messages: list[Any]) -> int:
        return sum(self.count_text(str(message)) for message in messages)


def tool(number: int, words: int = 300) -> dict[str, Any]:
    """Return a definition of so many words."""
    told = " ".join(["word"] * words)
    return {"name": f"tool_{number}", "description": told, "input_schema": SCHEMA}


TOOLS = [tool(number) for number in range(40)]


def session(requests: int, called: int) -> list[Any]:
    """Return a session of requests in which some tools are called in turn, ten times in a row."""
    messages: list[Any] = [{"role": "user", "content": " ".join(["do"] * 2_000)}]
    for number in range(requests - 1):
        name = f"tool_{number // 10 % called}"
        use = {"type": "tool_use", "id": f"t{number}", "name": name, "input": {}}
        told = " ".join(["out"] * 50)
        result = {"type": "tool_result", "tool_use_id": f"t{number}", "content": told}
        messages.append({"role": "assistant", "content": [use]})
        messages.append({"role": "user", "content": [result]})
    return [*messages, {"role": "assistant", "content": "Done."}]


def test_the_bill_of_500_requests_with_6_of_40_tools_called_worked_by_hand() -> None:
    """Claude Sonnet 4.5: $3 a million uncached, $0.30 read, $3.75 written, $15 of output.

    In words: the question comes to 2,004 with what frames it, priming the answer to 3; each step
    adds 63 (a call and its result), answers have 9, the last one 5. Forty definitions of 300 words
    are 12,000 of them.
    """
    found = replay(
        session(500, 6), {"deferred": defer_tools(0)}, model=MODEL, tools=TOOLS,
        tokenizer=Words(), progress=False,
    )  # fmt: skip
    before = [row for row in found.rows if row.policy != "deferred"]
    after = [row for row in found.rows if row.policy == "deferred"]
    assert len(before) == len(after) == 500

    # Before: 14,007 written first; then each request reads what the one before left, less the three
    # tokens that prime an answer, and writes 66.
    totals = [14_007 + 63 * n for n in range(500)]
    reads = sum(total - 3 for total in totals[:-1])
    written, output = 14_007 + 66 * 499, 9 * 499 + 5
    hand = (reads * 0.30 + written * 3.75 + output * 15) / 1e6
    assert sum(row.cost or 0 for row in before) == pytest.approx(hand, abs=0.005)
    assert round(hand, 2) == 4.69

    # After: the search takes the place of the forty: 14,007 − 12,000 and a word of its own. Each of
    # six tools is searched for once, after the requests 1, 11, 21, … 51: one more request that reads
    # all that was sent and writes 100 tokens; its 300 words and the 100 stand in all that follow.
    grown = [400 * min((n + 9) // 10, 6) for n in range(500)]
    totals = [2_008 + 63 * n + more for n, more in enumerate(grown)]
    searches = [totals[at] for at in (0, 10, 20, 30, 40, 50)]
    reads = sum(total - 3 for total in totals[:-1]) + sum(searches)
    written = 2_008 + 66 * 499 + 6 * 400
    output = 9 * 499 + 5 + 6 * 100
    hand = (reads * 0.30 + written * 3.75 + output * 15) / 1e6
    assert sum(row.extra_cost > 0 for row in after) == 6
    assert sum(row.cost or 0 for row in after) == pytest.approx(hand, abs=0.005)
    assert round(hand, 2) == 3.21


def sent(
    policy: Any, model: str = MODEL, tools: Any = None, cold: tuple[int, ...] = ()
) -> list[Sent]:
    """Return what a policy sends of a short session."""
    sends, found, messages = sender(policy, model=model), [], session(14, 2)
    for number in range(14):
        context = messages[: 2 * number + 1]
        request = Request(context, model, None, tools or TOOLS)
        fresh = max(2 * number - 1, 0)
        found.append(sends.send(Occasion(request, number, fresh, cold=number in cold)))
    return found


def test_the_vendors_own_form_is_written_where_there_is_one() -> None:
    first = sent(defer_tools(["tool_3"]))[0].tools
    assert first is not None
    assert first[0] == TOOLS[3]
    assert first[1]["type"] == "tool_search_tool_bm25_20251119"
    assert all(one["defer_loading"] is True for one in first[2:])
    assert len(first) == 41

    items = [{"type": "function", "name": one["name"], "parameters": SCHEMA} for one in TOOLS]
    own = sent(defer_tools(1, "query"), "gpt-5.4", items)[0].tools
    assert own is not None
    assert {"type": "tool_search"} in own
    chat = [
        {"type": "function", "function": {"name": one["name"], "parameters": SCHEMA}}
        for one in TOOLS
    ]
    for model, given in (
        ("gpt-5.4", chat),
        ("gpt-4.1", items),
        ("claude-3-5-sonnet-20241022", TOOLS),
    ):
        ours = sent(defer_tools(0), model, given)[0].tools
        assert ours is not None
        assert len(ours) == 1
        assert TOOL in str(ours[0])


def test_tools_stay_as_decided_until_the_cache_is_cold() -> None:
    every = sent(defer_tools(1), cold=(12,))
    assert [one.tools for one in every[:12]] == [every[0].tools] * 12
    assert every[12].tools != every[0].tools  # what was called most stands among them now
    assert every[12].tools is not None
    assert every[12].tools[0] == TOOLS[0]
    assert [len(one.extra_requests) for one in every[:13]] == [0, 1, *[0] * 9, 1, 0]
    assert [one.loaded_tokens > 0 for one in every[:3]] == [False, True, True]
    assert not any(one.head_changed for one in every)


def test_ours_puts_what_was_found_among_the_tools_and_says_that_the_head_changed() -> None:
    every = sent(defer_tools(0), "claude-3-5-sonnet-20241022")
    assert every[1].head_changed
    assert every[1].tools is not None
    assert every[1].tools[-1] == TOOLS[0]
    assert not every[2].head_changed
    assert all(one.loaded_tokens == 0 for one in every)
    priced = replay(session(30, 2), {"ours": defer_tools(0)}, model="claude-3-5-sonnet-20241022",
                    tools=TOOLS, tokenizer=Words(), progress=False)  # fmt: skip
    rows = [row for row in priced.rows if row.policy == "ours"]
    assert [row.cache_read_tokens == 0 for row in rows[:3]] == [True, True, False]


def test_a_mark_of_the_cache_moves_to_the_search() -> None:
    tools = [*TOOLS[:-1], {**TOOLS[-1], "cache_control": {"type": "ephemeral"}}]
    found = sent(defer_tools(["tool_3"]), tools=tools)[0].tools
    assert found is not None
    assert [("cache_control" in one, "defer_loading" in one) for one in found[:2]] == [
        (False, False),
        (True, False),
    ]
    assert not any("cache_control" in one for one in found[2:])


def test_our_search_finds_by_name_and_by_words() -> None:
    answer = found_tools({"query": "commit changes to the repository"}, real_tools())
    assert "git_commit" in names_in(answer)
    assert (
        names_in(found_tools('{"query": "jira_get_issue"}', real_tools())).count("jira_get_issue")
        == 1
    )
    assert found_tools("[", real_tools()).startswith("error: ")
    assert (
        found_tools({"query": "zzzz"}, TOOLS[:2])
        == "no tool fits; those that can be found: tool_0, tool_1"
    )
    assert names_in("no JSON") == []
    assert [
        one.name for one in best(definitions(real_tools()), "the current time in a timezone", 1)
    ] == ["get_current_time"]


def test_what_no_corpus_calls_is_dropped() -> None:
    policy = drop_unused_tools([session(14, 2)], keep=["tool_9"])
    first = sent(policy)[0].tools
    assert first is not None
    assert [one["name"] for one in first] == ["tool_0", "tool_1", "tool_9"]
    result = simulate(session(14, 2), MODEL, policy=["lossless", policy], tools=TOOLS)
    assert result.tools_after is not None
    assert len(result.tools_after) == 3
    assert sum(row.kind == "definition" for row in result.removals) == 37
    assert result.tokens_saved > 37 * 300
    assert [s.name for s in result.steps if s.tokens_before - s.tokens_after > 37 * 300] == [
        policy.name
    ]
    for wrong in ([[{"role": "user", "content": "no call"}]], [3]):
        with pytest.raises(HeadroomError):
            drop_unused_tools(wrong)


def test_tools_are_taken_from_the_file_of_a_server() -> None:
    given = {"messages": session(3, 1), "model": MODEL}
    whole = [simulate(given, policy="off", tools=path) for path in FILES]
    assert [len(found.tools or ()) for found in whole] == [98, 1, 12, 2]
    assert simulate(given, tools={"result": {"tools": TOOLS}}).tools == TOOLS
    for wrong in ("missing.json", FILES[0].parent, {"a": 1}, 5):
        with pytest.raises(
            ConfigError, match=r"^tools: found .*expected a list of tool definitions"
        ):
            simulate(given, tools=wrong)  # type: ignore[arg-type]


def test_wrong_settings_are_named() -> None:
    for wrong in (
        lambda: defer_tools(-1),
        lambda: defer_tools("Read"),
        lambda: defer_tools(3, "usage"),
        lambda: defer_tools(1.5),
    ):  # type: ignore[arg-type]
        with pytest.raises(ConfigError, match="defer_tools: "):
            wrong()
    without = replay(session(3, 1), {"d": defer_tools(2)}, model=MODEL, progress=False)
    assert any("recorded, not in the file: tools=" in note for note in without.notes)
    assert str(defer_tools(3, "query")) == "defer_tools(3, by='query')"


@pytest.mark.parametrize("held", [True, False])
def test_what_went_of_the_tools_counts_for_no_step_that_follows(held: bool) -> None:
    messages = session(14, 2)
    dropping, clearing = drop_unused_tools(["tool_0"]), clear_tool_uses(8_000, keep=1)
    whole = simulate(messages, MODEL, policy="off", tools=TOOLS).tokens_before
    assert whole > 12_000
    for policy, clears in ((clearing, True), ([dropping, clearing], False)):
        request = Request(messages, MODEL, None, TOOLS)
        occasion = Occasion(request, held_tokens=whole if held else None)
        rows = sender(policy, model=MODEL).send(occasion).removals
        assert any(row.message >= 0 for row in rows) is clears


def test_tools_that_a_later_request_has_no_more_count_no_more() -> None:
    messages, sends = session(14, 2), sender(clear_tool_uses(8_000, keep=20), model=MODEL)
    assert not sends.send(Occasion(Request(messages, MODEL, None, TOOLS))).removals
    sends = sender(clear_tool_uses(8_000, keep=1), model=MODEL)
    sends.send(Occasion(Request(messages[:1], MODEL, None, TOOLS)))
    assert not sends.send(Occasion(Request(messages, MODEL, None, TOOLS[:1]), 1, 1)).removals


def test_the_ledger_tells_of_the_tools_of_the_last_request_only() -> None:
    messages = session(3, 1)
    moments = [drop_unused_tools(["tool_0"]), defer_tools(["tool_0"])]
    for moment in moments:
        sends, account = moment.begin(Context(Tokenizer(model=MODEL))), Account()
        for number, (tools, gone) in enumerate(
            [(TOOLS[:3], 2), (TOOLS[:3], 2), (TOOLS[:1], 0), (None, 0)]
        ):
            request = Request(messages, MODEL, None, tools)
            account.add(sends.send(Occasion(request, number, len(messages) if number else 0)))
            step = account.step(read(messages), moment.name)
            assert len(step.removals) == gone, (moment.name, number)


@pytest.mark.parametrize("model", ["gpt-4o", "claude-sonnet-4-5"])
def test_where_the_search_costs_more_than_it_spares_nothing_is_kept_back(model: str) -> None:
    messages, small = [{"role": "user", "content": "go"}], [tool(1, words=3)]
    found = simulate(messages, model, policy=defer_tools(0), tools=small)
    assert found.tokens_after <= found.tokens_before
    large = simulate(messages, "gpt-4o", policy=defer_tools(0), tools=[tool(1), *small])
    assert large.tokens_saved > 0


def test_a_mark_of_the_cache_on_a_tool_that_goes_moves_to_the_last_that_stays() -> None:
    marked = {**tool(1), "cache_control": {"type": "ephemeral"}}
    found = simulate(
        session(3, 1), MODEL, policy=drop_unused_tools(["tool_0"]), tools=[tool(0), marked]
    )
    assert found.tools_after == [{**tool(0), "cache_control": {"type": "ephemeral"}}]


@pytest.mark.parametrize("chat", [True, False])
def test_a_function_without_arguments_is_a_tool_like_any_other(chat: bool) -> None:
    own = {"name": "ping", "description": "Says that it is there."}
    ping = {"type": "function", "function": own} if chat else {"type": "function", **own}
    tools = [ping, {"type": "function", "function": {"name": "read", "parameters": SCHEMA}}]
    asked = [{"role": "user", "content": "go"}]
    found = simulate(asked, "gpt-4o", policy=drop_unused_tools(["read"]), tools=tools)
    assert found.tools_after == tools[1:]


def test_tools_that_stay_as_they_are_are_none() -> None:
    found = simulate(session(3, 1), MODEL, policy=defer_tools(["tool_0"]), tools=[tool(0)])
    assert found.tools_after is None


def test_at_a_compaction_the_head_is_another_where_found_tools_go_with_it() -> None:
    sends = sender(defer_tools(["tool_0"]), model="gpt-4o")
    tools = [{"type": "function", "function": {
        "name": f"tool_{n}", "description": "word " * 300, "parameters": SCHEMA}} for n in range(9)]  # fmt: skip
    asks: list[Any] = [{"role": "user", "content": "go"}]
    calls = {"id": "a", "type": "function", "function": {"name": "tool_3", "arguments": "{}"}}
    used = [*asks, {"role": "assistant", "content": None, "tool_calls": [calls]},
            {"role": "tool", "tool_call_id": "a", "content": "done"}]  # fmt: skip
    after = [{"role": "user", "content": "What was said so far: nothing."}]
    steps = [(asks, 0, None), (used, 1, None), (after, 0, "compaction")]
    sent = [
        sends.send(Occasion(Request(messages, "gpt-4o", tools=tools), at, fresh, opens))
        for at, (messages, fresh, opens) in enumerate(steps)
    ]
    assert [one.head_changed for one in sent] == [False, True, True]
