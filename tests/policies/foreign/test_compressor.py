"""Compressors of anyone's: how they are called, what they took out, what they cost, how they fail."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openai
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from headroom_lab import (
    HeadroomClient,
    at_entry,
    compare,
    compressor,
    protect,
    replay,
    simulate,
    sweep,
)
from headroom_lab.errors import CompressorError, ConfigError, HeadroomError
from headroom_lab.messages import problems, read
from headroom_lab.policies.policy import policies_of, policy_of
from tests.chat import result, said, user
from tests.client.server import serving
from tests.strategies import FORMATS, conversations

MODEL = "gpt-4o"


def call(id: str, arguments: str = "{}") -> dict[str, Any]:
    """Return a call of a tool."""
    function = {"name": "grep", "arguments": arguments}
    return {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": id, "type": "function", "function": function}],
    }


SESSION: list[Any] = [
    {"role": "system", "content": "You help."},
    user("find the port"),
    call("a"),
    result("a", "the file is /srv/zebra_48213.toml and the host is alpha\n" + "noise " * 400),
    said("it is there"),
    user("and the host?"),
    call("b"),
    result("b", "beta " * 300),
    said("alpha"),
    user("open 48213 on it"),
    call("c", '{"path": "/srv/zebra_48213.toml"}'),
    result("c", "ok"),
    said("done"),
]


def head(messages: list[Any]) -> list[Any]:
    """Keep the first two messages and the last three."""
    return messages[:2] + messages[max(len(messages) - 3, 2) :]


def shorten(messages: list[Any]) -> list[Any]:
    """Cut every output to 40 characters, in place."""
    for message in messages:
        if message["role"] == "tool":
            message["content"] = message["content"][:40]
    return messages


def boom(messages: list[Any]) -> list[Any]:
    raise RuntimeError("out of luck")


def breaks(messages: list[Any]) -> list[Any]:
    return messages[:2] + messages[3:]


def wrong(messages: list[Any]) -> Any:
    return "shorter"


class Compresses:
    """An object with a method of that name."""

    def compress(self, messages: list[Any]) -> list[Any]:
        return shorten(messages)


class Runs:
    """A runnable, as LangChain has them."""

    name = "runs"

    def invoke(self, messages: list[Any]) -> dict[str, Any]:
        return {"messages": head(messages)}


COMMAND = [
    sys.executable,
    "-c",
    "import json, sys; m = json.load(sys.stdin); json.dump(m[:2] + m[-3:], sys.stdout)",
]


@pytest.mark.parametrize(
    "given", [head, Compresses(), Runs(), COMMAND, compressor(COMMAND, name="c")]
)
def test_anything_that_compresses_is_taken_where_a_policy_is(given: Any) -> None:
    assert policy_of(given).name in (
        "head",
        "Compresses",
        "runs",
        COMMAND[-1].rpartition("/")[2],
        "c",
    )
    before = json.dumps(SESSION)
    found = simulate(SESSION, MODEL, policy=given)
    assert json.dumps(SESSION) == before
    assert found.tokens_saved > 100
    assert found.compressing is not None
    assert found.compressing.seconds >= 0
    assert len(policies_of([given, "balanced"])) == 2


def test_the_ledger_is_what_stood_and_stands_no_more() -> None:
    found = simulate(SESSION, MODEL, policy=head)
    assert [row.message for row in found.removals] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert [row.change for row in found.rows] == ["kept"] * 2 + ["dropped"] * 8 + ["kept"] * 3
    assert all(row.transform == "head" for row in found.removals)
    assert found.removals.tokens == found.tokens_saved
    cut = simulate(SESSION, MODEL, policy=shorten)
    assert {row.message for row in cut.removals} == {3, 7}
    assert all(row.text in SESSION[row.message]["content"] for row in cut.removals)
    assert [row.change for row in cut.rows].count("changed") == 2


def test_arguments_written_in_another_order_are_nothing_taken_out() -> None:
    def sorting(messages: list[Any]) -> list[Any]:
        for one in (one for message in messages for one in message.get("tool_calls", ())):
            given = json.loads(one["function"]["arguments"])
            one["function"]["arguments"] = json.dumps(given, sort_keys=True, indent=1)
        return messages

    asked = '{"path": "/srv", "deep": {"second": 2, "first": [1]}, "at": 3}'
    messages = [user("look"), call("a", asked), result("a", "found")]
    found = simulate(messages, MODEL, policy=sorting)
    assert [*found.removals] == []
    assert found.messages == messages


@settings(max_examples=8, phases=[Phase.generate])
@given(data=st.data())
def test_what_is_taken_out_is_told_in_every_format(data: Any) -> None:
    messages = data.draw(conversations(data.draw(st.sampled_from(FORMATS))))
    gone = {data.draw(st.integers(0, len(messages) - 1)) for _ in range(3)}
    chosen = [message for at, message in enumerate(messages) if at not in gone]
    policy = compressor(
        lambda given: [m for at, m in enumerate(given) if at not in gone], name="some"
    )
    try:
        found = simulate(messages, MODEL, policy=policy)
    except CompressorError:
        whole, left = problems(read(messages)), problems(read(chosen)) if chosen else ()
        assert not chosen or len(left) > len(whole)
        return
    assert found.messages == chosen
    told = {row.message for row in found.removals}
    assert told == {*range(len(messages))} - {*found.origins}


def test_errors_are_rows_that_say_why() -> None:
    found = compare(SESSION, [head, boom, breaks, wrong, Compresses(), "balanced"], model=MODEL)
    errors = {row.policy: row.error for row in found}
    assert errors["boom"] == "boom: RuntimeError: out of luck"
    assert errors["breaks"] == (
        "breaks: its answer would be refused: messages[2]: tool result 'a' answers no earlier call "
        "(grep)"
    )
    assert errors["wrong"] == "wrong: answered a str, expected a list of messages"
    assert errors["head"] is errors["balanced"] is None
    assert [row.tokens_saved for row in found if row.error] == [0, 0, 0]
    assert found[0].retention == 0.0
    assert found["balanced"].compressing is None
    assert found[5].retention == 1.0
    shown = found.to_text()
    told = " ".join(shown.split())
    assert "Nothing came of boom: RuntimeError: out of luck" in told
    assert "Use head" in told
    assert "100.0 % of the values that were used later too" in told
    assert list(found.to_frame()["error"].notna()) == [False, True, True, True, False, False]
    swept = sweep(SESSION, {"policy": [head, boom, "balanced"]}, model=MODEL)
    assert "boom: RuntimeError: out of luck" in str(swept.notes)
    with pytest.raises(CompressorError, match="boom: RuntimeError"):
        simulate(SESSION, MODEL, policy=boom)


def test_a_call_that_stands_twice_is_named() -> None:
    with pytest.raises(CompressorError, match="tool call 'a' stands 2 times"):
        simulate(SESSION, MODEL, policy=compressor(lambda messages: messages[:4] + messages[1:]))


def test_a_replay_goes_on_and_says_what_failed() -> None:
    def since(messages: list[Any]) -> list[Any]:
        last = max(at for at, message in enumerate(messages) if message["role"] == "user")
        return messages[last:]

    found = replay(SESSION, [compressor(since, cost=0.001), boom, "off"], model=MODEL)
    head_, boom_, off = found.totals
    assert boom_.cost == off.cost
    assert head_.extra_cost == pytest.approx(0.001 * found.requests)
    assert any("boom: RuntimeError: out of luck" in note for note in found.notes)


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["-c", "print('hi')"], "answered 'hi\\n', expected JSON"),
        (["-c", "import sys; sys.exit('no model')"], "ended with 1: no model"),
        (["-c", "import time; time.sleep(9)"], "TimeoutExpired"),
    ],
)
def test_commands_fail_in_words(command: list[str], told: str) -> None:
    policy = compressor([sys.executable, *command], name="cmd", seconds=0.5)
    with pytest.raises(CompressorError) as error:
        simulate(SESSION, MODEL, policy=policy)
    assert told in str(error.value)


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no groups of processes here")
def test_what_a_command_began_ends_with_it(tmp_path: Path) -> None:
    file = tmp_path / "number"
    command = ["sh", "-c", f"sleep 60 & echo $! > {file}; wait"]
    with pytest.raises(CompressorError, match="timed out"):
        simulate(SESSION, MODEL, policy=compressor(command, name="cmd", seconds=1))
    state = Path(f"/proc/{file.read_text().strip()}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


def test_a_summarisers_requests_are_its_own_bill() -> None:
    with serving() as vendor:
        client = HeadroomClient(
            openai.OpenAI(base_url=vendor.url + "/v1", api_key="x"), default_mode="off"
        )

        def summary(messages: list[Any]) -> list[Any]:
            text = json.dumps(messages[1:-1])
            answer = client.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": text}]
            )
            told = {"role": "user", "content": str(answer.choices[0].message.content)}
            return [messages[0], told, *messages[-1:]]

        found = simulate(SESSION, MODEL, policy=compressor(summary, cost=client))
        again = simulate(SESSION, MODEL, policy=compressor(summary, cost=client))
    work = found.compressing
    assert work is not None
    assert work.requests == 1
    assert work.cost is not None
    assert work.cost > 0
    assert again.compressing is not None
    assert again.compressing.cost == work.cost
    assert len(found.messages) == 3


def test_its_time_and_its_own_cost_are_columns_of_a_sweep() -> None:
    def head(messages: list[Any]) -> list[Any]:
        return messages[:2]

    grid = {"policy": [compressor(head, cost=0.25), "lossless"]}
    found = sweep({"one": SESSION, "two": SESSION}, grid, model=MODEL, progress=False)
    first, second = found.to_frame().to_dict("records")
    assert first["own_cost"] == 0.25
    assert first["own_seconds"] > 0
    assert second["own_cost"] != second["own_cost"]  # nothing of ours has such a cost
    assert "own cost" in found.to_html()
    assert "own cost" not in sweep(SESSION, {"policy": ["lossless"]}, model=MODEL).to_html()


def test_a_replay_does_not_pay_a_compressor_twice_to_say_what_protecting_costs() -> None:
    called: list[int] = []

    def head(messages: list[Any]) -> list[Any]:
        called.append(len(messages))
        return messages

    replay(SESSION, compressor(head), model=MODEL, progress=False)
    alone = len(called)
    found = replay(SESSION, protect(compressor(head), tools="grep"), model=MODEL, progress=False)
    assert len(called) == 2 * alone
    assert not found.protection
    called.clear()
    within = [at_entry(compressor(head))]
    replay(SESSION, within, model=MODEL, progress=False)
    alone = len(called)
    replay(SESSION, protect(within, tools="grep"), model=MODEL, progress=False)
    assert len(called) == 2 * alone


def test_what_is_protected_of_an_output_comes_back_whatever_form_it_is_given() -> None:
    rows = json.dumps([{"id": f"row-{n}", "text": "word " * 30} for n in range(5)])
    parts = [{"type": "text", "text": rows}]
    asked = [SESSION[0], *SESSION[1:3], {**SESSION[3], "content": parts}, *SESSION[4:]]
    at = next(n for n, message in enumerate(asked) if message.get("content") == parts)

    def short(messages: list[Any]) -> list[Any]:
        return [{**m, "content": "short"} if n == at else m for n, m in enumerate(messages)]

    found = simulate(asked, MODEL, policy=protect(short, paths=["$[*].id"]))
    assert found.messages[at]["content"] == parts


def test_what_is_protected_comes_back() -> None:
    found = simulate(SESSION, MODEL, policy=protect(head, messages=[3]))
    assert found.messages[2:4] == SESSION[2:4]
    assert not problems(read(found.messages))


@pytest.mark.parametrize(
    "make",
    [
        lambda: compressor(3),
        lambda: compressor("head"),
        lambda: compressor(Compresses),
        lambda: compressor(head, cost="dear"),
        lambda: policy_of(3.5),
    ],
)
def test_what_cannot_compress_is_said(make: Callable[[], Any]) -> None:
    with pytest.raises(ConfigError, match="expected"):
        make()


def test_langchain_and_litellm_trim() -> None:
    messages = pytest.importorskip("langchain_core.messages")
    runnables = pytest.importorskip("langchain_core.runnables")
    litellm = pytest.importorskip("litellm.utils")

    def size(given: list[Any]) -> int:
        return sum(len(str(message.content)) // 4 for message in given)

    def chain(given: list[Any]) -> Any:
        return messages.trim_messages(
            given, max_tokens=500, token_counter=size, start_on="human", include_system=True
        )

    def trim(given: list[Any]) -> Any:
        return litellm.trim_messages(given, model=MODEL, max_tokens=500)

    policies = {"chain": chain, "runnable": runnables.RunnableLambda(chain), "litellm": trim}
    found = compare(SESSION, {**policies, "balanced": "balanced"}, model=MODEL)
    for row in found[:3]:
        assert row.error is None or "would be refused" in row.error
        assert row.error or row.tokens_after < 600
    assert found[0].error is None
    assert found[0].tokens_after == found[1].tokens_after


def test_langchain_trims_a_conversation_of_anthropics() -> None:
    messages = pytest.importorskip("langchain_core.messages")
    use = {"type": "tool_use", "id": "a", "name": "grep", "input": {}}
    answer = {"type": "tool_result", "tool_use_id": "a", "content": "beta " * 300}
    given = [
        {"role": "user", "content": "find the port " * 50},
        {"role": "assistant", "content": "which one?"},
        {"role": "user", "content": "the first"},
        {"role": "assistant", "content": [use]},
        {"role": "user", "content": [answer]},
        {"role": "assistant", "content": "48213"},
    ]

    def last(given: list[Any]) -> Any:
        return messages.convert_to_messages(given)[2:]

    found = simulate(given, "claude-sonnet-4-5", policy=last)
    assert found.messages == given[2:]
    assert {row.message for row in found.removals} == {0, 1}


def test_a_policy_that_fails_is_never_the_best() -> None:
    found = compare(SESSION, [boom, "lossless"], model=MODEL)
    assert found.best("cached_cost") is found["lossless"]
    said = found.to_text()
    assert said.splitlines()[0].startswith("Use lossless:")
    assert "boom failed" in said.splitlines()[0] + said.splitlines()[1]
    row = next(r for r in found.to_markdown().splitlines() if r.startswith("| boom"))
    assert "✓" not in row
    assert "failed: RuntimeError: out of luck" in row
    assert "background" not in found.to_html().partition(">boom</th>")[2].partition("</tr>")[0]
    alone = compare(SESSION, [boom], model=MODEL)
    assert alone.to_text().startswith("Nothing came of boom")
    with pytest.raises(HeadroomError, match="failed: boom"):
        alone.best()


def test_a_replay_never_recommends_what_failed() -> None:
    found = replay(SESSION, {"x": ["lossless", boom], "y": "off"}, model=MODEL, progress=False)
    assert found.best is not None
    assert found.best.policy != "x"
    total = found.totals[0]
    assert (total.failed, total.failure) == (found.requests, "boom: RuntimeError: out of luck")
    assert f"x failed in {found.requests} of {found.requests} requests" in found.verdict
    row, sizes = (r for r in found.to_markdown().splitlines() if r.startswith("| x"))
    assert not any(character.isdigit() for character in sizes)
    drawn = found.to_html().partition(">x</th>")[2].partition("</tr>")[0]
    assert "background" not in drawn
    assert "failed in" in row
    assert "out of luck" in row
    assert "$" not in row
    alone = replay(SESSION, {"x": ["lossless", boom]}, model=MODEL, progress=False)
    assert alone.to_text().startswith("Leave it unchanged: x: failed in")
    many = replay({"a": SESSION, "b": SESSION}, {"x": boom, "y": "off"}, model=MODEL)
    assert many.verdict.startswith("y")
    assert "x: failed in 2 of 2 sessions" in many.to_markdown()


def test_a_moment_that_fails_is_a_row_of_a_replay() -> None:
    calls: list[int] = []

    def later(messages: list[Any]) -> list[Any]:
        calls.append(1)
        if len(calls) > 1:
            raise RuntimeError("out of luck")
        return messages

    for step in (boom, later):
        policies = {"x": at_entry(step), "y": "lossless"}
        found = replay(SESSION, policies, model=MODEL, progress=False)
        assert found.policies == ("x", "y")
        assert found.totals[0].failed
        assert found.totals[0].tokens_after == found.totals[0].tokens_before
        assert not found.totals[1].failed


def test_a_compressor_that_leaves_is_a_row() -> None:
    def leaves(messages: list[Any]) -> list[Any]:
        sys.exit(3)

    def stops(messages: list[Any]) -> list[Any]:
        raise KeyboardInterrupt

    found = compare(SESSION, [leaves, "off"], model=MODEL)
    assert found[0].error == "leaves: SystemExit: 3"
    swept = sweep(SESSION, {"policy": [leaves, "off"]}, model=MODEL, progress=False)
    assert [bool(row.error) for row in swept.rows] == [True, False]
    with pytest.raises(KeyboardInterrupt):
        compare(SESSION, [stops, "off"], model=MODEL)


@pytest.mark.parametrize("gives", [lambda: 1 / 0, lambda: None, lambda: "1", lambda: float("nan")])
def test_a_cost_that_is_none_is_a_row_with_its_error(gives: Callable[[], Any]) -> None:
    found = compare(SESSION, [compressor(head, cost=gives), "off"], model=MODEL)
    assert (found[0].error or "").startswith("head: its cost: ")
