"""How a session's bill looks: its numbers as text, within its cap, whatever stands in the file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from headroom_lab.results.cost import SessionCost
from headroom_lab.results.cost_by_message import MessageCosts
from tests.display.test_snapshots import FOLDER, PAGE, same
from tests.replays.paper import answer, called, output, session


@pytest.fixture(scope="module")
def cost() -> SessionCost:
    return session().cost


def test_it_says_what_a_session_cost_and_why(cost: SessionCost) -> None:
    text = " ".join(cost.to_text().split())
    assert text.startswith("12 requests cost $0.64")
    for word in ("cache write 1 h", "expired", "model switch", "unexplained", "system prompt"):
        assert word in cost.to_html()
    assert "written to the cache again" in text
    assert "no policy could save more than" in text


@pytest.mark.parametrize("name", ["cost", "message_costs"])
def test_the_picture_is_the_one_that_was_looked_at(cost: SessionCost, name: str) -> None:
    dated = replace(cost, price_source="genai-prices 0.2", price_date="2026-10-14")
    shown = dated if name == "cost" else dated.by_message()
    same(FOLDER / f"{name}.txt", shown.to_text() + "\n")
    same(FOLDER / f"{name}.md", shown.to_markdown() + "\n")
    same(FOLDER / f"{name}.html", PAGE.format(name=name, html=shown.to_html()))


def test_messages_are_told_with_their_tool_and_file(cost: SessionCost) -> None:
    found = cost.by_message()
    text = found.to_text()
    assert "#2 tool output, Read, a.py" in text
    assert "Parts add up to the bill" in text


@pytest.mark.parametrize("name", ["cost", "messages"])
def test_hostile_names_act_nowhere_and_the_cap_holds(name: str) -> None:
    whole = session()
    bad = "<script>alert(1)</script>\x1b[31m$x$"
    messages: list[Any] = [dict(message) for message in whole.streams["main"].messages]
    for number in range(60):
        messages += [
            called(100 + number, f"/{bad}/{'long' * 50}/{number}"),
            output(100 + number, bad),
        ]
    main = replace(whole.streams["main"], messages=(*messages, answer(bad)))
    cost = replace(whole, id=bad, streams={**whole.streams, "main": main}).cost
    shown: SessionCost | MessageCosts = cost if name == "cost" else cost.by_message()
    assert "<script" not in shown.to_html()
    assert "\x1b" not in shown.to_text()
    assert len(shown.to_html().encode()) <= 16 * 1024


@pytest.mark.parametrize("kind", ["classes", "causes"])
def test_plots(cost: SessionCost, kind: str) -> None:
    assert cost.plot(kind).axes[0].patches
    assert cost.by_message().plot().axes[0].patches


def test_frames(cost: SessionCost) -> None:
    frame, requests = cost.to_frame(), cost.requests.to_frame()
    assert set(frame["by"]) == {"class", "model", "stream", "rewriting", "tool"}
    for by in ("class", "model", "stream"):
        assert frame[frame["by"] == by]["cost"].sum() == pytest.approx(cost.total)
    assert requests["cost"].sum() == pytest.approx(cost.total)
    messages = cost.by_message().to_frame()
    assert messages["cost"].sum() == pytest.approx(cost.total)
    assert {"kind", "tool", "file", "first_cost", "read_cost", "again_cost"} <= set(messages)
    assert "trace" not in cost.to_dict()
