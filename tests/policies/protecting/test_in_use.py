"""Protecting in a replay, a comparison, a client, a text and the explorer."""

from __future__ import annotations

from typing import Any

import pytest

from headroom_lab import compare, protect, replay, simulate
from headroom_lab.explore.simulation import SimulationExplorer
from headroom_lab.policies.policy import policy_of
from tests.policies.protecting.test_protect import check, session


def test_a_replay_and_a_comparison_say_what_it_costs() -> None:
    messages = session(12)
    policies = {"free": "thrifty", "kept": protect("thrifty", tools=["Edit", "Read"])}
    found = compare(messages, policies, model="claude-sonnet-4-5")
    assert found["kept"].tokens_after > found["free"].tokens_after
    again = replay(messages, policies, model="claude-sonnet-4-5")
    costs = [total.cost for total in again.totals]
    assert costs == sorted(costs)
    assert costs[0] < costs[1] < again.unchanged.cost
    # What the result says of itself is the difference between the two.
    said, (free, kept) = again.protection["kept"], again.totals
    assert said.named == "Edit, Read"
    assert said.tokens == kept.tokens_after - free.tokens_after > 0
    assert said.cost == pytest.approx(kept.cost - free.cost)
    assert list(again.protection) == ["kept"]
    assert again.policies == ("free", "kept")
    assert f"sends {said.tokens:,} tokens more and costs $" in " ".join(str(again).split())


def test_it_can_be_written_in_a_text() -> None:
    policy = policy_of("protect(at_entry(lossless), tools='Edit', messages=[0, -3])")
    found = simulate(session(), "gpt-4o", policy=policy)
    check(session(), found.messages, {"tools": ["Edit"], "messages": [0, -3]})


def test_a_message_is_pinned_in_the_explorer() -> None:
    explorer = SimulationExplorer(session(), "gpt-4o", policy="aggressive")
    place = explorer.chooser.number.value
    assert explorer.result.rows[place].change == "changed"
    explorer.chooser.pin.value = True
    assert explorer.result.rows[place].change == "kept"
    assert explorer.result.messages[place] == session()[place]
    listed = [line for line, message in explorer.chooser.listed.options if message == place]
    assert listed[0].startswith("•")
    assert f"protect('aggressive', messages=({place},))" in explorer.code
    names: dict[str, Any] = {"messages": session()}
    exec(explorer.code.replace("simulate(messages", "found = simulate(messages"), names)
    assert names["found"].tokens_after == explorer.result.tokens_after
    explorer.chooser.number.value = place - 1
    assert explorer.chooser.pin.value is False
    explorer.chooser.number.value = place
    explorer.chooser.pin.value = False
    assert explorer.result.rows[place].change == "changed"
