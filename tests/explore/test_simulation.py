"""The explorer: a change of a setting shows what it leads to, as a simulation would."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from headroom_lab import SmartCrusher, SmartCrusherConfig, load_example, simulate
from headroom_lab.display.visible import visible
from headroom_lab.explore import SimulationExplorer
from headroom_lab.explore.explorer import alert
from headroom_lab.explore.messages import LISTED
from tests.display.parsing import parsed, tags
from tests.display.samples import HOSTILE


@pytest.fixture
def explorer() -> SimulationExplorer:
    return simulate(load_example("package_audit"), model="gpt-4o").explore()


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[dict[str, Any]]]:
    """What a real shell publishes to a notebook while the test runs."""
    published: list[dict[str, Any]] = []

    def publish(self: DisplayPublisher, data: Any, **rest: Any) -> None:
        published.append({"data": data, **rest})

    monkeypatch.setattr(DisplayPublisher, "publish", publish)
    ours = not InteractiveShell.initialized()
    config = Config({"HistoryManager": {"enabled": False}})
    InteractiveShell.instance(config=config, ipython_dir=str(tmp_path))
    yield published
    if ours:
        InteractiveShell.clear_instance()


def test_it_opens_with_the_default_pipeline(explorer: SimulationExplorer) -> None:
    plain = simulate(load_example("package_audit"), model="gpt-4o")
    assert explorer.result.tokens_after == plain.tokens_after
    assert f"{plain.tokens_after:,}" in explorer.picture.value


def test_a_change_is_what_simulating_with_it_gives(explorer: SimulationExplorer) -> None:
    explorer.controls["align"].value = False
    explorer.controls["window"].value = False
    explorer.controls["max_items_after_crush"].value = 12
    crusher = SmartCrusher(SmartCrusherConfig(max_items_after_crush=12))
    wanted = simulate(load_example("package_audit"), model="gpt-4o", policy=[crusher])
    assert explorer.result.messages == wanted.messages


def test_the_code_makes_the_same_result(explorer: SimulationExplorer) -> None:
    explorer.controls["max_items_after_crush"].value = 12
    explorer.controls["preserve_recent_turns"].value = 1
    explorer.controls["query"].value = "which licence has 'bleach'?"
    scope: dict[str, Any] = {"messages": load_example("package_audit")}
    *lines, last = explorer.code.splitlines()
    exec("\n".join([*lines, f"found = {last}"]), scope)
    assert scope["found"].messages == explorer.result.messages
    assert explorer.source.value == explorer.copied.text == explorer.code


def test_a_row_of_the_ledger_leads_to_its_message(explorer: SimulationExplorer) -> None:
    ledger = explorer.ledger.listed
    assert ledger.value is None
    line, (_, message) = ledger.options[-1]
    assert line.startswith(f"#{message} ")
    ledger.value = ledger.options[-1][1]
    assert explorer.chooser.number.value == message
    assert f"#{message}" in explorer.chooser.difference.value
    explorer.controls["max_items_after_crush"].value = 12
    assert ledger.value is None  # other rows: none of them is chosen
    assert len(ledger.options) == len(explorer.result.removals)


def test_the_diff_of_the_chosen_message_is_shown(explorer: SimulationExplorer) -> None:
    chooser = explorer.chooser
    chooser.listed.value = 4
    assert chooser.number.value == 4
    assert "#4" in chooser.difference.value
    chooser.number.value = 3
    assert chooser.listed.value == 3
    assert "#3" in chooser.difference.value
    explorer.controls["max_items_after_crush"].value = 12
    assert chooser.number.value == 3  # the choice stays
    assert explorer.result.diff(3).to_html() == chooser.difference.value


def test_the_first_message_that_changed_is_chosen(explorer: SimulationExplorer) -> None:
    changed = [row.message for row in explorer.result.rows if row.change != "kept"]
    assert explorer.chooser.number.value == explorer.chooser.listed.value == changed[0]


def test_every_message_is_listed_with_what_became_of_it(explorer: SimulationExplorer) -> None:
    lines = [line for line, _ in explorer.chooser.listed.options]
    assert len(lines) == 17
    assert any("changed" in line for line in lines)
    assert all("#" in line for line in lines)


def test_ten_thousand_messages_can_all_be_reached() -> None:
    """The list holds those that changed most; the number reaches the others."""
    said = [{"role": "user", "content": f"line {at}"} for at in range(10_000)]
    listing = json.dumps([{"id": at, "state": "ok", "note": ""} for at in range(300)])
    call = {"id": "c", "type": "function", "function": {"name": "ls", "arguments": "{}"}}
    tool = [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c", "content": listing},
    ]
    explorer = SimulationExplorer([*said[:5000], *tool, *said[5000:]], model="gpt-4o")
    explorer.controls["window"].value = False
    chooser = explorer.chooser
    listed = [message for _, message in chooser.listed.options]
    assert 5001 in listed
    assert len(listed) == LISTED
    assert f"{LISTED} of 10,002 messages" in chooser.left_out.value
    other = next(at for at in range(10_000) if at not in listed)
    chooser.number.value = other
    assert f"#{other}" in chooser.difference.value
    assert chooser.listed.value is None


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_messages_are_listed_and_shown_as_text(hostile: str) -> None:
    text = HOSTILE[hostile]
    call = {"id": "c", "type": "function", "function": {"name": text, "arguments": "{}"}}
    messages = [
        {"role": "user", "content": text},
        {"role": "assistant", "content": text, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c", "content": json.dumps([text, text])},
        {"role": "user", "content": "and now?"},
    ]
    explorer = SimulationExplorer(messages, model="gpt-4o", query=text[:100])
    chooser = explorer.chooser
    for line, message in chooser.listed.options:
        assert len(line) < 250
        assert visible(line) == line
        chooser.number.value = message
        assert tags(parsed(chooser.difference.value)).isdisjoint({"script", "img", "a", "h1"})


def test_secrets_are_masked_in_the_list_and_in_the_diff() -> None:
    secret = "sk-" + "a1b2c3d4" * 4
    messages = [{"role": "system", "content": f"Now: 2026-10-01 12:00\nkey {secret}"},
                {"role": "user", "content": f"my key is {secret}"}]  # fmt: skip
    chooser = SimulationExplorer(messages, model="gpt-4o").chooser
    for line, message in chooser.listed.options:
        chooser.number.value = message
        assert secret not in line + chooser.difference.value


def test_a_setting_that_cannot_be_is_said_in_words(explorer: SimulationExplorer) -> None:
    explorer.controls["relevance_threshold"].max = 5
    explorer.controls["relevance_threshold"].value = 3
    assert 'role="alert"' in explorer.picture.value
    assert "relevance_threshold" in explorer.picture.value


def test_an_error_shows_what_was_typed_as_text() -> None:
    assert "<script" not in alert(HOSTILE["script"])
    assert "\\u202e" in alert(HOSTILE["bidi"])


def test_a_notebook_gets_the_widget_and_a_still_picture_of_it(
    explorer: SimulationExplorer, shell: list[dict[str, Any]]
) -> None:
    explorer._ipython_display_()
    widget, still = (shown["data"] for shown in shell)
    assert "application/vnd.jupyter.widget-view+json" in widget
    assert explorer.result.to_html() in still["text/html"]
    parsed(still["text/html"])
    explorer.controls["max_items_after_crush"].value = 12
    last = shell[-1]
    assert last["update"]
    assert last["transient"] == shell[1]["transient"]
    assert explorer.result.to_html() in last["data"]["text/html"]


def test_text_alone_where_it_is_asked_for(
    explorer: SimulationExplorer, shell: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADROOM_DISPLAY", "text")
    explorer._ipython_display_()
    assert [shown["data"] for shown in shell] == [{"text/plain": explorer.result.to_text()}]
