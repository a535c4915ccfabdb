"""The explorer of a context map: what is chosen is shown, and nothing of it is more than text."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest

from headroom_lab import explore_map, load_example, simulate
from headroom_lab.display.visible import visible
from headroom_lab.errors import ConfigError
from headroom_lab.explore import MapExplorer
from headroom_lab.results.context_map import TOOLS
from headroom_lab.results.simulation import SimulationResult
from tests.display.parsing import parsed, tags
from tests.display.samples import HOSTILE
from tests.traces.made import eventful_session

TOOL: dict[str, Any] = {"type": "function", "function": {"name": "list_packages", "parameters": {}}}


@pytest.fixture(scope="module")
def result() -> SimulationResult:
    return simulate(load_example("package_audit"), model="gpt-4o", tools=[TOOL])


@pytest.fixture
def explorer(result: SimulationResult) -> MapExplorer:
    found: MapExplorer = result.map().explore()
    return found


def test_the_view_holds_the_blocks_of_the_map(explorer: MapExplorer) -> None:
    columns = explorer.view.blocks
    assert columns["before"] == [block.tokens_before for block in explorer.map.blocks]
    assert columns["after"] == [block.tokens_after for block in explorer.map.blocks]
    named = [explorer.view.roles[at] for at in columns["role"]]
    assert named == [block.role for block in explorer.map.blocks]


def test_it_opens_at_the_first_change(explorer: MapExplorer) -> None:
    assert explorer.chosen.change != "kept"


def test_the_chosen_message_shows_its_diff_and_its_ledger(
    explorer: MapExplorer, result: SimulationResult
) -> None:
    explorer.choose(4)
    assert explorer.difference.value == result.diff(4).to_html()
    here = [removal.tokens for removal in result.removals if removal.message == 4]
    assert f"{len(here)} removals took out {sum(here):,} tokens" in explorer.ledger.value
    explorer.choose(1)
    assert "Nothing was removed" in explorer.ledger.value
    assert result.rows[1].before[:20] in explorer.difference.value


def test_a_definition_shows_its_json(explorer: MapExplorer) -> None:
    explorer.view.chosen = 0
    assert "list_packages" in explorer.difference.value


def test_a_message_that_there_is_not_is_told(explorer: MapExplorer) -> None:
    with pytest.raises(ConfigError, match="message 99"):
        explorer.choose(99)


def test_a_map_from_a_pickle_has_no_texts(result: SimulationResult) -> None:
    read = pickle.loads(pickle.dumps(result.map()))
    assert read == result.map()
    with pytest.raises(ConfigError, match="no texts"):
        read.explore()


def test_a_trace_is_shown_as_it_was_recorded() -> None:
    trace = eventful_session("first", 30)
    explorer = trace.map().explore()
    assert explorer.map == explore_map(trace).map == trace.map()
    assert explorer.ledger.value == ""
    assert "Stays as it is" in explorer.difference.value


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_text(name: str) -> None:
    text = HOSTILE[name]
    explorer = explore_map(
        [{"role": "user", "content": text, "name": "n"}], "gpt-4o", tools=[_named(text)]
    )
    told = json.dumps(explorer.view.blocks, ensure_ascii=False)
    assert visible(told) == told
    for at in range(len(explorer.map.blocks)):
        explorer.view.chosen = at
        page = parsed(explorer.difference.value)
        assert not {"script", "img", "iframe"} & set(tags(page))


def _named(text: str) -> dict[str, Any]:
    """Return a tool's definition with a hostile name."""
    return {"type": "function", "function": {"name": text, "parameters": {}}}


@pytest.mark.parametrize("policy", ["defer_tools(0)", "slim_tools"])
def test_a_definition_that_a_policy_took_or_brought_says_so(policy: str) -> None:
    tools = [_described(number) for number in range(8)]
    result = simulate(load_example("package_audit"), "gpt-4o", policy=policy, tools=tools)
    explorer = result.map().explore()
    said = set()
    for at, block in enumerate(explorer.map.blocks):
        if block.role == TOOLS:
            explorer.view.chosen = at
            said.add(block.change)
            assert ("Stays as it is" in explorer.difference.value) is (block.change == "kept")
    assert "changed" in said


def test_another_context_leaves_nothing_of_the_last(result: SimulationResult) -> None:
    explorer = result.map().explore()
    explorer.choose(4)
    assert "took out" in explorer.ledger.value
    explorer.show(simulate(load_example("package_audit"), "gpt-4o", policy="off").map())
    assert explorer.ledger.value == ""


def _described(number: int) -> dict[str, Any]:
    """Return a tool's definition with words that say nothing."""
    arguments = {
        "type": "object",
        "title": f"t{number}",
        "properties": {
            "path": {
                "type": "string",
                "title": "Path",
                "default": None,
                "description": "Where. " * 30,
            }
        },
    }
    return {
        "type": "function",
        "function": {
            "name": f"t{number}",
            "description": "Looks something up. " * 20,
            "parameters": arguments,
        },
    }
