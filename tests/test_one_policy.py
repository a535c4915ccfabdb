"""One conversation, one policy, everywhere: every entry point takes the same and says the same."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from openai import OpenAI
from traitlets.config import Config

from headroom_lab import (
    HeadroomClient,
    Policy,
    RollingWindow,
    RollingWindowConfig,
    SmartCrusher,
    SmartCrusherConfig,
    TransformPipeline,
    compare,
    count_tokens_messages,
    detect_waste,
    explore_simulation,
    explore_weights,
    replay,
    score_messages,
    simulate,
    sweep,
)
from headroom_lab.errors import ConfigError, HeadroomError
from headroom_lab.messages import read

GPT = "gpt-4o"
ROWS = [{"id": i, "host": f"web-{i}", "state": "ok", "load": i % 7} for i in range(120)]
CALL = {"id": "c1", "type": "function", "function": {"name": "hosts", "arguments": "{}"}}
MESSAGES: list[Any] = [
    {"role": "system", "content": "You help."},
    {"role": "user", "content": "Which hosts are there?"},
    {"role": "assistant", "content": None, "tool_calls": [CALL]},
    {"role": "tool", "tool_call_id": "c1", "content": json.dumps(ROWS)},
    {"role": "assistant", "content": "There are 120."},
    {"role": "user", "content": "And now?"},
    {"role": "assistant", "content": "Still."},
]
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "hosts",
            "description": "List all hosts of the fleet with their state.",
            "parameters": {"type": "object", "properties": {"zone": {"type": "string"}}},
        },
    }
]
BODY = {"model": GPT, "messages": MESSAGES, "tools": TOOLS}
CRUSHER = SmartCrusher(SmartCrusherConfig(max_items_after_crush=10))
WINDOW = RollingWindow(RollingWindowConfig(max_tokens=900, preserve_recent_turns=1))

POLICIES: dict[str, Any] = {
    "none": None,
    "a preset": "balanced",
    "off": "off",
    "a transform": CRUSHER,
    "a pipeline": TransformPipeline([CRUSHER, WINDOW]),
    "an empty pipeline": TransformPipeline([]),
    "a Policy": Policy("mine", TransformPipeline([CRUSHER])),
    "names": ["lossless", "window"],
    "a mix": ["lossless", CRUSHER, Policy("w", TransformPipeline([WINDOW]))],
    "a tuple": ("crush", WINDOW),
}
CONVERSATIONS: dict[str, Any] = {
    "a list": MESSAGES,
    "a tuple": tuple(MESSAGES),
    "a body": BODY,
    "a read conversation": read(MESSAGES),
    "an object": SimpleNamespace(messages=MESSAGES, model=GPT, system=None, tools=None),
    "a result": simulate(MESSAGES, GPT, policy="off"),
}


@pytest.fixture(scope="module")
def shell() -> InteractiveShell:
    config = Config({"HistoryManager": {"enabled": False}})
    made = InteractiveShell(config=config)
    made.run_line_magic("load_ext", "headroom_lab")
    return made


def by_simulate(conversation: Any, policy: Any, _: Any) -> int:
    return simulate(conversation, GPT, policy=policy).tokens_after


def by_compare(conversation: Any, policy: Any, _: Any) -> int:
    return compare(conversation, {"it": policy}, model=GPT)["it"].tokens_after


def by_sweep(conversation: Any, policy: Any, _: Any) -> int:
    grid = {"policy": {"it": policy}}
    return (
        sweep(conversation, grid, model=GPT, retention=False, progress=False).points[0].tokens_after
    )


def by_explorer(conversation: Any, policy: Any, _: Any) -> int:
    return explore_simulation(conversation, GPT, policy=policy).result.tokens_after


def by_result(conversation: Any, policy: Any, _: Any) -> int:
    return simulate(conversation, GPT, policy=policy).explore().result.tokens_after


def by_client(conversation: Any, policy: Any, _: Any) -> int:
    client = HeadroomClient(OpenAI(api_key="none"), policy=policy)
    body = conversation if isinstance(conversation, dict) else {"messages": conversation}
    asked = {**body, "model": GPT}
    return client.chat.completions.simulate(**asked).tokens_after


def by_magic(conversation: Any, policy: Any, shell: Any) -> int:
    shell.user_ns |= {"held": conversation, "mine": policy}
    word = "mine" if policy is not None else "default"
    word = policy if isinstance(policy, str) else word
    return shell.run_line_magic("headroom", f"simulate held -m {GPT} --policy {word}").tokens_after


ENTRIES: dict[str, Callable[[Any, Any, Any], int]] = {
    "compare": by_compare,
    "sweep": by_sweep,
    "explore_simulation": by_explorer,
    "result.explore": by_result,
    "magic": by_magic,
}


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("policy", POLICIES)
def test_every_entry_point_takes_every_policy(policy: str, entry: str, shell: Any) -> None:
    wanted = by_simulate(MESSAGES, POLICIES[policy], shell)
    assert ENTRIES[entry](MESSAGES, POLICIES[policy], shell) == wanted


@pytest.mark.parametrize("policy", POLICIES)
def test_the_client_takes_every_policy(policy: str) -> None:
    if POLICIES[policy] is not None:  # None is what the three configs make
        wanted = by_simulate(BODY, POLICIES[policy], None)
        assert by_client(BODY, POLICIES[policy], None) == wanted


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("name", CONVERSATIONS)
def test_every_entry_point_takes_every_conversation(name: str, entry: str, shell: Any) -> None:
    given = CONVERSATIONS[name]
    wanted = by_simulate(given, "crush", shell)
    assert ENTRIES[entry](given, "crush", shell) == wanted


@pytest.mark.parametrize("policy", [p for p in POLICIES if p not in ("none",)])
def test_a_replay_sends_last_what_a_simulation_of_it_sends(policy: str) -> None:
    found = replay(BODY, {"it": POLICIES[policy]}, progress=False)
    prefix = {**BODY, "messages": MESSAGES[:-1]}
    assert found.rows[-1].tokens_after == simulate(prefix, policy=POLICIES[policy]).tokens_after


def test_a_bodys_own_model_tools_and_system_hold_everywhere(shell: Any) -> None:
    whole = simulate(BODY)
    assert whole.tokens_before == simulate(MESSAGES, GPT, tools=TOOLS).tokens_before
    assert whole.tokens_before > simulate(MESSAGES, GPT).tokens_before
    row = sweep(BODY, {"policy": ["off"]}, progress=False).points[0]
    assert row.tokens_before == whole.tokens_before
    assert compare(BODY, ["off"])["off"].tokens_before == whole.tokens_before
    assert explore_simulation(BODY).result.tokens_before == whole.tokens_before
    several = sweep([BODY, BODY], {"policy": ["off"]}, progress=False).points[0]
    assert several.tokens_before == 2 * whole.tokens_before
    anthropic = {
        "model": "claude-sonnet-4-5",
        "system": "You help. " * 9,
        "messages": MESSAGES[1:2],
    }
    assert simulate(anthropic).model == "claude-sonnet-4-5"
    lone = sweep(anthropic, {"policy": ["off"]}, progress=False).points[0]
    assert lone.tokens_before == simulate(anthropic).tokens_before
    assert [s.message_index for s in score_messages(anthropic)] == [-1, 0]
    assert detect_waste(anthropic).total_tokens == simulate(anthropic).waste_signals.total_tokens
    assert explore_weights(anthropic).size > count_tokens_messages(MESSAGES[1:2])


def test_off_beside_a_limit_cuts_nothing_anywhere(shell: Any) -> None:
    whole = simulate(MESSAGES, GPT, policy="off").tokens_before
    asked = {"policy": ["off", "window"], "max_tokens": [600]}
    off, window = sweep(MESSAGES, asked, model=GPT, retention=False, progress=False).points
    assert (off.tokens_after, window.tokens_after < whole) == (whole, True)
    both = compare(MESSAGES, ["off", "window"], model=GPT, max_tokens=600)
    assert (both["off"].tokens_after, both["window"].tokens_after) == (whole, window.tokens_after)
    again = replay(MESSAGES, ["off", "window"], model=GPT, max_tokens=600, progress=False)
    assert again.rows[-2].tokens_after == again.rows[-2].tokens_before
    shell.user_ns["held"] = MESSAGES
    told = shell.run_line_magic(
        "headroom", f"compare held -m {GPT} --policy off,window --max-tokens 600"
    )
    assert [row.tokens_after for row in told] == [row.tokens_after for row in both]


def test_steps_on_a_line_are_those_of_a_list(shell: Any) -> None:
    shell.user_ns["held"] = MESSAGES
    line = "compare held -m gpt-4o --policy lossless,lossless+window --max-tokens 600"
    told = shell.run_line_magic("headroom", line)
    wanted = compare(MESSAGES, ["lossless", ["lossless", "window"]], model=GPT, max_tokens=600)
    assert [row.policy for row in told] == ["lossless", "lossless+window"]
    assert list(told) == list(wanted)


def test_the_outer_list_is_never_one_policy() -> None:
    assert [row.policy for row in compare(MESSAGES, ["crush", "off"], model=GPT)] == [
        "crush",
        "off",
    ]
    found = compare(MESSAGES, [["crush", "window"], "off"], model=GPT)
    assert [row.policy for row in found] == ["crush+window", "off"]
    with pytest.raises(ConfigError, match="'crush' twice, expected different names: a dict"):
        compare(MESSAGES, ["crush", "crush"], model=GPT)


def test_the_best_of_a_comparison() -> None:
    found = compare(MESSAGES, ["off", "crush", "lossless"], model=GPT)
    least = min(found, key=lambda row: row.tokens_after)
    assert found.best().tokens_after == least.tokens_after
    assert found.best().policy.name == least.policy
    assert found["crush"].removals
    assert found.to_frame()["policy"].tolist() == ["off", "crush", "lossless"]
    assert found.plot().axes
    with pytest.raises(KeyError, match="unknown policy 'crsh', did you mean 'crush'"):
        _ = found["crsh"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        unknown = compare(MESSAGES, ["off"], model="nobodys-model")
    with pytest.raises(HeadroomError, match="the price is unknown"):
        unknown.best(by="cost")


def test_a_model_is_asked_for_where_none_is_given() -> None:
    for call in (simulate, compare, replay):
        with pytest.raises(ConfigError, match=f"as in {call.__name__}"):
            call(MESSAGES)
    with pytest.raises(ConfigError, match="model: found none"):
        sweep(MESSAGES, {"policy": ["off"]})
    with pytest.raises(ConfigError, match="model: found int '5'"):
        simulate(MESSAGES, 5)  # type: ignore[arg-type]
