"""Replays of long sessions: what was sent before is not worked out again."""

from __future__ import annotations

from functools import partial

import pytest

from headroom_lab import progress, replay
from tests.benchmarks.long_sessions import long_session
from tests.studies.steps import Stopping
from tests.timing import SLACK, noisy, seconds


def test_a_policy_at_entry_rewrites_nothing_however_the_wire_format_is_found() -> None:
    found = replay(long_session(4), ["thrifty", "off"], progress=False)
    assert [row.rewritten for row in found.of("thrifty")] == [None] * 4


def test_a_bar_counts_the_requests_and_an_interrupt_keeps_the_finished_ones(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "BAR_AFTER", -1.0)
    found = replay(long_session(6), {"off": "off", "stops": Stopping(4)})
    assert "/6" in capsys.readouterr().err
    assert (found.finished, found.requests) == (3, 6)
    assert [row.request for row in found.of("stops")] == [1, 2, 3]


@noisy
def test_twice_the_requests_take_twice_the_time() -> None:
    _replayed(2)
    one, two = (seconds(partial(_replayed, requests), runs=1) for requests in (40, 80))
    assert two < 2.2 * SLACK * one


def _replayed(requests: int) -> None:
    """Replay a session whose texts no other has."""
    replay(long_session(requests, seed=requests), "thrifty", progress=False)
