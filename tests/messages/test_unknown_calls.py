"""Calls of kinds that the Responses API may get: a call and its result stay together."""

from __future__ import annotations

from typing import Any

import pytest

from headroom_lab import RollingWindow, RollingWindowConfig
from headroom_lab.messages.call_links import links
from headroom_lab.messages.conversation import read

BIG = "word " * 40


def _pair(number: int) -> list[dict[str, Any]]:
    """Return a call of a kind that nobody knows, and its result."""
    call_id = f"k{number}"
    return [
        {"type": "quantum_call", "id": f"q{number}", "call_id": call_id, "action": {"spin": "up"}},
        {"type": "quantum_call_output", "call_id": call_id, "output": BIG},
    ]


def _conversation() -> list[dict[str, Any]]:
    """Return four tasks with four such calls each."""
    items: list[dict[str, Any]] = []
    for task in range(4):
        items.append({"role": "user", "content": f"task {task} {BIG}"})
        items.append(
            {
                "type": "message",
                "role": "assistant",
                "content": [{"type": "output_text", "text": "ok"}],
            }
        )
        for step in range(4):
            items += _pair(task * 10 + step)
    return items


def test_a_call_of_an_unknown_kind_is_linked_to_its_result() -> None:
    found = links(read([*_conversation()[:2], *_pair(1)]))
    assert [(link.call_id, link.call, link.result) for link in found] == [("k1", 2, 3)]


@pytest.mark.parametrize("limit", range(100, 900, 100))
@pytest.mark.parametrize("turns", [0, 1, 5])
def test_a_window_never_tears_it_apart(limit: int, turns: int) -> None:
    config = RollingWindowConfig(max_tokens=limit, preserve_recent_turns=turns)
    kept = RollingWindow(config).apply(_conversation()).messages
    ids = [item["call_id"] for item in kept if "call_id" in item]
    assert all(ids.count(call_id) == 2 for call_id in ids)
    assert all(item in _conversation() for item in kept)
