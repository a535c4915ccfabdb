"""The explorer: a change of a setting shows what it leads to, as a simulation would."""

from __future__ import annotations

from typing import Any

import pytest

from headroom_lab import SmartCrusher, SmartCrusherConfig, load_example, simulate
from headroom_lab.explore import SimulationExplorer


@pytest.fixture
def explorer() -> SimulationExplorer:
    return simulate(load_example("package_audit"), model="gpt-4o").explore()


def test_it_opens_with_the_default_pipeline(explorer: SimulationExplorer) -> None:
    plain = simulate(load_example("package_audit"), model="gpt-4o")
    assert explorer.result.tokens_after == plain.tokens_after
    assert f"{plain.tokens_after:,}" in explorer.picture.value


def test_a_change_is_what_simulating_with_it_gives(explorer: SimulationExplorer) -> None:
    explorer.controls["align"].value = False
    explorer.controls["window"].value = False
    explorer.controls["max_items_after_crush"].value = 12
    crusher = SmartCrusher(SmartCrusherConfig(max_items_after_crush=12))
    wanted = simulate(load_example("package_audit"), model="gpt-4o", pipeline=[crusher])
    assert explorer.result.messages == wanted.messages


def test_the_code_makes_the_same_result(explorer: SimulationExplorer) -> None:
    explorer.controls["max_items_after_crush"].value = 12
    explorer.controls["preserve_recent_turns"].value = 1
    explorer.controls["query"].value = "which licence has 'bleach'?"
    scope: dict[str, Any] = {"messages": load_example("package_audit")}
    *lines, last = explorer.code.splitlines()
    exec("\n".join([*lines, f"found = {last}"]), scope)
    assert scope["found"].messages == explorer.result.messages
    assert explorer.source.value == explorer.code


def test_the_diff_of_the_chosen_message_is_shown(explorer: SimulationExplorer) -> None:
    explorer.chosen.value = 4
    assert "#4" in explorer.difference.value
    explorer.controls["max_items_after_crush"].value = 12
    assert explorer.chosen.value == 4  # the choice stays


def test_every_message_is_listed_with_what_became_of_it(explorer: SimulationExplorer) -> None:
    lines = [line for line, _ in explorer.chosen.options]
    assert len(lines) == 17
    assert any("changed" in line for line in lines)
    assert all("#" in line for line in lines)


def test_a_setting_that_cannot_be_is_said_in_words(explorer: SimulationExplorer) -> None:
    explorer.controls["relevance_threshold"].max = 5
    explorer.controls["relevance_threshold"].value = 3
    assert 'role="alert"' in explorer.picture.value
    assert "relevance_threshold" in explorer.picture.value


def test_a_saved_notebook_still_shows_the_picture(explorer: SimulationExplorer) -> None:
    bundle = explorer._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/html"] == explorer.result.to_html()
    assert data["text/plain"]
