"""What a simulation works out when it is first looked at is there for whoever looks, and however."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, replace

import pytest

from headroom_lab import SimulationResult, detect_waste, simulate
from headroom_lab.results import WasteSignals
from headroom_lab.results.later import Later

MESSAGES = [{"role": "user", "content": "too      wide,      and      wide      again"}]


def result() -> SimulationResult:
    return simulate(MESSAGES, model="gpt-4o")


def test_it_is_made_once_and_only_where_it_is_looked_at() -> None:
    made = []
    held = replace(result(), waste_signals=Later(lambda: made.append(1) or WasteSignals(7)))
    assert not made
    assert [held.waste_signals.json_bloat_tokens for _ in range(3)] == [7, 7, 7]
    assert made == [1]


@pytest.mark.parametrize(
    "same",
    [
        lambda found: found,
        copy.copy,
        copy.deepcopy,
        lambda found: pickle.loads(pickle.dumps(found)),
        lambda found: replace(found, model="gpt-4o"),
        lambda found: found.resized(tokens_markers=0),
    ],
)
def test_copies_and_pickles_hold_it(same) -> None:
    found = result()
    waste = detect_waste(MESSAGES, "gpt-4o")
    assert same(found).waste_signals == waste
    assert found.waste_signals.whitespace_tokens > 0


def test_it_counts_for_equality_and_stands_in_plain_data() -> None:
    found = result()
    assert found == result()
    assert found != replace(found, waste_signals=WasteSignals())
    assert found.to_dict()["waste_signals"] == detect_waste(MESSAGES, "gpt-4o").to_dict()


def test_it_cannot_be_set_and_has_a_default() -> None:
    with pytest.raises(FrozenInstanceError):
        result().waste_signals = WasteSignals()  # type: ignore[misc]
    assert SimulationResult(3, 2).waste_signals == WasteSignals()
