"""Presets to begin with, the way back from each change, and the map that chooses a message."""

from __future__ import annotations

from typing import Any

import pytest

from headroom_lab import load_example, simulate
from headroom_lab.explore import SimulationExplorer

MESSAGES = load_example("package_audit")


@pytest.fixture
def explorer() -> SimulationExplorer:
    found: SimulationExplorer = simulate(MESSAGES, model="gpt-4o").explore()
    return found


def test_the_policy_under_study_comes_first_and_a_preset_is_what_simulating_with_it_gives(
    explorer: SimulationExplorer,
) -> None:
    assert explorer.steps.start.options[0] == "default, as opened"
    explorer.steps.start.value = "aggressive"
    wanted = simulate(MESSAGES, model="gpt-4o", policy="aggressive")
    assert explorer.result.messages == wanted.messages
    assert "policy='aggressive'" in explorer.code


def test_each_change_is_taken_back(explorer: SimulationExplorer) -> None:
    seen = [_seen(explorer)]
    assert explorer.steps.undone.disabled
    explorer.controls["max_items_after_crush"].value = 12
    seen.append(_seen(explorer))
    explorer.steps.start.value = "aggressive"
    seen.append(_seen(explorer))
    explorer.chooser.number.value = 4
    explorer.chooser.pin.value = True
    assert _seen(explorer) != seen[-1]
    while seen:
        explorer.steps.undone.click()
        assert _seen(explorer) == seen.pop()
    assert explorer.steps.undone.disabled
    assert not explorer.chooser.pin.value


def test_what_led_to_an_error_is_taken_back(explorer: SimulationExplorer) -> None:
    before = _seen(explorer)
    explorer.controls["relevance_threshold"].max = 5
    explorer.controls["relevance_threshold"].value = 3
    assert "alert" in explorer.picture.value
    explorer.steps.undo()
    assert _seen(explorer) == before


def test_the_map_and_the_list_choose_the_same_message(explorer: SimulationExplorer) -> None:
    chooser = explorer.chooser
    chooser.map.chosen = chooser.places[4]
    assert chooser.number.value == chooser.listed.value == 4
    assert "#4" in chooser.difference.value
    chooser.listed.value = 3
    assert chooser.map.chosen == chooser.places[3]
    explorer.controls["crush"].value = False
    assert chooser.map.blocks["after"] == [b.tokens_after for b in explorer.result.map().blocks]


def _seen(explorer: SimulationExplorer) -> tuple[Any, ...]:
    """Return what an explorer shows and what it says as Python."""
    return explorer.picture.value, explorer.code, explorer.settings, explorer.protects
