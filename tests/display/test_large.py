"""Pictures of long conversations: within their caps, and as quick as those of short ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from headroom_lab import load_example, score_messages, simulate
from headroom_lab.display.pictures import picture
from headroom_lab.explore import SimulationExplorer, explore_weights
from headroom_lab.results.record import Record
from headroom_lab.transforms.windows.message_scorer import MessageScorer
from tests.timing import noisy, seconds

FEW, MANY = 200, 10_000
SLACK = 10  # a picture that grew with its messages would take fifty times as long
LEAST = 0.02  # seconds; shorter times are too much of chance


def talk(count: int) -> list[dict[str, str]]:
    """Return a conversation of short messages."""
    roles = ("user", "assistant")
    return [
        {"role": roles[at % 2], "content": f"message {at} {'word ' * (at % 60)}"}
        for at in range(count)
    ]


PICTURES: dict[str, Callable[[list[dict[str, str]]], Record]] = {
    "simulation": lambda messages: simulate(messages, model="gpt-4o"),
    "diff": lambda messages: simulate(messages, model="gpt-4o").diff(),
    "removals": lambda messages: simulate(messages, model="gpt-4o").removals,
    "scores": lambda messages: MessageScorer().score_messages(messages),
}


@pytest.mark.parametrize("name", PICTURES)
@noisy
def test_ten_thousand_messages_are_drawn_as_fast_as_two_hundred(name: str) -> None:
    few, many = PICTURES[name](talk(FEW)), PICTURES[name](talk(MANY))
    assert len(many.to_html().encode()) <= min(picture(many.picture).CAP, 64 * 1024)
    for render in ("to_html", "to_text", "to_markdown"):
        assert seconds(getattr(many, render)) <= SLACK * max(seconds(getattr(few, render)), LEAST)


def test_a_simulation_of_a_long_session_fits_eight_kilobytes() -> None:
    result = simulate(load_example("long_session"), model="gpt-4o")
    assert result.tokens_before > 60_000
    assert len(result.to_html().encode()) <= 8 * 1024


def test_explorers_answer_a_change_at_once() -> None:
    """A change simulates once and scores once, and costs little beside these."""
    messages = load_example("long_session")
    explorer = SimulationExplorer(messages, model="gpt-4o")
    weights = explore_weights(messages, limit=50_000)
    values = iter(range(10, 100, 3))

    def change() -> None:
        value = next(values)
        explorer.controls["max_items_after_crush"].value = value
        weights.controls["recency"].value = value / 100

    alone = seconds(lambda: simulate(messages, model="gpt-4o", query=f"{next(values)}"))
    alone += seconds(lambda: score_messages(messages, model="gpt-4o"))
    assert seconds(change) <= SLACK * alone  # what is drawn anew counts too
